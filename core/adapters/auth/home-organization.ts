/** The organisation a new session acts for: the first the person joined, or one of their own, made now. */
import type { GenericEndpointContext } from '@better-auth/core';
import { getCurrentAdapter } from '@better-auth/core/context';

type Member = { organizationId: string };

/** Runs in the transaction that is open, if any. */
export async function homeOrganization(
  context: GenericEndpointContext | null,
  userId: string,
  newId: () => string,
): Promise<string> {
  if (context === null) throw new Error('a session is opened by a sign-in only');
  const adapter = await getCurrentAdapter(context.context.adapter);
  const [first] = await adapter.findMany<Member>({
    model: 'member',
    where: [{ field: 'userId', value: userId }],
    sortBy: { field: 'createdAt', direction: 'asc' },
    limit: 1,
  });
  if (first !== undefined) return first.organizationId;
  const user = await adapter.findOne<{ name: string }>({ model: 'user', where: [{ field: 'id', value: userId }] });
  const organizationId = newId();
  await adapter.create({
    model: 'organization',
    // The slug is the person's: a second one made at the same moment is refused by its unique index.
    data: { id: organizationId, name: user?.name ?? 'Personal', slug: `personal-${userId}`, createdAt: new Date() },
    forceAllowId: true,
  });
  await adapter.create({
    model: 'member',
    data: { id: newId(), organizationId, userId, role: 'owner', createdAt: new Date() },
    forceAllowId: true,
  });
  return organizationId;
}
