import { QUEUES, queueOfKind } from '#core/contracts/queues.ts';
import { appError } from '#core/domain/errors.ts';
import type { GenesisHash, IntentId } from '#core/domain/ids.ts';
import type { Queue } from '#core/ports/queue.ts';
import { appendAudit } from '#core/store/audit.ts';
import type { Transaction } from '#core/store/db.ts';
import { haltedScope } from '#core/store/guards.ts';
import { lockExclusive } from '#core/store/locks.ts';
import { insertWithdrawal } from '#core/store/withdrawals.ts';
import { requireAttestation } from '../account/attest-legal-use.ts';
import type { Caller } from '../account/caller.ts';
import { requireStepUp } from '../account/require-step-up.ts';
import { requireVerified } from '../account/require-verified.ts';
import { onceAs } from '../once.ts';
import { requireAllowedIp } from '../organization/require-allowed-ip.ts';
import { requireOwner } from '../require-owner.ts';
import { getWithdrawal, type WithdrawalView } from './get-withdrawal.ts';
import {
  parseAsset,
  planTerms,
  readTerms,
  requireUsable,
  type TermsDeps,
  type TermsInput,
  type WithdrawalTerms,
} from './terms.ts';

export interface WithdrawDeps extends TermsDeps {
  readonly queue: Pick<Queue, 'enqueue'>;
}

export interface WithdrawInput extends TermsInput {
  readonly idempotencyKey: string;
}

/** How long it is tried: a guard may be lifted meanwhile, and a congested chain pass. */
const LIFE_MS = 30 * 60_000;
const QUEUE = queueOfKind('WITHDRAW');

/**
 * Sends SOL or tokens to a listed address (W-07): an intent like any other, carried out by the worker. Only an owner can, in person,
 * who has just proved it.
 * @param ip where the request came from
 * @throws AppError FORBIDDEN, STEP_UP_REQUIRED, EMAIL_NOT_VERIFIED, ATTESTATION_REQUIRED, IP_NOT_ALLOWED, NOT_FOUND,
 * ADDRESS_TOO_NEW, WALLET_WATCH_ONLY, WALLET_INACTIVE, INVALID_ADDRESS, NOT_A_MINT, BAD_USER_INPUT, INSUFFICIENT_BALANCE,
 * GUARD_HALTED, CONFLICT, CHAIN_UNAVAILABLE
 */
export async function withdraw(
  deps: WithdrawDeps,
  caller: Caller,
  { idempotencyKey: key, ...input }: WithdrawInput,
  ip: string | null,
): Promise<WithdrawalView> {
  requireOwner(caller);
  const { walletId, addressId, amount = null } = input;
  let made = false;
  const id = await onceAs(deps.db, caller, {
    key,
    operation: 'withdrawal.request',
    body: { walletId, addressId, asset: parseAsset(input.asset), amount },
    async prepare() {
      await requirePerson(deps, caller, ip);
      const terms = await readTerms(deps, caller, input);
      await requireUsable(deps.db.as(caller), deps.chain, terms.address);
      return terms;
    },
    async write(tx, intentId: IntentId, terms) {
      await request(tx, caller, { intentId, terms, genesisHash: deps.chain.genesisHash });
      made = true;
    },
  });
  // Not waited for: with Redis away the scan finds it.
  if (made) void deps.queue.enqueue(QUEUE, [{ intentId: id, fence: 0n }]);
  return getWithdrawal(deps, caller, id);
}

async function requirePerson(deps: WithdrawDeps, caller: Caller, ip: string | null): Promise<void> {
  await requireStepUp(deps.db.as(caller), caller);
  await requireVerified(deps, caller);
  await requireAttestation(deps, caller);
  await requireAllowedIp(deps.db.as(caller), caller, ip);
}

interface Request {
  readonly intentId: IntentId;
  readonly terms: WithdrawalTerms;
  readonly genesisHash: GenesisHash;
}

/** The wallet's exclusive lock keeps two of them from counting the same money. */
async function request(tx: Transaction, caller: Caller, { intentId, terms, genesisHash }: Request): Promise<void> {
  const { wallet, address, asset } = terms;
  await lockExclusive(tx, { walletId: wallet.id });
  const halted = await haltedScope(tx, caller, wallet.id);
  if (halted !== null) throw appError('GUARD_HALTED', { scope: halted.toLowerCase() });
  const { amount } = await planTerms(tx, caller, terms);
  const { attempts: signatureBudget } = QUEUES[QUEUE];
  await insertWithdrawal(tx, caller, {
    ...{ id: intentId, genesisHash, walletId: wallet.id, destination: address.address, asset, amount },
    ...{ lifeMs: LIFE_MS, signatureBudget },
  });
  await appendAudit(tx, {
    ...{ organizationId: caller.organizationId, actorId: caller.userId, action: 'withdrawal.requested' },
    ...{ objectKind: 'withdrawal', objectId: intentId },
    detail: { walletId: wallet.id, destination: address.address, asset, amount: `${amount}` },
  });
}
