/** Chat accounts are tied to a person by a code that the person reads here and types there. */
import { randomInt, timingSafeEqual } from 'node:crypto';
import { appError } from '#core/domain/errors.ts';
import type { UserId } from '#core/domain/ids.ts';
import type { LinkedIdentity, People } from '#core/ports/people.ts';
import { insertChallenge, takeChallenge } from '#core/store/challenges.ts';
import type { Database } from '#core/store/db.ts';
import { type Actor, NO_TENANT } from '#core/store/tenant.ts';
import { record } from '../organization/record.ts';
import { hashSecret } from '../tenant-secret.ts';
import { parseText } from '../text-input.ts';

export type ChatPlatform = 'telegram' | 'discord';

const SECONDS = 10 * 60;
/** Crockford's: none looks like another. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 50 bits, for ten minutes and one try each. */
const LENGTH = 10;

interface Asked {
  readonly userId: UserId;
  readonly organizationId: Actor['organizationId'];
  readonly platform: ChatPlatform;
}

export interface LinkCode {
  readonly code: string;
  readonly expiresAt: Date;
}

/** A code for one platform, good once and for 10 minutes. */
export async function createLinkCode(
  { db }: { readonly db: Database },
  { userId, organizationId }: Actor,
  platform: ChatPlatform,
): Promise<LinkCode> {
  const code = Array.from({ length: LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
  const detail: Asked = { userId, organizationId, platform };
  const expiresAt = new Date(Date.now() + SECONDS * 1000);
  await insertChallenge(db.as(NO_TENANT), { hash: hashSecret(code), purpose: 'link-code', detail, seconds: SECONDS });
  return { code, expiresAt };
}

export interface RedeemLinkCodeDeps {
  readonly db: Database;
  readonly people: People;
  /** What our bots show; null where no bot is set up. */
  readonly botSecret: string | null;
}

export interface RedeemLinkCodeInput {
  readonly botSecret: string;
  readonly code: string;
  readonly platform: ChatPlatform;
  /** The account's number on the platform. */
  readonly externalId: string;
}

/**
 * Ties a chat account to whoever made the code; asked by our bots alone.
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, TOKEN_INVALID, CONFLICT when the chat account is somebody else's
 */
export async function redeemLinkCode(deps: RedeemLinkCodeDeps, input: RedeemLinkCodeInput): Promise<void> {
  requireBot(deps, input.botSecret);
  const { platform } = input;
  const subject = parseText(input.externalId, 'externalId', { min: 1, max: 64 });
  const hash = hashSecret(input.code.trim().toUpperCase());
  const asked = await takeChallenge<Asked>(deps.db.as(NO_TENANT), { hash, purpose: 'link-code' });
  if (asked?.platform !== platform) throw appError('TOKEN_INVALID', { field: 'code' });
  const identity = await deps.people.link(asked.userId, { provider: platform, subject });
  await auditIdentity(deps.db, asked, 'identity.linked', identity);
}

/** Compared by hash, in the same time whatever is wrong. @throws AppError FORBIDDEN */
function requireBot({ botSecret }: RedeemLinkCodeDeps, given: string): void {
  if (botSecret !== null && timingSafeEqual(hashSecret(botSecret), hashSecret(given))) return;
  throw appError('FORBIDDEN', { need: 'bot' });
}

export const auditIdentity = (
  db: Database,
  actor: Pick<Actor, 'userId' | 'organizationId'>,
  action: 'identity.linked' | 'identity.unlinked',
  { id, provider }: LinkedIdentity,
): Promise<void> =>
  db.transaction(actor, (tx) =>
    record(tx, actor, { action, objectKind: 'identity', objectId: id, detail: { provider } }),
  );
