import { seededRandom } from '../../localnet/faults/random.ts';

/** A stream of numbers that the seed alone decides, so that a plan of faults can be had again. */
export interface Random {
  /** From 0, below 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** The same items in another order. */
  shuffled<T>(items: readonly T[]): T[];
}

export function randomOf(seed: number): Random {
  const next = seededRandom(seed);
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    whole,
    pick: (items) => items[whole(0, items.length - 1)] ?? items[0],
    shuffled(items) {
      const rest = [...items];
      return items.flatMap(() => rest.splice(whole(0, rest.length - 1), 1));
    },
  };
}
