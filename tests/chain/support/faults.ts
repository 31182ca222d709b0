/** A rule as it is listed. */
export interface ListedRule {
  readonly id: string;
  readonly kind: string;
  readonly hits: number;
  readonly active: boolean;
}

export interface Listing {
  readonly slot: number;
  readonly height: number;
  readonly rules: readonly ListedRule[];
  readonly held: readonly { readonly signature: string; readonly endpoint: number; readonly releaseHeight: number }[];
  readonly released: readonly { readonly signature: string; readonly height: number; readonly outcome: string }[];
}

/** The switchboard of a local chain, used over HTTP as another process would. */
export function switchboardOf({ faultUrl }: { readonly faultUrl?: string | undefined }) {
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${faultUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { error?: string };
    if (!response.ok) throw new Error(`${response.status}: ${answer.error}`);
    return answer;
  };
  return {
    set: async (rule: object): Promise<string> => ((await ask('POST', '/faults', rule)) as { id: string }).id,
    remove: (id: string) => ask('DELETE', `/faults/${id}`),
    clear: () => ask('DELETE', '/faults'),
    list: () => ask('GET', '/faults') as Promise<Listing>,
    release: (body: object = {}) => ask('POST', '/release', body),
    discard: () => ask('POST', '/discard'),
    fork: (body: object) => ask('POST', '/fork', body),
  };
}
