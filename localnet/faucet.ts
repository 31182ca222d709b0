import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { addressAt, addressBytes } from './chain/base58.ts';
import { FAUCET_SEED_PHRASE } from './genesis.ts';

/** ASN.1 wrapping of a raw ed25519 seed (RFC 8410). */
const PKCS8_ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

const SYSTEM_PROGRAM_BYTES = Buffer.alloc(32);
const COMPUTE_BUDGET_BYTES = addressBytes('ComputeBudget111111111111111111111111111111');
const SYSTEM_TRANSFER = 2;
const SET_COMPUTE_UNIT_LIMIT = 2;
/** Enough for the transfer and the limit; what is above tells apart equal airdrops on one blockhash. */
const BASE_COMPUTE_UNITS = 1_000;
const DISTINCT_LIMITS = 1_000_000;

/** Gives away SOL by ordinary transfers, so that an airdrop has a signature and a history like any other income. */
export class Faucet {
  readonly address: string;
  readonly #key: KeyObject;
  #airdrops = 0;

  constructor() {
    const seed = createHash('sha256').update(FAUCET_SEED_PHRASE).digest();
    this.#key = createPrivateKey({
      key: Buffer.concat([PKCS8_ED25519_PREFIX, seed]),
      format: 'der',
      type: 'pkcs8',
    });
    const spki = createPublicKey(this.#key).export({ format: 'der', type: 'spki' });
    this.address = addressAt(spki, spki.length - 32);
  }

  /** A signed transfer of `lamports` to `recipient`, different from every other one. */
  airdrop(recipient: string, lamports: bigint, recentBlockhash: string): Buffer {
    this.#airdrops = (this.#airdrops + 1) % DISTINCT_LIMITS;
    const message = transferMessage(this.address, recipient, lamports, recentBlockhash, this.#airdrops);
    return Buffer.concat([Buffer.from([1]), sign(null, message, this.#key), message]);
  }
}

/** A legacy message of two instructions: SetComputeUnitLimit, System transfer. */
function transferMessage(from: string, to: string, lamports: bigint, blockhash: string, serial: number): Buffer {
  const limit = Buffer.alloc(5);
  limit.writeUInt8(SET_COMPUTE_UNIT_LIMIT, 0);
  limit.writeUInt32LE(BASE_COMPUTE_UNITS + serial, 1);
  const transfer = Buffer.alloc(12);
  transfer.writeUInt32LE(SYSTEM_TRANSFER, 0);
  transfer.writeBigUInt64LE(lamports, 4);
  return Buffer.concat([
    Buffer.from([1, 0, 2, 4]),
    addressBytes(from),
    addressBytes(to),
    SYSTEM_PROGRAM_BYTES,
    COMPUTE_BUDGET_BYTES,
    addressBytes(blockhash),
    Buffer.from([2]),
    Buffer.from([3, 0, limit.length]),
    limit,
    Buffer.from([2, 2, 0, 1, transfer.length]),
    transfer,
  ]);
}
