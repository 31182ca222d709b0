import { useState } from 'react';
import { type DocumentInput, type OperationResult, useClient } from 'urql';
import { createIntentionKeys } from '../api/intention-keys.ts';

interface WithKey {
  readonly idempotencyKey: string;
}

/** What a mutation that makes something takes: `Omit`, of each input by itself. */
type WithoutKey<Input> = Input extends WithKey ? Omit<Input, 'idempotencyKey'> : never;

/** A mutation with an idempotency key: while nobody answers, the same input again is the same intention (E-05). */
export function useCreation<Data, Input extends WithKey>(document: DocumentInput<Data, { input: Input }>) {
  const client = useClient();
  const [keys] = useState(createIntentionKeys<string>);
  return async (input: WithoutKey<Input>): Promise<OperationResult<Data, { input: Input }>> => {
    const intention = JSON.stringify(input);
    const whole = { ...input, idempotencyKey: keys.keyFor(intention) } as unknown as Input;
    const result = await client.mutation(document, { input: whole }).toPromise();
    if (result.error?.networkError === undefined) keys.settle(intention);
    return result;
  };
}
