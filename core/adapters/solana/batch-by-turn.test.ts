import { describe, expect, it } from 'vitest';
import { batchByTurn } from './batch-by-turn.ts';
import { EndpointError } from './endpoint-error.ts';
import type { RpcRequest } from './json-rpc.ts';
import type { Transport } from './transport.ts';

const asking = (what: string): RpcRequest<string> => ({ method: what, params: [], decode: String });

/** Answers a method's name; one named `bad` fails alone. */
function recording() {
  const calls: string[][] = [];
  const transport = {
    async request<T>({ method }: RpcRequest<T>) {
      calls.push([method]);
      return method as T;
    },
    async batch<T>(requests: readonly RpcRequest<T>[]) {
      calls.push(requests.map(({ method }) => method));
      return requests.map(({ method }) =>
        method === 'bad'
          ? { ok: false as const, error: new EndpointError('node', 'REFUSED', 'refused', -32002) }
          : { ok: true as const, value: method as T },
      );
    },
  } as unknown as Transport;
  return { calls, ask: batchByTurn<string>(transport, 'quick') };
}

describe('calls of one turn', () => {
  it('PF-01 go out together, sixteen at the most, each with its own answer', async () => {
    const { calls, ask } = recording();
    const names = Array.from({ length: 20 }, (_, index) => `call ${index}`);
    expect(await Promise.all(names.map((name) => ask(asking(name), undefined)))).toEqual(names);
    expect(calls.map((batch) => batch.length)).toEqual([16, 4]);
  });

  it('go alone where there is but one', async () => {
    const { calls, ask } = recording();
    await ask(asking('first'), undefined);
    await ask(asking('second'), undefined);
    expect(calls).toEqual([['first'], ['second']]);
  });

  it('fail each for itself', async () => {
    const { ask } = recording();
    const [good, bad] = await Promise.allSettled([ask(asking('good'), undefined), ask(asking('bad'), undefined)]);
    expect(good).toEqual({ status: 'fulfilled', value: 'good' });
    expect(bad).toMatchObject({ status: 'rejected', reason: { failure: 'REFUSED', code: -32002 } });
  });

  it('let go of a caller who gives up, and answer the others', async () => {
    const { ask } = recording();
    const impatient = new AbortController();
    const given = ask(asking('first'), impatient.signal);
    const other = ask(asking('second'), undefined);
    impatient.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    expect(await other).toBe('second');
  });
});
