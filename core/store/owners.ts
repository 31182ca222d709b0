/**
 * Whose an intent or attempt is: asked before a batch is touched, so that Postgres shows the batch those organisations' rows and no
 * others. It never changes, so it is remembered. What does not exist has no owner, and nothing is shown for it.
 */
import type { AttemptId, IntentId, OrganizationId } from '#core/domain/ids.ts';
import type { Executor } from './db.ts';
import type { Tenant } from './tenant.ts';

const MOST_REMEMBERED = 20_000;

/** Functions of the owner of the tables: they answer any role that may ask, and only with this. */
const ASK = {
  intents: 'SELECT id, organization_id AS "organizationId" FROM owners_of_intents($1::uuid[])',
  attempts: 'SELECT id, organization_id AS "organizationId" FROM owners_of_attempts($1::uuid[])',
} as const;

export interface Owners {
  ofIntents(ids: readonly IntentId[]): Promise<readonly Tenant[]>;
  ofAttempts(ids: readonly AttemptId[]): Promise<readonly Tenant[]>;
}

function createLookUp(db: Executor, kind: keyof typeof ASK): (ids: readonly string[]) => Promise<readonly Tenant[]> {
  const known = new Map<string, Tenant>();
  const learn = async (ids: readonly string[]): Promise<void> => {
    const rows = await db.query<{ id: string; organizationId: OrganizationId }>({
      name: `owners-of-${kind}`,
      text: ASK[kind],
      values: [ids],
    });
    for (const { id, organizationId } of rows) {
      const [oldest] = known.keys();
      if (known.size >= MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
      known.set(id, { organizationId });
    }
  };
  return async (ids) => {
    const unknown = ids.filter((id) => !known.has(id));
    if (unknown.length > 0) await learn(unknown);
    return ids.flatMap((id) => known.get(id) ?? []);
  };
}

/** `db` in no organisation's scope. */
export const createOwners = (db: Executor): Owners => ({
  ofIntents: createLookUp(db, 'intents'),
  ofAttempts: createLookUp(db, 'attempts'),
});
