import { SYSTEM_PROGRAM } from '../chain/account.ts';
import type { Chain } from '../chain/chain.ts';
import type { CompiledInstruction, WireMessage, WireTransaction } from '../chain/wire-transaction.ts';

/** Account n is the SHA-256 of this phrase and n; a test recomputes the literals below from it. Nobody holds their keys. */
export const TIP_ACCOUNT_PHRASE = 'sluice local chain tip account';

/** Where tips of the local chain go. Public clusters have eight as well, and they never change. */
export const TIP_ACCOUNTS: readonly string[] = [
  '8CBz9ZhfQBdF6Ypo1S1yKAuB7Xn1ikkeEV8ZiFTw4TEj',
  '9ARCoJgydq1J9CPGr2bgZJY8QAb8EX1vm39RGVNK3D1D',
  'BHggTn8o5dXejipwKzpazp3MPyDkYBgBgGRhF58jaW58',
  '3WT5mGyFc4rPSX7zg8WW5oHeatdFpgC75CFTAkfyjuYZ',
  'Amxpu5gWTLweaEm1UZhg75dCFZvhsvGVSbhNyHC2stmz',
  '2D38HKBBhjFUw1CtPdQ1ivKL6XzVpSPE38m28io7K4Ny',
  'LjXjhyv3Pamhif7jD3CRT4zJ3xSGeut2C97tqMhSeGX',
  'BHkcB5JTi9JBknavBoyYJBzsukXPp185sZdP2ePS1ZHq',
];

/** The least a bundle may offer, as on mainnet. */
export const MINIMUM_TIP_LAMPORTS = 1_000n;

/** `SystemInstruction::Transfer`: a u32 tag and a u64 of lamports. */
const TRANSFER_TAG = 2;
const TRANSFER_BYTES = 12;

/** Lamports the transactions transfer to tip accounts by instructions of their own. */
export function tipOf(transactions: readonly WireTransaction[]): bigint {
  const tips = transactions.flatMap(({ message }) => message.instructions.map((one) => tipOfInstruction(message, one)));
  return tips.reduce((sum, tip) => sum + tip, 0n);
}

function tipOfInstruction(
  { staticKeys }: WireMessage,
  { programIdIndex, accounts, data }: CompiledInstruction,
): bigint {
  const isTransfer =
    staticKeys[programIdIndex] === SYSTEM_PROGRAM &&
    data.length === TRANSFER_BYTES &&
    data.readUInt32LE(0) === TRANSFER_TAG;
  // An account out of a look-up table has no static key: a block engine does not take a tip to one either.
  const recipient = staticKeys[accounts[1] ?? -1] ?? '';
  return isTransfer && TIP_ACCOUNTS.includes(recipient) ? data.readBigUInt64LE(4) : 0n;
}

/** A tip to an account that is not there would be refused for lack of rent: makes those that are missing, or were undone by a fork. */
export function openTipAccounts(chain: Chain): void {
  const lamports = chain.bank.rentExemption(0);
  const missing = TIP_ACCOUNTS.filter((address) => chain.account(address, chain.view('processed')) === null);
  if (missing.length === 0) return;
  const state = { lamports, data: Buffer.alloc(0), owner: SYSTEM_PROGRAM, executable: false };
  chain.writeAccounts(missing.map((address) => [address, state] as const));
}
