/** The way each transaction may take: the block engine, the endpoints, or first the one and then both. */
import { usesJito, usesRpc } from '#core/domain/execution/route.ts';
import type { BlockEngine } from '#core/ports/block-engine.ts';
import type { Sender } from '#core/ports/sender.ts';

/**
 * Gives bytes to the ways their route allows at their age, always the same bytes. Without a block engine a `JITO_ONLY`
 * transaction goes nowhere: it was promised to be shown to nobody else, and dies unsent.
 */
export function createRouteSender({ rpc, blockEngine }: { rpc: Sender; blockEngine: BlockEngine | null }): Sender {
  return {
    async send(transactions) {
      const unseen = transactions.filter(({ route }) => usesJito(route));
      const open = transactions.filter(({ route, ageMs }) => usesRpc(route, ageMs));
      await Promise.all([
        unseen.length > 0 ? blockEngine?.submit(unseen.map(({ raw }) => raw)) : undefined,
        open.length > 0 ? rpc.send(open) : undefined,
      ]);
    },
  };
}
