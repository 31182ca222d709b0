import type { Params } from '../rpc/params.ts';
import type { Effect, EffectOf } from './rule.ts';
import { effectsOf } from './rule-book.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What the node says instead of the truth: the method's result, changed by every effect that lies. */
export function falsify(effects: readonly Effect[], method: string, params: Params, result: unknown): unknown {
  let said = result;
  for (const effect of effectsOf(effects, 'null-statuses')) said = withoutStatuses(effect, params, said);
  for (const effect of effectsOf(effects, 'false-statuses')) said = withFalseStatuses(effect, params, said);
  for (const effect of effectsOf(effects, 'heights')) said = withHeights(effect, method, said);
  return said;
}

function withoutStatuses({ signatures }: EffectOf<'null-statuses'>, params: Params, result: unknown): unknown {
  return mapStatuses(params, result, (status, signature) => (isMeant(signatures, signature) ? null : status));
}

/** Statuses of transactions that never landed, as if they were final. */
function withFalseStatuses(
  { signatures, failed }: EffectOf<'false-statuses'>,
  params: Params,
  result: unknown,
): unknown {
  const { slot } = contextOf(result);
  const err = failed ? { InstructionError: [0, { Custom: 1 }] } : null;
  const status = {
    slot: Math.max(0, slot - FALSE_STATUS_AGE),
    confirmations: null,
    err,
    status: err === null ? { Ok: null } : { Err: err },
    confirmationStatus: 'finalized',
  };
  return mapStatuses(params, result, (known, signature) => known ?? (isMeant(signatures, signature) ? status : null));
}

/** Slots before the context's for which a false status claims to have landed: enough to be final. */
const FALSE_STATUS_AGE = 40;

function withHeights({ by, slotsBy }: EffectOf<'heights'>, method: string, result: unknown): unknown {
  switch (method) {
    case 'getBlockHeight':
      return shifted(result, by);
    case 'getSlot':
      return shifted(result, slotsBy);
    case 'getEpochInfo':
      return {
        ...(result as Fields),
        blockHeight: shifted((result as Fields)['blockHeight'], by),
        absoluteSlot: shifted((result as Fields)['absoluteSlot'], slotsBy),
        slotIndex: shifted((result as Fields)['slotIndex'], slotsBy),
      };
    case 'getLatestBlockhash': {
      const { value } = result as { value: Fields };
      const lastValidBlockHeight = shifted(value['lastValidBlockHeight'], by);
      return { context: shiftedContext(result, slotsBy), value: { ...value, lastValidBlockHeight } };
    }
    default:
      return { ...(result as Fields), context: shiftedContext(result, slotsBy) };
  }
}

function shifted(value: unknown, by: number): number {
  return Math.max(0, Number(value) + by);
}

function shiftedContext(result: unknown, by: number): Fields {
  const context = contextOf(result);
  return { ...context, slot: shifted(context.slot, by) };
}

function contextOf(result: unknown): Fields & { readonly slot: number } {
  return (result as { context: Fields & { slot: number } }).context;
}

function mapStatuses(params: Params, result: unknown, map: (status: unknown, signature: string) => unknown): unknown {
  const { context, value } = result as { context: Fields; value: readonly unknown[] };
  const asked = params.raw(0) as readonly string[];
  return { context, value: value.map((status, index) => map(status, asked[index] ?? '')) };
}

function isMeant(signatures: readonly string[] | null, signature: string): boolean {
  return signatures === null || signatures.includes(signature);
}
