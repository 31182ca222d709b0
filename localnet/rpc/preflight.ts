import type { SimulationResult } from '../chain/bank.ts';
import { describeTransactionError, type TransactionError } from '../chain/transaction-error.ts';
import type { View } from '../chain/view.ts';
import type { WireTransaction } from '../chain/wire-transaction.ts';
import type { RpcContext } from './rpc-context.ts';
import { RPC_CODE, RpcError } from './rpc-error.ts';

/** The checks a node makes before it forwards a transaction. Throws what they find. */
export function preflight({ chain }: RpcContext, transaction: WireTransaction, view: View): void {
  const refusal = chain.refusal(transaction, view);
  const result = refusal === null ? chain.simulate(transaction, true) : refused(refusal);
  if (result.error === null) return;
  if (result.error === 'SignatureFailure') throw signatureFailure();
  throw preflightFailure(result, result.error);
}

/** The error a node answers for a transaction whose simulation failed. */
export function preflightFailure(result: SimulationResult, error: TransactionError): RpcError {
  return new RpcError(RPC_CODE.preflightFailure, `Transaction simulation failed: ${describeTransactionError(error)}`, {
    ...simulationFields(result),
    accounts: null,
    innerInstructions: null,
    replacementBlockhash: null,
  });
}

export function signatureFailure(): RpcError {
  return new RpcError(RPC_CODE.signatureVerificationFailure, 'Transaction signature verification failure');
}

/** The simulation of a transaction that may not run at all. */
export function refused(error: TransactionError): SimulationResult {
  return { error, logs: [], innerInstructions: [], unitsConsumed: 0, returnData: null, postAccounts: new Map() };
}

/** What an answer shows of a simulation whatever the caller asked for. */
export function simulationFields({ error, logs, unitsConsumed, returnData }: SimulationResult) {
  return { err: error, logs, unitsConsumed, returnData };
}
