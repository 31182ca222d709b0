/** TWAP buy as people give it and read it back: seconds, and a limit price in whole tokens. */
import { appError } from '../errors.ts';
import { type LimitPrice, parseLimitPrice, priceText } from '../price.ts';
import { type TwapBuyParameters, twapBuyParameters } from './twap-buy.ts';

/** Amounts in base units of the input mint, as bigint or decimal text. Exactly one of `slices` and `cadenceSeconds`. */
export interface TwapBuyInput {
  readonly budget: bigint | string;
  readonly durationSeconds: number;
  readonly slices?: number | null | undefined;
  readonly cadenceSeconds?: number | null | undefined;
  readonly minTrade?: bigint | string | null | undefined;
  readonly maxTrade?: bigint | string | null | undefined;
  /** Whole input tokens per one whole output token, at most. */
  readonly limitPrice?: string | null | undefined;
}

export interface TwapBuyView {
  readonly budget: bigint;
  readonly durationSeconds: number;
  readonly slices: number | null;
  readonly cadenceSeconds: number | null;
  readonly minTrade: bigint | null;
  readonly maxTrade: bigint | null;
  readonly limitPrice: string | null;
}

export interface Decimals {
  readonly input: number;
  readonly output: number;
}

const SECOND = 1_000;
/** More digits than the ratio of two u64 written from a decimal can have: the price reads back as it was given. */
const ALL_DIGITS = 60;
/** What the schema calls a field, and what people call it. */
const INPUT_FIELD: Readonly<Record<string, string>> = {
  durationMs: 'durationSeconds',
  cadenceMs: 'cadenceSeconds',
  limit: 'limitPrice',
};

const refusal = (field: string, rule: string) =>
  appError('INVALID_STRATEGY', { field: field === '' ? 'twapBuy' : `twapBuy.${field}`, rule });

/** @throws AppError INVALID_STRATEGY naming the first field that breaks a rule. */
export function parseTwapBuy(input: TwapBuyInput, decimals: Decimals): TwapBuyParameters {
  const parsed = twapBuyParameters.safeParse({
    budget: input.budget,
    durationMs: input.durationSeconds * SECOND,
    slices: input.slices ?? undefined,
    cadenceMs: input.cadenceSeconds == null ? undefined : input.cadenceSeconds * SECOND,
    minTrade: input.minTrade ?? undefined,
    maxTrade: input.maxTrade ?? undefined,
    limit: input.limitPrice == null ? undefined : parseLimit(input.limitPrice, decimals),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = String(issue?.path[0] ?? '');
  throw refusal(INPUT_FIELD[field] ?? field, issue?.message ?? 'is not valid');
}

function parseLimit(text: string, decimals: Decimals): LimitPrice {
  const limit = parseLimitPrice(text, decimals.input, decimals.output);
  if (limit === null) throw refusal('limitPrice', 'must be a positive decimal number with at most 18 places');
  return limit;
}

/** Reads stored parameters back in the words they were given in. */
export function viewTwapBuy(stored: unknown, decimals: Decimals): TwapBuyView {
  const p = twapBuyParameters.parse(stored);
  return {
    budget: p.budget,
    durationSeconds: p.durationMs / SECOND,
    slices: p.slices ?? null,
    cadenceSeconds: p.cadenceMs === undefined ? null : p.cadenceMs / SECOND,
    minTrade: p.minTrade ?? null,
    maxTrade: p.maxTrade ?? null,
    limitPrice:
      p.limit === undefined ? null : priceText({ input: p.limit.in, output: p.limit.out }, decimals, ALL_DIGITS),
  };
}
