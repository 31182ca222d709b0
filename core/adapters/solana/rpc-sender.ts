/** Gives signed bytes to every healthy endpoint. */
import { usesRpc } from '#core/domain/execution/route.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Sender } from '#core/ports/sender.ts';

export const createRpcSender = (chain: Pick<Chain, 'broadcast'>): Sender => ({
  async send(transactions) {
    const open = transactions.filter(({ route, ageMs }) => usesRpc(route, ageMs));
    if (open.length > 0) await chain.broadcast(open.map(({ raw }) => raw));
  },
});
