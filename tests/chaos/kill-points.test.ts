/** Killed exactly after each step of docs/execution.md, whoever it is: every trade lands once, and none is forgotten. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ChainCount, countChain } from '../../scripts/rehearse/chain-count.ts';
import { type Case, Director, type Role, type Step } from './kill/director.ts';
import { openStage, type Stage } from './kill/stage.ts';

const PATIENCE_MS = 150_000;
/** Due at once, and to be signed at any time of the next hour. */
const ONE_TRADE = { budget: 10_000_000n, durationMs: 3_600_000, slices: 1 };
const ROLES: readonly Role[] = ['worker', 'signer', 'tracker'];
const STEPS: readonly Step[] = [1, 2, 3, 4, 5, 6];

interface AttemptRow {
  readonly id: string;
  readonly state: string;
  readonly raw: Buffer;
}

const director = new Director();
let stage: Stage;
let chain: ChainCount;
const cases = new Map<string, Case>();
const nameOf = (step: Step, role: Role): string => `step ${step}, ${role}`;

beforeAll(async () => {
  stage = await openStage(director);
  // A death takes its time: these begin first, and their kills come when they come.
  const deaths = await Promise.all(ROLES.map((role) => begin(7, role)));
  for (const step of STEPS) {
    for (const role of ROLES) {
      await (await begin(step, role)).killed;
    }
  }
  await Promise.all(deaths.map(({ killed }) => killed));
  await stage.allUp();
  await untilAllEnded();
  chain = await countChain(stage.world.connection.rpcEndpoint, []);
}, 2 * PATIENCE_MS);

afterAll(() => stage.close());

async function begin(step: Step, role: Role): Promise<Case> {
  const { runId } = await stage.startRun(ONE_TRADE);
  const one = director.arm(step, role, runId);
  cases.set(nameOf(step, role), one);
  if (step > 5) await learnAttempt(one);
  return one;
}

/** Steps 6 and 7 are about an attempt, whose id the row tells as soon as it is there. */
async function learnAttempt({ trade }: Case): Promise<void> {
  await vi.waitUntil(
    async () => {
      const [attempt] = await attemptsOf(trade.runId);
      trade.attemptId = attempt?.id ?? null;
      return attempt !== undefined;
    },
    { timeout: PATIENCE_MS, interval: 50 },
  );
}

const attemptsOf = (runId: string): Promise<AttemptRow[]> =>
  stage.world.rows.select<AttemptRow>(
    `SELECT a.id, a.state, a.raw_transaction AS raw FROM attempts a JOIN intents i ON i.id = a.intent_id
     WHERE i.run_id = $1 ORDER BY a.ordinal`,
    [runId],
  );

const intentsOf = (runId: string): Promise<{ id: string; state: string }[]> =>
  stage.world.rows.select('SELECT id, state FROM intents WHERE run_id = $1', [runId]);

async function untilAllEnded(): Promise<void> {
  await vi.waitUntil(
    async () => {
      const states = await Promise.all([...cases.values()].map(({ trade }) => intentsOf(trade.runId)));
      return states.every(([intent]) => intent !== undefined && intent.state !== 'PENDING');
    },
    { timeout: PATIENCE_MS, interval: 200 },
  );
}

describe.each([...STEPS, 7 as const])('E-04 killed after step %i', (step) => {
  it.each(ROLES)('the %s: the trade lands exactly once all the same', async (role) => {
    const { trade } = cases.get(nameOf(step, role)) as Case;
    const intents = await intentsOf(trade.runId);
    expect(intents).toMatchObject([{ id: trade.intentId, state: 'SUCCEEDED' }]);
    const landings = chain.byIntent.get((trade.intentId ?? '').replaceAll('-', ''));
    expect(landings).toMatchObject([{ ok: true }]);
    const attempts = await attemptsOf(trade.runId);
    // What had not left when somebody was killed may have died before it was sent; then that is proved, and it is signed anew.
    expect(attempts.at(-1)?.state).toBe('LANDED_OK');
    expect(attempts.slice(0, -1).every(({ state }) => state === 'DEAD')).toBe(true);
    if (step === 5 || step === 6) expect(attempts).toHaveLength(1);
    if (step === 7) expect(attempts.length).toBeGreaterThan(1);
    expect(await stage.world.rows.select('SELECT 1 FROM fills WHERE intent_id = $1', [trade.intentId])).toHaveLength(1);
  });

  it.each(ROLES)('the %s: no bytes left before they were stored, and never any others', async (role) => {
    const { trade } = cases.get(nameOf(step, role)) as Case;
    if (step < 5) expect(trade.sentBefore).toBe(0);
    const stored = (await attemptsOf(trade.runId)).map(({ raw }) => raw.toString('base64'));
    expect(stored).toEqual(expect.arrayContaining([...trade.sent]));
    expect(director.strays).toEqual([]);
  });
});
