import type { AccountState } from './account.ts';
import { addressAt } from './base58.ts';
import type { AddressTableLookup, WireMessage } from './wire-transaction.ts';

/** Bytes before the addresses in a look-up table's account (`LOOKUP_TABLE_META_SIZE`). */
const LOOKUP_TABLE_META_SIZE = 56;

export interface LoadedAddresses {
  readonly writable: readonly string[];
  readonly readonly: readonly string[];
}

export interface MessageKeys {
  /** Static keys, then loaded writable, then loaded read-only: the order instruction indexes count in. */
  readonly all: readonly string[];
  readonly loaded: LoadedAddresses;
}

/**
 * Every address a message names, look-up tables resolved. An address a table does not have is left out:
 * the runtime refuses such a transaction before it matters.
 */
export function resolveKeys(message: WireMessage, read: (address: string) => AccountState | null): MessageKeys {
  const { staticKeys, lookups } = message;
  if (lookups.length === 0) return { all: staticKeys, loaded: { writable: [], readonly: [] } };
  const pick = (field: 'writableIndexes' | 'readonlyIndexes'): string[] =>
    lookups.flatMap((lookup) => loadedBy(lookup, field, read(lookup.accountKey)));
  const loaded = { writable: pick('writableIndexes'), readonly: pick('readonlyIndexes') };
  return { all: [...staticKeys, ...loaded.writable, ...loaded.readonly], loaded };
}

function loadedBy(
  lookup: AddressTableLookup,
  field: 'writableIndexes' | 'readonlyIndexes',
  table: AccountState | null,
): string[] {
  if (table === null) return [];
  const addresses: string[] = [];
  for (const index of lookup[field]) {
    const offset = LOOKUP_TABLE_META_SIZE + 32 * index;
    if (offset + 32 <= table.data.length) addresses.push(addressAt(table.data, offset));
  }
  return addresses;
}

/** Whether the key at `index` (in the order of {@link MessageKeys.all}) may be written by the transaction. */
export function isWritable(message: WireMessage, loaded: LoadedAddresses, index: number): boolean {
  const { header, staticKeys } = message;
  if (index >= staticKeys.length) return index < staticKeys.length + loaded.writable.length;
  if (index < header.numRequiredSignatures) {
    return index < header.numRequiredSignatures - header.numReadonlySignedAccounts;
  }
  return index < staticKeys.length - header.numReadonlyUnsignedAccounts;
}
