import { expect, it } from 'vitest';
import { floorsOf, readChaosOptions } from './options.ts';
import { isProcessFault, planFaults } from './plan.ts';
import { planWeather } from './weather.ts';

it('plans the same for the same seed, and something else for another', () => {
  expect(planFaults(1, 60)).toEqual(planFaults(1, 60));
  expect(planFaults(1, 60)).not.toEqual(planFaults(2, 60));
  expect(planWeather(1, 60)).toEqual(planWeather(1, 60));
});

it.each([20, 30, 60, 90])('plans enough process faults for %i seconds, none before the run or after it', (seconds) => {
  for (let seed = 0; seed < 20; seed += 1) {
    const plan = planFaults(seed, seconds);
    expect(plan.filter(isProcessFault).length).toBeGreaterThanOrEqual(floorsOf(seconds).faults);
    expect(plan.every(({ atMs }) => atMs >= 0 && atMs < seconds * 1_000)).toBe(true);
  }
});

it('lets one address alone lie in a run', () => {
  const lies = new Set(['null-statuses', 'false-statuses', 'heights', 'hide', 'wrong-genesis', 'fake-accept']);
  for (let seed = 0; seed < 20; seed += 1) {
    const rules = planWeather(seed, 300).flatMap((spell) => spell.rules);
    const liars = rules.filter(({ kind }) => lies.has(kind)).map(({ endpoint }) => endpoint);
    expect(new Set(liars).size).toBe(1);
    expect(liars).not.toContain(undefined);
  }
});

it('asks for 2,500 swaps, 40 faults and 50 signatures anew a minute', () => {
  expect(floorsOf(60)).toEqual({ swaps: 2_500, faults: 40, resigned: 50 });
  expect(readChaosOptions(['--seconds', '120', '--seed', '3'])).toMatchObject({ swaps: 5_000, seed: 3 });
  expect(() => readChaosOptions(['--seconds', '5'])).toThrow('--seconds must be a whole number from 20 to 3600.');
});
