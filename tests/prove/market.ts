/** A venue and a wire format with nothing in them but what the machine needs: a price that never moves, messages of eight words. */
import type { TransactionInstruction } from '@solana/web3.js';
import type { Address, WalletId } from '#core/domain/ids.ts';
import { WSOL_MINT } from '#core/domain/ids.ts';
import type { TokenAmount } from '#core/domain/money.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { CompileMessage } from '#core/ports/message.ts';
import type { MessageHead, SolanaCodec } from '#core/ports/solana-codec.ts';
import type { Transfers } from '#core/ports/transfers.ts';
import type { Vault } from '#core/ports/vault.ts';
import type { PoolKeys, PoolState, SwapOrder, SwapQuote, Venue } from '#core/ports/venue.ts';
import {
  decode,
  encodeMessage,
  intentIndex,
  isSigned,
  sign,
  signatureOf,
  TOKEN_MINT,
  tokenAccount,
  walletAddress,
  walletIndex,
} from './bytes.ts';
import type { SimAccount } from './endpoint.ts';
import { PRICE } from './sim-chain.ts';

const RESERVE = (10n ** 15n) as TokenAmount;

export const POOL: PoolKeys = {
  address: 'pool' as Address,
  baseMint: TOKEN_MINT,
  quoteMint: WSOL_MINT,
  baseVault: 'base vault' as Address,
  quoteVault: 'quote vault' as Address,
};

const STATE: PoolState = {
  ...POOL,
  venue: 'raydium-amm-v4',
  baseDecimals: 6,
  quoteDecimals: 9,
  baseReserve: RESERVE,
  quoteReserve: RESERVE,
  feeNumerator: 0n,
  feeDenominator: 1n,
  opensAt: null,
};

const SPOT = { numerator: 1n, denominator: 1n };
const ACCOUNTS = [POOL.address, POOL.baseVault, POOL.quoteVault] as const;

function quote(inputMint: Address, amountIn: TokenAmount): SwapQuote {
  const buys = inputMint === WSOL_MINT;
  const amountOut = (buys ? amountIn * PRICE : amountIn / PRICE) as TokenAmount;
  return {
    inputMint,
    outputMint: buys ? TOKEN_MINT : WSOL_MINT,
    amountIn,
    amountOut,
    minAmountOut: amountOut,
    fee: 0n as TokenAmount,
    reserveIn: RESERVE,
    reserveOut: RESERVE,
    spotPrice: SPOT,
    priceImpactBps: 0n,
  };
}

/** The order itself, in the place of its instructions. */
interface OrderInstruction {
  readonly order: SwapOrder;
}

export const simVenue: Venue = {
  id: 'raydium-amm-v4',
  transientRent: 2_039_280n as Venue['transientRent'],
  poolKeys: () => POOL,
  poolAccounts: () => ACCOUNTS,
  decodePool: () => STATE,
  quoteExactIn: ({ inputMint, amountIn }) => quote(inputMint, amountIn),
  buildSwap: (order) => [{ order } satisfies OrderInstruction as unknown as TransactionInstruction],
  findPools: async () => [],
};

export const compile: CompileMessage = ({ feePayer, blockhash, instructions, tip }) => {
  const [only] = instructions as unknown as readonly OrderInstruction[];
  if (only === undefined) throw new RangeError('there is no order');
  const { order } = only;
  const colon = blockhash.indexOf(':');
  return encodeMessage({
    intent: intentIndex(order.intentId),
    wallet: walletIndex(order.wallet),
    payer: walletIndex(feePayer),
    buys: order.inputMint === WSOL_MINT,
    amountIn: order.amountIn,
    minOut: order.minAmountOut,
    computeUnits: BigInt(order.computeUnitLimit),
    unitPrice: order.computeUnitPrice,
    blockhashSlot: Number(blockhash.slice(0, colon)),
    blockhashFork: Number(blockhash.slice(colon + 1)),
    tip: tip?.lamports ?? 0n,
  });
};

function readHead(message: Uint8Array): MessageHead | null {
  if (isSigned(message)) return null;
  const { payer, wallet, blockhashSlot, blockhashFork, computeUnits, unitPrice } = decode(message);
  return {
    feePayer: walletAddress(payer),
    blockhash: `${blockhashSlot}:${blockhashFork}`,
    signers: payer === wallet ? [walletAddress(payer)] : [walletAddress(payer), walletAddress(wallet)],
    computeUnitLimit: Number(computeUnits),
    computeUnitPrice: unitPrice,
  };
}

export const simCodec: SolanaCodec = {
  compile,
  readHead,
  assemble: (message) => ({ raw: sign(message), signature: signatureOf(message) }),
  associatedTokenAccount: (wallet) => tokenAccount(walletIndex(wallet)),
  tokenBalance: (account: AccountData | null) => (account as SimAccount | null)?.units ?? null,
};

const noTransfers = (): never => {
  throw new Error('the simulation sends nothing away');
};

export const simTransfers: Transfers = {
  accounts: noTransfers,
  ends: noTransfers,
  written: noTransfers,
  build: noTransfers,
  isWallet: noTransfers,
};

const SIGNATURE = new Uint8Array(64);
const noKeys = (): never => {
  throw new Error('the simulation makes no keys');
};

export const simVault: Vault = {
  canOpen: async () => true,
  makeDataKey: noKeys,
  makeSealingKey: noKeys,
  sealingKey: noKeys,
  createWallet: noKeys,
  importWallet: noKeys,
  exportWallet: noKeys,
  open: async () => ({ sign: () => SIGNATURE }),
};

export const walletId = (index: number): WalletId => `w${index}` as WalletId;
