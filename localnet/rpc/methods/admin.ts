import { type AccountState, SYSVAR_OWNER } from '../../chain/account.ts';
import { Options, toAddress, toList } from '../params.ts';
import { type MethodTable, withContext } from '../rpc-context.ts';
import { invalidParams } from '../rpc-error.ts';
import { decodeBase64 } from '../wire-input.ts';

const MAX_WRITES = 1_000;
const MAX_U64 = 2n ** 64n - 1n;

/** Methods of the local chain alone; no public cluster has them. */
export const adminMethods: MethodTable = {
  /**
   * Writes accounts as given, in the open block, without asking their programs: what a real cluster's programs would
   * have made (a token's metadata, a pool) where this chain has no such program. Zero lamports removes the account.
   */
  sluice_setAccounts({ chain }, params) {
    const writes = toList(params.raw(0), 'accounts', MAX_WRITES).map((value) =>
      readWrite(new Options(value, 'account')),
    );
    const kept = writes.find(([address]) => chain.state.accounts.current(address)?.owner === SYSVAR_OWNER);
    if (kept !== undefined) throw invalidParams(`${kept[0]} is a sysvar, which the chain keeps itself`);
    try {
      chain.writeAccounts(writes);
    } catch (error) {
      throw invalidParams(error instanceof Error ? error.message : String(error));
    }
    return withContext(chain.view('processed'), writes.length);
  },
};

function readWrite(options: Options): readonly [string, AccountState | null] {
  const address = toAddress(options.raw('pubkey'), 'account.pubkey');
  const lamports = readLamports(options.string('lamports') ?? '');
  const data = decodeBase64(options.string('data') ?? '');
  if (data === null) throw invalidParams('account.data must be base64');
  const owner = toAddress(options.raw('owner'), 'account.owner');
  const executable = options.boolean('executable', false);
  return [address, lamports === 0n ? null : { lamports, data, owner, executable }];
}

function readLamports(text: string): bigint {
  if (!/^\d{1,20}$/.test(text) || BigInt(text) > MAX_U64) {
    throw invalidParams('account.lamports must be a decimal string of at most 2^64-1');
  }
  return BigInt(text);
}
