/** The way each transaction may take: the block engine, the endpoints, or first the one and then both. */
import { usesJito } from '#core/domain/execution/route.ts';
import type { BlockEngine } from '#core/ports/block-engine.ts';
import type { Sender } from '#core/ports/sender.ts';

/**
 * Gives the bytes of Jito routes to the block engine, and all to the sender over RPC, which sends what may go that way at its age.
 * Without a block engine a `JITO_ONLY` transaction goes nowhere: it was promised to be shown to nobody else, and dies unsent.
 */
export function createRouteSender({ rpc, blockEngine }: { rpc: Sender; blockEngine: BlockEngine | null }): Sender {
  return {
    async send(transactions) {
      const unseen = transactions.filter(({ route }) => usesJito(route)).map(({ raw }) => raw);
      const offered = blockEngine === null || unseen.length === 0 ? null : blockEngine.submit(unseen);
      await Promise.all([rpc.send(transactions), offered]);
    },
  };
}
