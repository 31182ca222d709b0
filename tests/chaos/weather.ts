/**
 * What the endpoints are like while processes are being killed: spells of lag, silence, refusals and lies. One of the two
 * addresses never lies in a run: that one of them is honest is the fault model's one condition.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Random, randomOf } from './random.ts';
import type { FaultRule, Switchboard } from './switchboard.ts';
import type { Timeline } from './timeline.ts';

interface Spell {
  readonly name: string;
  readonly rules: readonly FaultRule[];
}

export interface PlannedSpell extends Spell {
  readonly atMs: number;
  readonly forMs: number;
}

const SPELL_MS = [1_500, 4_500] as const;
const GAP_MS = [300, 1_500] as const;

/** `liar` is the address that may say what is not so; anything else may befall either. */
function spells(random: Random, liar: 0 | 1): Spell[] {
  const either = random.pick<0 | 1>([0, 1]);
  const lie = (name: string, rule: FaultRule): Spell => ({ name, rules: [{ ...rule, endpoint: liar }] });
  const trouble = (name: string, ...rules: FaultRule[]): Spell => ({ name, rules });
  return [
    lie('null statuses', { kind: 'null-statuses' }),
    lie('false statuses', { kind: 'false-statuses' }),
    lie('false statuses, failed', { kind: 'false-statuses', failed: true }),
    lie('heights too low', { kind: 'heights', by: -120 }),
    lie('transactions hidden', { kind: 'hide' }),
    lie('another chain', { kind: 'wrong-genesis' }),
    lie('fake accept', { kind: 'fake-accept' }),
    lie('statuses forgotten', { kind: 'forgotten-statuses', roots: 20 }),
    trouble('lagging', { kind: 'lag', blocks: random.whole(3, 60), endpoint: either }),
    trouble('frozen view', { kind: 'freeze', endpoint: either }),
    trouble('429', { kind: 'rate-limit', probability: 0.5 }),
    trouble('late', { kind: 'delay', ms: 200, jitterMs: 1_200, probability: 0.4 }),
    trouble('dropped before', { kind: 'drop', phase: 'before', probability: 0.3 }),
    trouble('dropped after accepting', { kind: 'drop', phase: 'after', methods: ['sendTransaction'] }),
    trouble('silent', { kind: 'timeout', endpoint: either, probability: 0.3 }),
    trouble('internal errors', { kind: 'error', probability: 0.3 }),
    trouble('false BlockhashNotFound', { kind: 'blockhash-not-found', accept: true, methods: ['sendTransaction'] }),
    trouble('BlockhashNotFound and lost', { kind: 'blockhash-not-found', endpoint: either, probability: 0.7 }),
    trouble('held to the last valid height', { kind: 'hold', release: 'last-valid', probability: 0.3 }),
    trouble('held to the last block that may take it', { kind: 'hold', release: 'last-valid+1', probability: 0.3 }),
  ];
}

/** The address that may lie in a run. */
export const liarOf = (seed: number): 0 | 1 => (seed % 2 === 0 ? 0 : 1);

/** One spell after the other, with clear moments between; in another order each round. */
export function planWeather(seed: number, seconds: number): PlannedSpell[] {
  const random = randomOf(seed + 1);
  const liar = liarOf(seed);
  const planned: PlannedSpell[] = [];
  let deck: Spell[] = [];
  let atMs = random.whole(...GAP_MS);
  for (;;) {
    const forMs = random.whole(...SPELL_MS);
    if (atMs + forMs > seconds * 1_000) return planned;
    if (deck.length === 0) deck = random.shuffled(spells(random, liar));
    const spell = deck.pop();
    if (spell !== undefined) planned.push({ ...spell, atMs, forMs });
    atMs += forMs + random.whole(...GAP_MS);
  }
}

export async function runWeather(
  switchboard: Switchboard,
  timeline: Timeline,
  plan: readonly PlannedSpell[],
): Promise<void> {
  const startedAt = timeline.now();
  for (const { name, rules, atMs, forMs } of plan) {
    await delay(Math.max(0, startedAt + atMs - timeline.now()));
    const where = rules.map(({ endpoint }) => endpoint ?? 'both').join(', ');
    timeline.tell(`endpoints: ${name} (${where}) for ${forMs} ms`);
    const ids: string[] = [];
    for (const rule of rules) ids.push(await switchboard.set(rule));
    await delay(forMs);
    await switchboard.remove(ids);
  }
}
