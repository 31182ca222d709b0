/**
 * Account keys as their 32 bytes. web3.js keeps a big number instead, and works the bytes and the text out anew each time: more
 * than all the rest of building a transaction.
 */
import bs58 from 'bs58';
import type { Address } from '#core/domain/ids.ts';
import type { Key } from '#core/ports/message.ts';
import { remembered } from './remembered.ts';

export const KEY_BYTES = 32;

/** A key over bytes that nobody changes. @throws RangeError unless there are 32 */
export function keyFrom(bytes: Uint8Array): Key {
  if (bytes.length !== KEY_BYTES) throw new RangeError(`a key has 32 bytes, not ${bytes.length}`);
  return { toBytes: () => bytes };
}

const MOST_KEPT = 20_000;

/** The key that an address writes; the same trades name the same few again and again. @throws when it is no address */
export const keyOf = remembered(MOST_KEPT, (address: Address | string) => keyFrom(bs58.decode(address)));
