import { useState } from 'react';
import { type AnyVariables, type CombinedError, type UseQueryArgs, useQuery } from 'urql';

interface LastingQuery<Data> {
  /** The last good answer: a later failure does not take it away. */
  readonly data: Data | undefined;
  readonly error: CombinedError | undefined;
  /** Asks the server again. */
  readonly refresh: () => void;
}

/** A query read again and again, whose page stays as it is while the server cannot be reached. Its variables must not change. */
export function useLastingQuery<Data, Variables extends AnyVariables>(
  args: UseQueryArgs<Variables, Data>,
): LastingQuery<Data> {
  const [{ data: answer, error }, read] = useQuery({ ...args, requestPolicy: 'cache-and-network' });
  // What was refused as a whole answers null, whatever its type says.
  const data = answer ?? undefined;
  const [last, setLast] = useState(data);
  if (data !== undefined && data !== last) setLast(data);
  return { data: data ?? last, error, refresh: () => read({ requestPolicy: 'network-only' }) };
}
