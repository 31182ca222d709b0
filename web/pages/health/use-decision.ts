import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { type AnyVariables, type DocumentInput, useMutation } from 'urql';
import { problemOf } from '../../api/errors.ts';

export interface Decision<Variables> {
  readonly asking: boolean;
  readonly underway: boolean;
  readonly ask: () => void;
  readonly leave: () => void;
  readonly confirm: (variables: Variables) => Promise<void>;
}

/** A mutation that is asked about first. Its problem is told; `onDone` is called when it was done. */
export function useDecision<Data, Variables extends AnyVariables>(
  document: DocumentInput<Data, Variables>,
  onDone: (data: Data) => void,
): Decision<Variables> {
  const [asking, setAsking] = useState(false);
  const [{ fetching }, run] = useMutation<Data, Variables>(document);
  return {
    asking,
    underway: fetching,
    ask: () => setAsking(true),
    leave: () => setAsking(false),
    async confirm(variables) {
      const { data, error } = await run(variables);
      if (error) {
        notifications.show({ color: 'red', title: 'That was not done', message: problemOf(error).sentence });
        return;
      }
      setAsking(false);
      if (data !== undefined) onDone(data);
    },
  };
}
