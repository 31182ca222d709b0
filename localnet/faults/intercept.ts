import type { Call, Intercept } from '../rpc/dispatcher.ts';
import { falsify } from './answers.ts';
import { disturb } from './connection.ts';
import { distort } from './distort.ts';
import type { HeldTransactions } from './held-transactions.ts';
import type { RuleBook } from './rule-book.ts';

/** What the switchboard does to the calls of one address. */
export function interceptFor(endpoint: number, book: RuleBook, held: HeldTransactions): Intercept {
  return async ({ method, params, context, run }: Call) => {
    const effects = book.strike(endpoint, method);
    const mayBeHeld = method === 'sendTransaction' && held.size > 0;
    if (effects.length === 0 && !mayBeHeld) return run(context);
    await disturb(effects, 'before', book.random);
    const settled = await settle(() => run(distort(context, { endpoint, method, effects, held })));
    await disturb(effects, 'after', book.random);
    if ('error' in settled) throw settled.error;
    return falsify(effects, method, params, settled.value);
  };
}

type Settled = { readonly value: unknown } | { readonly error: unknown };

/** What a method did, so that what follows an answer follows an error too. */
async function settle(run: () => unknown): Promise<Settled> {
  try {
    return { value: await run() };
  } catch (error) {
    return { error };
  }
}
