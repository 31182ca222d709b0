/** A message dressed as a transaction that nobody has signed yet, for a simulation. */

const SIGNATURE_BYTES = 64;
/** Set in the first byte of a versioned message; a legacy one begins with its header. */
const VERSIONED = 0x80;
/** Below this a length is one byte (Solana's compact-u16). */
const ONE_BYTE_LENGTHS = 0x80;

/**
 * The number of signatures, zeroes in their place, then the message.
 * @throws RangeError when the message does not begin with a header
 */
export function unsigned(message: Uint8Array): Buffer {
  const [first = 0, second = 0] = message;
  const signatures = (first & VERSIONED) === 0 ? first : second;
  if (signatures === 0 || signatures >= ONE_BYTE_LENGTHS) throw new RangeError('a message names at least one signer');
  return Buffer.concat([Buffer.from([signatures]), Buffer.alloc(signatures * SIGNATURE_BYTES), message]);
}
