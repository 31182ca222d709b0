import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrganizationId } from '#core/domain/ids.ts';
import { hashLink, readChains, type StoredLink } from '#core/store/audit-links.ts';
import { type Database, openDatabase, type Transaction } from '#core/store/db.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { Break, BreakKind, ExpectedLink } from '#core/usecases/audit/judge-chain.ts';
import { createChainer } from '#core/usecases/audit/link-audit.ts';
import { type ChainVerdict, isLate, isSound, verifyWithin } from '#core/usecases/audit/verify-audit.ts';
import { randomOf } from '../chaos/random.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

/** 10,000 rows; each round tampers with one row of every chain. */
const CHAINS = 2_000;
const LENGTH = 5;

let database: TestDatabase;
/** A superuser: no grant, trigger or constraint on foreign keys stands in the way. */
let intruder: Database;
let heads: ExpectedLink[];

beforeAll(async () => {
  database = await cloneDatabase();
  intruder = openDatabase({ url: database.superuserUrl, max: 1, applicationName: 'intruder' });
  const links = openDatabase({ url: database.addresses.DATABASE_CHAINER_URL, max: 1, applicationName: 'chainer' });
  await intruder.as(NO_TENANT).query({
    text: `INSERT INTO audit_log (organization_id, actor_id, action, object_kind, object_id, detail)
           SELECT md5(chain::text)::uuid, md5('actor')::uuid, 'thing.done', 'thing', n::text,
                  '{"amount": 18446744073709551615.10, "names": ["é", "\\u0001"], "n": 1}'
           FROM generate_series(1, ${LENGTH}) n, generate_series(1, ${CHAINS}) chain`,
  });
  const chainer = createChainer(links);
  while (await chainer.round());
  await links.close();
  const verdicts = await tampered(async () => undefined);
  expect(verdicts).toHaveLength(CHAINS);
  expect(verdicts.every((verdict) => isSound(verdict) && verdict.links === BigInt(LENGTH))).toBe(true);
  heads = verdicts.map(({ organizationId, head }) => ({
    organizationId,
    seq: head?.seq ?? 0n,
    hash: head?.hash ?? '',
  }));
});
afterAll(async () => {
  await intruder.close();
  await database.drop();
});

/** What a verification says after the tampering, which is undone. */
async function tampered(
  tamper: (tx: Transaction) => Promise<void>,
  expected: readonly ExpectedLink[] = [],
): Promise<ChainVerdict[]> {
  let verdicts: ChainVerdict[] = [];
  const undo = new Error('undo');
  const work = async (tx: Transaction): Promise<void> => {
    await tx.query({ text: 'SET LOCAL session_replication_role = replica' });
    await tamper(tx);
    verdicts = await verifyWithin(tx, { chains: 'all', expected });
    throw undo;
  };
  await intruder.transaction(NO_TENANT, work).catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  return verdicts;
}

type Found = Pick<Break, 'kind' | 'seq'>;
const breaks = (verdicts: readonly ChainVerdict[]): Map<OrganizationId | null, Found | null> =>
  new Map(
    verdicts.map(({ organizationId, broken }) => [organizationId, broken && { kind: broken.kind, seq: broken.seq }]),
  );

const expectEverywhere = (verdicts: readonly ChainVerdict[], found: Found): void => {
  expect(verdicts).toHaveLength(CHAINS);
  expect(new Set([...breaks(verdicts).values()].map((one) => JSON.stringify(one, text)))).toEqual(
    new Set([JSON.stringify(found, text)]),
  );
};
const text = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);

const POSITIONS = Array.from({ length: LENGTH }, (_, index) => index + 1);

/** One of these for each chain; the next one in the next round. */
const EDITS = [
  `action = a.action || 's'`,
  `actor_id = NULL`,
  `actor_id = md5('somebody else')::uuid`,
  `object_kind = 'Thing'`,
  `object_id = a.object_id || ' '`,
  `at = a.at + interval '1 ms'`,
  `detail = a.detail || '{"n": 2}'`,
  `detail = a.detail || '{"amount": 18446744073709551615.1}'`,
  `detail = a.detail - 'n'`,
  `object_kind = 'thin', object_id = 'g' || a.object_id`,
];

it.each(POSITIONS)('AD-03 every row that is edited is found: number %i of each of 2,000 chains', async (position) => {
  const verdicts = await tampered(async (tx) => {
    for (const [index, edit] of EDITS.entries()) {
      await tx.query({
        text: `UPDATE audit_log a SET ${edit} FROM audit_links l
               WHERE l.audit_id = a.id AND l.seq = $1 AND (a.id + $1) % ${EDITS.length} = ${index}`,
        values: [position],
      });
    }
  });
  expectEverywhere(verdicts, { kind: 'EDITED', seq: BigInt(position) });
});

it.each(POSITIONS)('AD-03 every row that is deleted is found: number %i of each of 2,000 chains', async (position) => {
  const verdicts = await tampered(async (tx) => {
    const text = 'DELETE FROM audit_log a USING audit_links l WHERE l.audit_id = a.id AND l.seq = $1';
    await tx.query({ text, values: [position] });
  });
  expectEverywhere(verdicts, { kind: 'DELETED', seq: BigInt(position) });
});

/** Every chain's links, as they are stored. */
async function readLinks(tx: Transaction): Promise<StoredLink[][]> {
  const chains = new Map<OrganizationId | null, StoredLink[]>();
  for await (const link of readChains(tx, 'all')) {
    const chain = chains.get(link.organizationId) ?? [];
    chains.set(link.organizationId, chain);
    chain.push(link);
  }
  return [...chains.values()];
}

async function writeLinks(tx: Transaction, links: readonly StoredLink[]): Promise<void> {
  await tx.query({ text: 'DELETE FROM audit_links' });
  await tx.query({
    text: `INSERT INTO audit_links (audit_id, organization_id, seq, previous_hash, hash)
           SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[])`,
    values: [
      links.map(({ auditId }) => String(auditId)),
      links.map(({ organizationId }) => organizationId),
      links.map(({ seq }) => String(seq)),
      links.map(({ previousHash }) => Buffer.from(previousHash)),
      links.map(({ hash }) => hash),
    ],
  });
}

const at = <T>(list: readonly T[], index: number): T => {
  const item = list[index];
  if (item === undefined) throw new Error(`nothing at ${index}`);
  return item;
};

it.each(POSITIONS)(
  'AD-03 every row that stands in another place is found: number %i of each of 2,000 chains',
  async (position) => {
    const random = randomOf(position);
    const expected = new Map<OrganizationId | null, Found>();
    const verdicts = await tampered(async (tx) => {
      const moved = (await readLinks(tx)).flatMap((chain) => {
        const mine = position - 1;
        const other = (mine + 1 + random.whole(0, LENGTH - 2)) % LENGTH;
        expected.set(at(chain, 0).organizationId, { kind: 'REORDERED', seq: BigInt(Math.min(mine, other) + 1) });
        return chain.map((link, index) => {
          const from = index === mine ? other : index === other ? mine : index;
          return { ...link, auditId: at(chain, from).auditId };
        });
      });
      await writeLinks(tx, moved);
    });
    expect(breaks(verdicts)).toEqual(expected);
  },
);

interface Forgery {
  readonly kind: BreakKind;
  /** What becomes of a chain whose row `index` is the target; where it breaks is `shift` further on. */
  readonly forge: (chain: StoredLink[], index: number, id: bigint) => StoredLink[];
  readonly shift?: bigint;
}

const anyHash = (seed: bigint): Buffer => createHash('sha256').update(String(seed)).digest();
const changed = (chain: readonly StoredLink[], index: number, change: Partial<StoredLink>): StoredLink[] =>
  chain.map((link, position) => (position === index ? { ...link, ...change } : link));

const FORGERIES: Readonly<Record<string, Forgery>> = {
  'a hash that was changed': {
    kind: 'EDITED',
    forge: (chain, index, id) => changed(chain, index, { hash: anyHash(id) }),
  },
  'a link that was hung elsewhere': {
    kind: 'RELINKED',
    forge: (chain, index, id) => changed(chain, index, { previousHash: anyHash(id) }),
  },
  'a link that was taken out': {
    kind: 'LINK_MISSING',
    forge: (chain, index) => chain.filter((_, position) => position !== index),
  },
  'a row that was put in between, with a link that is right': {
    kind: 'RELINKED',
    shift: 1n,
    forge(chain, index, id) {
      const place = at(chain, index);
      const row = { ...(place.row ?? at(chain, 0).row), id } as NonNullable<StoredLink['row']>;
      const put = { ...place, auditId: id, row, hash: hashLink(row, place) };
      return [...chain.slice(0, index), put, ...chain.slice(index).map((link) => ({ ...link, seq: link.seq + 1n }))];
    },
  },
};

it.each(Object.entries(FORGERIES))('AD-03 %s is found, wherever it is', async (_name, { kind, forge, shift = 0n }) => {
  const random = randomOf(7);
  const expected = new Map<OrganizationId | null, Found>();
  const verdicts = await tampered(async (tx) => {
    const chains = await readLinks(tx);
    const forged = chains.flatMap((chain, number) => {
      // The last one has nothing behind it that could tell.
      const index = random.whole(0, LENGTH - 2);
      expected.set(at(chain, 0).organizationId, { kind, seq: BigInt(index + 1) + shift });
      return forge(chain, index, 1_000_000n + BigInt(number));
    });
    await writeLinks(tx, forged);
    await insertRows(tx, forged);
  });
  expect(breaks(verdicts)).toEqual(expected);
});

/** Writes the rows of links that were made up. */
async function insertRows(tx: Transaction, links: readonly StoredLink[]): Promise<void> {
  const rows = links.flatMap(({ row }) => (row !== null && row.id >= 1_000_000n ? row : []));
  await tx.query({
    text: `INSERT INTO audit_log (id, organization_id, actor_id, action, object_kind, object_id, detail, at)
           SELECT n, o, ac, a, k, i, d, to_timestamp(t / 1000.0)
           FROM unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::bigint[]) r(n, o, ac, a, k, i, d, t)`,
    values: [
      rows.map(({ id }) => String(id)),
      rows.map(({ organizationId }) => organizationId),
      rows.map(({ actorId }) => actorId),
      rows.map(({ action }) => action),
      rows.map(({ objectKind }) => objectKind),
      rows.map(({ objectId }) => objectId),
      rows.map(({ detail }) => detail),
      rows.map(({ at: ms }) => String(ms)),
    ],
  });
}

it('AD-03 rows that were moved to another chain, or back in time, are found', async () => {
  const moved = await tampered(async (tx) => {
    await tx.query({
      text: `UPDATE audit_log a SET organization_id = NULL FROM audit_links l WHERE l.audit_id = a.id AND l.seq = 4`,
    });
  });
  expectEverywhere(moved, { kind: 'MOVED', seq: 4n });

  const late = await tampered(async (tx) => {
    const forged = (await readLinks(tx)).flatMap((chain, number) => {
      const last = at(chain, LENGTH - 1);
      const id = 1_000_000n + BigInt(number);
      const row = { ...last.row, id, at: (last.row?.at ?? 0n) - 3_600_000n } as NonNullable<StoredLink['row']>;
      const place = { seq: last.seq + 1n, previousHash: last.hash };
      return [...chain, { ...last, ...place, row, auditId: id, hash: hashLink(row, place) }];
    });
    await writeLinks(tx, forged);
    await insertRows(tx, forged);
  });
  expectEverywhere(late, { kind: 'BACKDATED', seq: BigInt(LENGTH + 1) });
});

it('AD-03 a row without a link that is older than some seconds is told, with how many there are and since when', async () => {
  const verdicts = await tampered(async (tx) => {
    await tx.query({ text: `DELETE FROM audit_links WHERE seq >= ${LENGTH - 1}` });
    await tx.query({ text: `UPDATE audit_log SET at = now() - interval '1 hour' WHERE object_id = '${LENGTH}'` });
  });
  expect(verdicts.every((verdict) => verdict.broken === null && isLate(verdict) && !isSound(verdict))).toBe(true);
  expect(verdicts[0]?.unlinked).toMatchObject({ rows: 2n });
});

it('AD-03 against heads that were written down: chains cut short, gone, or rewritten to their end', async () => {
  const cut = async (tx: Transaction, from: number): Promise<void> => {
    await tx.query({
      text: `DELETE FROM audit_log a USING audit_links l WHERE l.audit_id = a.id AND l.seq >= ${from}`,
    });
    await tx.query({ text: `DELETE FROM audit_links WHERE seq >= ${from}` });
  };
  expect((await tampered((tx) => cut(tx, LENGTH))).every(isSound)).toBe(true);
  const head = BigInt(LENGTH);
  expectEverywhere(await tampered((tx) => cut(tx, LENGTH), heads), { kind: 'TRUNCATED', seq: head });
  expectEverywhere(await tampered((tx) => cut(tx, 1), heads), { kind: 'TRUNCATED', seq: head });

  const rewrite = async (tx: Transaction): Promise<void> => {
    await tx.query({ text: `UPDATE audit_log SET object_id = 'another' WHERE object_id = '3'` });
    const rewritten = (await readLinks(tx)).flatMap((chain) => {
      let previousHash = at(chain, 0).previousHash;
      return chain.map((link) => {
        const hash = hashLink(link.row as NonNullable<StoredLink['row']>, { ...link, previousHash });
        const anew = { ...link, previousHash, hash };
        previousHash = hash;
        return anew;
      });
    });
    await writeLinks(tx, rewritten);
  };
  expect((await tampered(rewrite)).every(isSound)).toBe(true);
  expectEverywhere(await tampered(rewrite, heads), { kind: 'REWRITTEN', seq: head });
});
