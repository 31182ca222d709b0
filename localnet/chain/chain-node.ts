import type { Chain } from './chain.ts';

/**
 * The chain as one RPC node shows it: what the methods ask. The chain itself is the honest node that is never behind;
 * the fault switchboard puts others before it.
 */
export type ChainNode = Pick<
  Chain,
  | 'account'
  | 'bank'
  | 'commitmentOf'
  | 'details'
  | 'entriesOf'
  | 'find'
  | 'isBlockhashValid'
  | 'latestBlockhash'
  | 'newestFirst'
  | 'priorityFees'
  | 'refusal'
  | 'send'
  | 'simulate'
  | 'slotOf'
  | 'state'
  | 'submit'
  | 'timeOf'
  | 'transactionCount'
  | 'view'
  | 'writeAccounts'
>;
