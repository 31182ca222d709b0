import { SYSTEM_PROGRAM } from '../chain/account.ts';
import type { Chain } from '../chain/chain.ts';

export const REGION = 'local';
/** The one node of the local chain, as `getIdentity` names it: it leads every slot. */
export const VALIDATOR = SYSTEM_PROGRAM;
/** Slots ahead that leaders are told for. */
const LEADER_SLOTS = 4;

export const currentSlot = (chain: Chain): number => chain.view('processed').slot;

export const leaderSlots = (chain: Chain): number[] =>
  Array.from({ length: LEADER_SLOTS }, (_, ahead) => currentSlot(chain) + ahead + 1);
