/** A chain, a venue and a wire format with nothing in them, for the signer's use case over its real store and its real vault. */
import { createPublicKey, verify } from 'node:crypto';
import bs58 from 'bs58';
import { systemClock } from '#core/adapters/clock.ts';
import type { Address, GenesisHash, IntentId, Signature } from '#core/domain/ids.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import type { SignIntentRequest } from '#core/ports/signer.ts';
import type { SigningStore } from '#core/ports/signing-store.ts';
import type { Vault } from '#core/ports/vault.ts';
import { newId } from '#core/store/new-id.ts';
import type { SigningDependencies } from '#core/usecases/signing/dependencies.ts';

const PLENTY = 10n ** 12n;
const PRICE = 1_000n;
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The whole of a message here: which intent, and who signs. */
interface StubMessage {
  readonly intentId: string;
  readonly signer: Address;
}

const encode = (message: StubMessage): Uint8Array => Buffer.from(JSON.stringify(message));
const decode = (bytes: Uint8Array): StubMessage => JSON.parse(Buffer.from(bytes).toString());

/** What a worker asks for, for an intent whose wallet has this address. */
export const stubRequest = (intentId: IntentId, signer: Address): SignIntentRequest => ({
  ...{ intentId, fence: 1n, generation: 0n, message: encode({ intentId, signer }) },
  quote: { slot: '40', quotedOut: '0', minOut: `${PRICE}`, poolFee: '0', reserveIn: '0', reserveOut: '0' },
  ...{ blockhashSlot: 40n, lastValidBlockHeight: 150n },
});

/** Signatures are verified as they are assembled: a wrong one throws. */
function assemble(message: Uint8Array, [signature]: readonly Uint8Array[]): { raw: Uint8Array; signature: Signature } {
  const spki = Buffer.concat([SPKI_PREFIX, bs58.decode(decode(message).signer)]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  if (signature === undefined || !verify(null, message, key, signature)) throw new Error('a wrong signature');
  return { raw: signature, signature: bs58.encode(signature) as Signature };
}

export function stubDependencies(genesisHash: GenesisHash, store: SigningStore, vault: Vault): SigningDependencies {
  const endpoint: Partial<ChainEndpoint> = {
    accounts: async (addresses) => ({
      slot: 41n,
      accounts: addresses.map(() => ({ lamports: PLENTY, owner: 'o', data: new Uint8Array() }) as never),
    }),
  };
  const swap = {
    outputMint: 'BASE',
    amountOut: PRICE,
    minAmountOut: PRICE,
    fee: 0n,
    reserveIn: PLENTY,
    reserveOut: PLENTY,
  };
  return {
    ...{ store, vault, clock: systemClock, newId },
    chain: { genesisHash, quorum: 1, witnesses: () => [endpoint] } as never,
    heights: async () => ({ highestHeight: 41n, lowestHeight: 41n, lowestSlot: 41n }),
    transfers: {} as never,
    venues: {
      get: () => ({
        transientRent: 0n,
        poolAccounts: () => [],
        decodePool: (address: Address) => ({ address, baseVault: 'base', quoteVault: 'quote', baseReserve: PLENTY }),
        quoteExactIn: () => swap,
        buildSwap: ({ intentId, wallet }: { intentId: string; wallet: Address }) => [{ intentId, signer: wallet }],
      }),
    } as never,
    codec: {
      compile: ({ instructions: [message] }: { instructions: StubMessage[] }) => encode(message as StubMessage),
      readHead: (message: Uint8Array) => ({
        ...{ blockhash: 'b', computeUnitLimit: 0, computeUnitPrice: 0n },
        signers: [decode(message).signer],
      }),
      assemble,
      associatedTokenAccount: (wallet: Address) => wallet,
      tokenBalance: () => PLENTY,
    } as never,
    limits: {
      ...{ maxSlippageBps: 1_000, maxPoolShareBps: 1_000, maxLamportsPerTransaction: PLENTY },
      ...{ maxPriorityFeeLamports: PLENTY, maxTipLamports: PLENTY },
    } as SigningDependencies['limits'],
  };
}
