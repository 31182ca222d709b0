import { useQuery } from 'urql';
import { MeDocument, type MeQuery } from '#client/generated/operations.ts';

export interface Standing {
  /** Null until it is known. */
  readonly viewer: MeQuery['me'] | null;
  /** May make and change wallets, campaigns and the like. */
  readonly mayTrade: boolean;
  /** May also move money out, and manage people and keys. */
  readonly isOwner: boolean;
  /** Reads it again, after something about the person has changed. */
  readonly refresh: () => void;
}

/** Who is signed in, and what they may. The server decides; the console shows no button that it would refuse. */
export function useViewer(): Standing {
  const [{ data }, read] = useQuery({ query: MeDocument });
  const viewer = data?.me ?? null;
  return {
    viewer,
    mayTrade: viewer !== null && viewer.role !== 'VIEWER',
    isOwner: viewer?.role === 'OWNER',
    refresh: () => read({ requestPolicy: 'network-only' }),
  };
}
