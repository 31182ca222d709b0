/** An owner with money who has just proved who they are, and what withdrawing takes of a server. */
import {
  createAssociatedTokenAccountIdempotentInstruction,
  createTransferInstruction,
  getAssociatedTokenAddressSync,
} from '@solana/spl-token';
import { Keypair, PublicKey } from '@solana/web3.js';
import { compileMessage } from '#core/adapters/solana/message.ts';
import { solanaTransfers } from '#core/adapters/solana/transfers.ts';
import { SOL as NATIVE } from '#core/domain/execution/demands.ts';
import type { Address, IntentId } from '#core/domain/ids.ts';
import type { Instruction } from '#core/ports/message.ts';
import type { Signer, SignIntentRequest } from '#core/ports/signer.ts';
import type { TransferOrder } from '#core/ports/transfers.ts';
import { newId } from '#core/store/new-id.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { addWithdrawalAddress } from '#core/usecases/withdrawal/add-address.ts';
import type { WithdrawDeps } from '#core/usecases/withdrawal/withdraw.ts';
import { operatorKeypair } from '../../localnet/tools/keys.ts';
import { sendInstructions } from '../../localnet/tools/transactions.ts';
import type { Machine } from './machine.ts';
import { SIGNED_IN } from './signed-in.ts';
import { openWallet, type TestWallet } from './trading-desk.ts';
import { newKey, type World } from './world.ts';

export interface Treasury {
  readonly owner: Caller;
  readonly wallet: TestWallet;
}

/** Somebody with a session that was proved again just now, or never. */
export async function signIn(
  world: World,
  role: Caller['role'] = 'owner',
  steppedUpAt: Date | null = new Date(),
): Promise<Caller> {
  const actor = await world.rows.tenant(role);
  const sessionId = newId();
  const [now, expires] = [new Date(), new Date(Date.now() + 3_600_000)];
  await world.rows.insert('sessions', {
    ...{ id: sessionId, token: newId(), user_id: actor.userId, expires_at: expires, updated_at: now },
    stepped_up_at: steppedUpAt,
  });
  return { ...actor, platformRole: 'user', ...SIGNED_IN, sessionId };
}

export async function openTreasury(world: World, signer: Signer, lamports: bigint): Promise<Treasury> {
  const owner = await signIn(world);
  return { owner, wallet: await openWallet(world, signer, owner, lamports) };
}

/** What the server gives to its use cases; what it hands to the queue goes to the machine. */
export const withdrawDeps = ({ db, chain }: World, { queued }: Pick<Machine, 'queued'>): WithdrawDeps => ({
  ...{ db, chain, transfers: solanaTransfers },
  queue: { enqueue: async (_queue, intents) => void queued.push(...intents) },
});

export const strangerAddress = (): Address => Keypair.generate().publicKey.toBase58() as Address;

/** A listed address. */
export const listAddress = (world: World, owner: Caller, address = strangerAddress()) =>
  addWithdrawalAddress(
    { ...world, transfers: solanaTransfers },
    owner,
    { address, label: 'Cold storage', idempotencyKey: newKey() },
    null,
  );

/** Gives the wallet units of the demo token. */
export async function fundTokens(world: World, address: Address, units: bigint): Promise<void> {
  const operator = operatorKeypair();
  const [mint, owner] = [new PublicKey(world.demo.mint), new PublicKey(address)];
  const [from, to] = [
    getAssociatedTokenAddressSync(mint, operator.publicKey),
    getAssociatedTokenAddressSync(mint, owner),
  ];
  await sendInstructions(
    world.connection,
    [operator],
    [
      createAssociatedTokenAccountIdempotentInstruction(operator.publicKey, to, owner, mint),
      createTransferInstruction(from, to, operator.publicKey, units),
    ],
  );
}

/** A withdrawal in the books, claimed once, whatever the product would have said to it. */
export interface PlantedTransfer extends TransferOrder {
  readonly id: IntentId;
}

export async function plantTransfer(
  world: World,
  { owner, wallet }: Treasury,
  over: { readonly destination: Address; readonly amount?: bigint; readonly genesisHash?: string },
): Promise<PlantedTransfer> {
  const { destination, amount = 1_000_000n, genesisHash = world.chain.genesisHash } = over;
  const id = newId<IntentId>();
  const [past, future] = [new Date(Date.now() - 1_000), new Date(Date.now() + 60_000)];
  await world.rows.insert('intents', {
    ...{ id, organization_id: owner.organizationId, genesis_hash: genesisHash, source: 'PERSON', idempotency_key: id },
    ...{ kind: 'WITHDRAW', wallet_id: wallet.id, fee_payer_wallet_id: wallet.id, destination, amount_in: amount },
    ...{
      input_mint: NATIVE,
      output_mint: NATIVE,
      slippage_bps: 0,
      due_at: past,
      first_due_at: past,
      not_after: future,
    },
    fence: 1,
  });
  return { id, wallet: wallet.address, destination, asset: NATIVE, amount };
}

/** What a worker asks the signer for; `instructions` are those of a worker that lies. */
export async function transferRequest(
  { chain }: World,
  order: PlantedTransfer,
  instructions: readonly Instruction[] = honest(order),
): Promise<SignIntentRequest> {
  const latest = await chain.best().latestBlockhash('confirmed');
  const [amount, slot] = [`${order.amount}`, `${latest.slot}`];
  return {
    ...{ intentId: order.id, fence: 1n, generation: 0n, blockhashSlot: latest.slot },
    message: compileMessage({ feePayer: order.wallet, blockhash: latest.blockhash, instructions }),
    quote: { slot, quotedOut: amount, minOut: amount, poolFee: '0', reserveIn: '0', reserveOut: '0' },
    lastValidBlockHeight: latest.lastValidBlockHeight,
  };
}

export const honest = (order: TransferOrder, computeUnitPrice = 1_000n): readonly Instruction[] =>
  solanaTransfers.build(order, null, { computeUnitLimit: 20_000, computeUnitPrice });
