/** One of everything that can be named by an id, for one organisation; each bears its mark where people give names. */
import { randomBytes } from 'node:crypto';
import { Keypair } from '@solana/web3.js';
import { GENESIS } from '#core/domain/clusters.ts';
import { newId } from '#core/store/new-id.ts';
import { plantCampaign } from './campaign-row.ts';
import type { Person } from './graphql.ts';
import type { Kind } from './operations.ts';
import type { Rows } from './rows.ts';

export interface Belongings {
  readonly ids: Readonly<Record<Kind, string>>;
  /** In names, labels and addresses of e-mail. */
  readonly mark: string;
}

const inAnHour = () => new Date(Date.now() + 3_600_000);
const someAddress = (): string => Keypair.generate().publicKey.toBase58();

/** What trading has: a campaign with a run, and one trade of it that waits for an operator. */
async function plantTrading(rows: Rows, { userId, organizationId }: Person, mark: string) {
  const campaign = await plantCampaign(rows, { userId, organizationId });
  const [planted] = await rows.select<
    Record<'wallet_id' | 'token_id' | 'pool_id' | 'input_mint' | 'output_mint', string>
  >('SELECT wallet_id, token_id, pool_id, input_mint, output_mint FROM campaigns WHERE id = $1', [campaign]);
  if (planted === undefined) throw new Error('the campaign was not planted');
  const { wallet_id, pool_id, input_mint, output_mint } = planted;
  const [run, execution] = [newId(), newId()];
  const own = { organization_id: organizationId, campaign_id: campaign, wallet_id };
  await rows.insert('runs', { ...own, id: run, number: 1, budget: 1_000n, committed: 10n, ends_at: inAnHour() });
  await rows.select(`UPDATE campaigns SET status = 'ACTIVE', current_run_id = $2, name = $3 WHERE id = $1`, [
    campaign,
    run,
    mark,
  ]);
  await rows.select('UPDATE wallets SET label = $2 WHERE id = $1', [wallet_id, mark]);
  await rows.insert('intents', {
    ...{ ...own, id: execution, run_id: run, sequence: 1, source: 'RUN', kind: 'BUY', genesis_hash: GENESIS.local },
    ...{ idempotency_key: execution, fee_payer_wallet_id: wallet_id, pool_id, input_mint, output_mint, amount_in: 10n },
    ...{ slippage_bps: 100, due_at: inAnHour(), first_due_at: inAnHour(), not_after: inAnHour(), review_reason: mark },
  });
  return { campaign, run, execution, wallet: wallet_id, token: planted.token_id, pool: pool_id };
}

async function plantWithdrawal(rows: Rows, { userId, organizationId }: Person, wallet: string, mark: string) {
  const [withdrawal, withdrawalAddress, address] = [newId(), newId(), someAddress()];
  const own = { organization_id: organizationId };
  await rows.insert('withdrawal_addresses', {
    ...own,
    id: withdrawalAddress,
    address,
    label: mark,
    created_by_id: userId,
  });
  await rows.insert('intents', {
    ...{
      ...own,
      id: withdrawal,
      source: 'PERSON',
      kind: 'WITHDRAW',
      genesis_hash: GENESIS.local,
      destination: address,
    },
    ...{ idempotency_key: withdrawal, wallet_id: wallet, fee_payer_wallet_id: wallet, amount_in: 10n, slippage_bps: 0 },
    ...{ input_mint: 'SOL', output_mint: 'SOL', due_at: inAnHour(), first_due_at: inAnHour(), not_after: inAnHour() },
  });
  return { withdrawal, withdrawalAddress };
}

/** What goes with the people. */
async function plantAccess(rows: Rows, { userId, organizationId }: Person, mark: string) {
  const [apiKey, invitation, identity] = [newId(), newId(), newId()];
  const own = { organization_id: organizationId };
  await rows.insert('api_keys', {
    ...{ ...own, id: apiKey, user_id: userId, name: mark, hint: 'x', hash: randomBytes(32), expires_at: inAnHour() },
    scopes: ['read'],
  });
  await rows.insert('invitations', {
    ...{ ...own, id: invitation, email: `${mark}@example.test`, role: 'viewer', inviter_id: userId },
    ...{ expires_at: inAnHour(), token_hash: randomBytes(32) },
  });
  await rows.insert('accounts', {
    ...{ id: identity, account_id: mark, provider_id: 'google', user_id: userId, updated_at: new Date() },
  });
  const [session] = await rows.select<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [userId]);
  return { apiKey, invitation, identity, session: session?.id ?? '' };
}

export async function plantBelongings(rows: Rows, person: Person): Promise<Belongings> {
  const mark = `mark-${randomBytes(8).toString('hex')}`;
  const trading = await plantTrading(rows, person, mark);
  const withdrawals = await plantWithdrawal(rows, person, trading.wallet, mark);
  const access = await plantAccess(rows, person, mark);
  const [alert, deadLetter] = [newId(), newId()];
  await rows.insert('alerts', {
    ...{ id: alert, organization_id: person.organizationId, kind: 'NEEDS_REVIEW', severity: 'CRITICAL', detail: '{}' },
    ...{ object_kind: 'intent', object_id: trading.execution },
  });
  await rows.insert('dead_letters', {
    ...{ id: deadLetter, queue: 'trade.buy', subject: trading.execution, job_id: 'j', payload: '{}', failures: 3 },
    ...{ intent_id: trading.execution, error_code: 'INTERNAL', error_message: mark },
    ...{ first_failed_at: new Date(), last_failed_at: new Date() },
  });
  await rows.select('UPDATE organizations SET name = $2 WHERE id = $1', [person.organizationId, mark]);
  await rows.select('UPDATE users SET name = $2 WHERE id = $1', [person.userId, mark]);
  const { userId: user, organizationId: organization } = person;
  return { ids: { ...trading, ...withdrawals, ...access, alert, deadLetter, user, organization }, mark };
}
