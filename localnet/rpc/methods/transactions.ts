import type { SimulationResult } from '../../chain/bank.ts';
import { describeTransactionError } from '../../chain/transaction-error.ts';
import { parseTransaction } from '../../chain/wire-transaction.ts';
import { encodeAccount } from '../encoding/account.ts';
import { type Options, toAddress, toList } from '../params.ts';
import { preflight, refused, signatureFailure, simulationFields } from '../preflight.ts';
import { type MethodTable, type RpcContext, requireContextSlot, viewFor, withContext } from '../rpc-context.ts';
import { invalidParams, RPC_CODE, RpcError } from '../rpc-error.ts';
import { readTransaction } from '../wire-input.ts';

const MAX_AIRDROP_LAMPORTS = 1_000_000_000_000_000;
const DEFAULT_RETRIES = Number.MAX_SAFE_INTEGER;
const MAX_SIMULATED_ACCOUNTS = 64;

export const transactionMethods: MethodTable = {
  sendTransaction(context, params) {
    const options = params.options(1);
    const transaction = readTransaction(params.text(0, 'transaction'), options);
    const view = context.chain.view(options.commitment('finalized', 'preflightCommitment'));
    requireContextSlot(view, options);
    if (!options.boolean('skipPreflight', false)) preflight(context, transaction, view);
    context.chain.send(transaction, options.integer('maxRetries') ?? DEFAULT_RETRIES);
    return transaction.signature;
  },

  simulateTransaction(context, params) {
    const options = params.options(1);
    const transaction = readTransaction(params.text(0, 'transaction'), options);
    const view = viewFor(context.chain, options);
    const verify = options.boolean('sigVerify', false);
    const replace = options.boolean('replaceRecentBlockhash', false);
    if (verify && replace) throw invalidParams('sigVerify may not be used with replaceRecentBlockhash');
    const refusal = replace ? null : context.chain.refusal(transaction, view);
    const result = refusal === null ? context.chain.simulate(transaction, verify) : refused(refusal);
    if (result.error === 'SignatureFailure') throw signatureFailure();
    return withContext(view, {
      ...simulationFields(result),
      accounts: simulatedAccounts(context, result, options),
      innerInstructions: options.boolean('innerInstructions', false) ? result.innerInstructions : null,
      replacementBlockhash: replace ? context.chain.latestBlockhash(view) : null,
    });
  },

  requestAirdrop({ chain, faucet }, params) {
    const recipient = params.address(0);
    const lamports = params.integer(1, 'lamports');
    if (lamports > MAX_AIRDROP_LAMPORTS) throw invalidParams(`at most ${MAX_AIRDROP_LAMPORTS} lamports at a time`);
    const { blockhash } = chain.latestBlockhash(chain.view(params.options(2).commitment('processed')));
    const transaction = parseTransaction(faucet.airdrop(recipient, BigInt(lamports), blockhash));
    const outcome = chain.submit(transaction);
    const error = outcome.landed ? outcome.entry.err : outcome.error;
    if (error !== null)
      throw new RpcError(RPC_CODE.internalError, `airdrop failed: ${describeTransactionError(error)}`);
    return transaction.signature;
  },
};

/** The accounts the caller asked to see, as the simulated transaction leaves them. */
function simulatedAccounts({ chain }: RpcContext, result: SimulationResult, options: Options) {
  const wanted = options.nested('accounts');
  if (wanted === undefined) return null;
  const addresses = toList(wanted.raw('addresses'), 'accounts.addresses', MAX_SIMULATED_ACCOUNTS).map((value) =>
    toAddress(value, 'accounts.addresses'),
  );
  if (result.error !== null) return addresses.map(() => null);
  const encoding = wanted.oneOf('encoding', ['base64', 'jsonParsed'], 'base64');
  const processed = chain.view('processed');
  const read = (address: string) => result.postAccounts.get(address) ?? chain.account(address, processed);
  return addresses.map((address) => {
    const account = read(address);
    return account === null || account.lamports === 0n
      ? null
      : encodeAccount(account, { encoding, slice: undefined }, read);
  });
}
