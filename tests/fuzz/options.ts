import { parseArgs } from 'node:util';

export interface FuzzSettings {
  readonly operations: number;
  /** Decides every operation. */
  readonly seed: number;
}

/** @throws Error in one sentence. */
export function readFuzzOptions(args: readonly string[]): FuzzSettings & { readonly json: boolean } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      operations: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    operations: whole('operations', values.operations, 1, 10_000_000),
    seed: whole('seed', values.seed, 0, 2 ** 31),
    json: values.json,
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} must be a whole number from ${least} to ${most}.`);
  return value;
}
