/** The organisation a new session acts for: the first the person joined, or one of their own, made now. */
import type { BetterAuthOptions } from '@better-auth/core';
import { getCurrentAdapter } from '@better-auth/core/context';
import type { DBTransactionAdapter } from '@better-auth/core/db/adapter';

type Member = { organizationId: string };

/** The one the person joined first; null when they are in none. */
export async function firstOrganization<Options extends BetterAuthOptions>(
  adapter: DBTransactionAdapter<Options>,
  userId: string,
): Promise<string | null> {
  const [first] = await adapter.findMany<Member>({
    model: 'member',
    where: [{ field: 'userId', value: userId }],
    sortBy: { field: 'createdAt', direction: 'asc' },
    limit: 1,
  });
  return first?.organizationId ?? null;
}

/** Runs in the transaction that is open, if any, else over `outside`. */
export async function homeOrganization<Options extends BetterAuthOptions>(
  outside: DBTransactionAdapter<Options>,
  userId: string,
  newId: () => string,
): Promise<string> {
  const adapter = await getCurrentAdapter(outside);
  const first = await firstOrganization(adapter, userId);
  if (first !== null) return first;
  const user = await adapter.findOne<{ name: string }>({ model: 'user', where: [{ field: 'id', value: userId }] });
  const organizationId = newId();
  await adapter.create({
    model: 'organization',
    data: {
      id: organizationId,
      name: user?.name ?? 'Personal',
      slug: await slugOf(adapter, userId),
      createdAt: new Date(),
    },
    forceAllowId: true,
  });
  await adapter.create({
    model: 'member',
    data: { id: newId(), organizationId, userId, role: 'owner', createdAt: new Date() },
    forceAllowId: true,
  });
  return organizationId;
}

/**
 * The slug is the person's: a second organisation made for them at the same moment is refused by its unique index. Who has left the
 * first, gets one more.
 */
async function slugOf<Options extends BetterAuthOptions>(
  adapter: DBTransactionAdapter<Options>,
  userId: string,
): Promise<string> {
  const slug = `personal-${userId}`;
  const taken = await adapter.count({
    model: 'organization',
    where: [{ field: 'slug', operator: 'starts_with', value: slug }],
  });
  return taken === 0 ? slug : `${slug}-${taken + 1}`;
}
