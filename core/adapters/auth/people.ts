/** People and their memberships, in better-auth's tables. */
import { createHash } from 'node:crypto';
import { runWithTransaction } from '@better-auth/core/context';
import { appError } from '#core/domain/errors.ts';
import { isUuid, type OrganizationId, type UserId } from '#core/domain/ids.ts';
import type { Membership, OrganizationRole } from '#core/domain/organization/organization.ts';
import type { ForeignIdentity, LinkedIdentity, NewPerson, People } from '#core/ports/people.ts';
import type { BetterAuth } from './better-auth.ts';
import { homeOrganization } from './home-organization.ts';

type Account = { id: string; providerId: string; accountId: string; userId: string; createdAt: Date };
type Member = { organizationId: string; role: OrganizationRole };
type Organization = { id: string; name: string };

/** better-auth's name for an e-mail address and its password. */
const PASSWORD = 'credential';
/** More than anybody has. */
const MOST = 1_000;

export function createPeople(auth: BetterAuth, newId: () => string): People {
  return {
    organizationsOf: (userId) => organizationsOf(auth, userId),
    personOf: async (identity) => (await findAccount(auth, identity))?.userId as UserId | null,
    make: (person) => make(auth, person, newId),
    async homeOf(userId) {
      const { adapter } = await auth.$context;
      return runWithTransaction(adapter, async () => {
        return (await homeOrganization(adapter, userId, newId)) as OrganizationId;
      });
    },
    async actFor(sessionId, activeOrganizationId) {
      const { adapter } = await auth.$context;
      const where = [{ field: 'id', value: sessionId }];
      await adapter.update({ model: 'session', where, update: { activeOrganizationId } });
    },
    identitiesOf: (userId) => identitiesOf(auth, userId),
    hasPassword: async (userId) => (await accountsOf(auth, userId)).some(({ providerId }) => providerId === PASSWORD),
    link: (userId, identity) => link(auth, userId, identity),
    unlink: (userId, id) => unlink(auth, userId, id),
  };
}

async function organizationsOf(auth: BetterAuth, userId: UserId): Promise<Membership[]> {
  const { adapter } = await auth.$context;
  const members = await adapter.findMany<Member>({
    model: 'member',
    where: [{ field: 'userId', value: userId }],
    sortBy: { field: 'createdAt', direction: 'asc' },
    limit: MOST,
  });
  const organizations = await adapter.findMany<Organization>({
    model: 'organization',
    where: [{ field: 'id', operator: 'in', value: members.map(({ organizationId }) => organizationId) }],
    limit: MOST,
  });
  const names = new Map(organizations.map(({ id, name }) => [id, name]));
  return members.map(({ organizationId, role }) => ({
    organizationId: organizationId as OrganizationId,
    name: names.get(organizationId) ?? '',
    role,
  }));
}

async function findAccount(auth: BetterAuth, { provider, subject }: ForeignIdentity): Promise<Account | null> {
  const { adapter } = await auth.$context;
  return adapter.findOne<Account>({
    model: 'account',
    where: [
      { field: 'providerId', value: provider },
      { field: 'accountId', value: subject },
    ],
  });
}

async function make(auth: BetterAuth, person: NewPerson, newId: () => string): Promise<UserId> {
  const { adapter, internalAdapter } = await auth.$context;
  const { provider, subject, name } = person;
  try {
    return await runWithTransaction(adapter, async () => {
      const { user } = await internalAdapter.createOAuthUser(
        { name, email: person.email ?? noMail(person), emailVerified: true },
        { providerId: provider, accountId: subject },
      );
      await homeOrganization(adapter, user.id, newId);
      return user.id as UserId;
    });
  } catch (error) {
    // Made at the same moment by another request: the unique index refused the second.
    const account = await findAccount(auth, person);
    if (account !== null) return account.userId as UserId;
    const taken = person.email !== null && (await internalAdapter.findUserByEmail(person.email)) !== null;
    throw taken ? appError('EMAIL_TAKEN', { field: 'email' }) : error;
  }
}

/** An address that nobody else can have, and no mail reaches (RFC 2606). */
const noMail = ({ provider, subject }: ForeignIdentity): string =>
  `${createHash('sha256').update(`${provider} ${subject}`).digest('hex').slice(0, 40)}@no-mail.invalid`;

const toIdentity = ({ id, providerId, accountId, createdAt }: Account): LinkedIdentity => ({
  id,
  provider: providerId,
  subject: accountId,
  linkedAt: createdAt,
});

async function accountsOf(auth: BetterAuth, userId: UserId): Promise<Account[]> {
  const { adapter } = await auth.$context;
  return adapter.findMany<Account>({ model: 'account', where: [{ field: 'userId', value: userId }] });
}

async function identitiesOf(auth: BetterAuth, userId: UserId): Promise<LinkedIdentity[]> {
  return (await accountsOf(auth, userId)).filter(({ providerId }) => providerId !== PASSWORD).map(toIdentity);
}

async function link(auth: BetterAuth, userId: UserId, identity: ForeignIdentity): Promise<LinkedIdentity> {
  const { internalAdapter } = await auth.$context;
  const { provider: providerId, subject: accountId } = identity;
  const known = await findAccount(auth, identity);
  const made = known ?? (await internalAdapter.createAccount({ userId, providerId, accountId }).catch(() => null));
  const account = (made as Account | null) ?? (await findAccount(auth, identity));
  if (account?.userId !== userId) throw appError('CONFLICT', { field: 'subject' });
  return toIdentity(account);
}

async function unlink(auth: BetterAuth, userId: UserId, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const { adapter } = await auth.$context;
  const mine = (await identitiesOf(auth, userId)).some((identity) => identity.id === id);
  if (mine) await adapter.delete({ model: 'account', where: [{ field: 'id', value: id }] });
  return mine;
}
