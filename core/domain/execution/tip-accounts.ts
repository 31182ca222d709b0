/**
 * Where tips to block engines go. The lists are fixed: an account that a block engine names and that is not on its chain's
 * list is never paid, whoever answers at its address.
 */
import type { Cluster } from '../clusters.ts';
import type { Address, IntentId } from '../ids.ts';

/** Jito's own, as `getTipAccounts` answers on each cluster. Devnet has no block engine. */
const TIP_ACCOUNTS = {
  'mainnet-beta': [
    '96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5',
    'HFqU5x63VTqvQss8hp11i4wVV8bD44PvwucfZ2bU7gRe',
    'Cw8CFyM9FkoMi7K7Crf6HNQqf4uEMzpKw6QNghXLvLkY',
    'ADaUMid9yfUytqMBgopwjb2DTLSokTSzL1zt6iGPaS49',
    'DfXygSm4jCyNCybVYYK6DwvWqjKee8pbDmJGcLWNDXjh',
    'ADuUkR4vqLUMWXxW9gh6D6L8pMSawimctcNZ5pGwDcEt',
    'DttWaMuVvTiduZRnguLF7jNxTgiMBZ1hyAumKUiL2KRL',
    '3AVi9Tg9Uo68tJfuvoKvqKNWKkC5wPdSSdeBnizKZ6jT',
  ],
  testnet: [
    'B1mrQSpdeMU9gCvkJ6VsXVVoYjRGkNA7TtjMyqxrhecH',
    'aTtUk2DHgLhKZRDjePq6eiHRKC1XXFMBiSUfQ2JNDbN',
    'E2eSqe33tuhAHKTrwky5uEjaVqnb2T9ns6nHHUrN8588',
    '4xgEmT58RwTNsF5xm2RMYCnR1EVukdK8a1i2qFjnJFu3',
    'EoW3SUQap7ZeynXQ2QJ847aerhxbPVr843uMeTfc9dxM',
    'ARTtviJkLLt6cHGQDydfo1Wyk6M4VGZdKZ2ZhdnJL336',
    '9n3d1K5YD2vECAbRFhFFGYNNjiXtHXJWn9F31t89vsAV',
    '9ttgPBBhRYFuQccdR1DSnb7hydsWANoDsV3P9kaGMCEh',
  ],
  devnet: [],
  /** Those of `localnet/jito/tip-accounts.ts`; a test compares both. */
  local: [
    '8CBz9ZhfQBdF6Ypo1S1yKAuB7Xn1ikkeEV8ZiFTw4TEj',
    '9ARCoJgydq1J9CPGr2bgZJY8QAb8EX1vm39RGVNK3D1D',
    'BHggTn8o5dXejipwKzpazp3MPyDkYBgBgGRhF58jaW58',
    '3WT5mGyFc4rPSX7zg8WW5oHeatdFpgC75CFTAkfyjuYZ',
    'Amxpu5gWTLweaEm1UZhg75dCFZvhsvGVSbhNyHC2stmz',
    '2D38HKBBhjFUw1CtPdQ1ivKL6XzVpSPE38m28io7K4Ny',
    'LjXjhyv3Pamhif7jD3CRT4zJ3xSGeut2C97tqMhSeGX',
    'BHkcB5JTi9JBknavBoyYJBzsukXPp185sZdP2ePS1ZHq',
  ],
} as const satisfies Record<Cluster, readonly string[]>;

/** None where no block engine serves the chain. */
export const tipAccountsOf = (cluster: Cluster): readonly Address[] =>
  TIP_ACCOUNTS[cluster].map((one) => one as Address);

/**
 * The account this intent tips: always the same, so that whoever builds its transaction builds the same bytes, and spread over
 * the list by the id's last, random, byte, for transactions that write one account wait for each other.
 * @throws RangeError where no block engine serves the chain
 */
export function tipAccountOf(intentId: IntentId, cluster: Cluster): Address {
  const accounts = tipAccountsOf(cluster);
  const account = accounts[Number.parseInt(intentId.slice(-2), 16) % accounts.length];
  if (account === undefined) throw new RangeError(`no block engine serves ${cluster}`);
  return account;
}
