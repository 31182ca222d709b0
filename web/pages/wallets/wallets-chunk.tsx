import { Skeleton } from '@mantine/core';
import { useDocumentVisibility, useInterval } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { WalletsDocument, type WalletsQuery } from '#client/generated/operations.ts';
import { PageMessage } from '../../ui/page-message.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import { WalletCard } from './wallet-card.tsx';

const CHUNK = 25;
const REFRESH_MS = 10_000;
/** A new one is read at once, also when there was none before. */
const context = { additionalTypenames: ['Wallet'] };

interface WalletsChunkProps {
  readonly after: string | null;
  /** What follows this chunk. */
  readonly children: (info: WalletsQuery['wallets']['pageInfo']) => ReactNode;
}

/** One page of the list, read again every few seconds while somebody looks. */
export function WalletsChunk({ after, children }: WalletsChunkProps) {
  const { data, error, refresh } = useLastingQuery({
    query: WalletsDocument,
    variables: { first: CHUNK, after },
    context,
  });
  const visible = useDocumentVisibility() === 'visible';
  useInterval(() => visible && refresh(), REFRESH_MS, { autoInvoke: true });
  if (data) {
    const { edges, pageInfo } = data.wallets;
    if (edges.length === 0 && after === null) return <NoWallets />;
    return (
      <>
        {edges.map(({ node }) => (
          <WalletCard key={node.id} wallet={node} />
        ))}
        {children(pageInfo)}
      </>
    );
  }
  if (error) return <ProblemMessage title="The wallets could not be loaded" error={error} onRetry={refresh} />;
  return <Placeholder />;
}

const NoWallets = () => (
  <div className="card">
    <PageMessage
      title="No wallets yet"
      text="A custodial wallet trades for your campaigns; its key is made and kept by Sluice’s signer. A watch-only one is an address of yours that Sluice shows and never signs for."
    />
  </div>
);

const Placeholder = () => (
  <div aria-busy="true" aria-label="Loading the wallets" role="status">
    {[0, 1, 2].map((index) => (
      <Skeleton key={index} height={92} radius={12} mb={10} />
    ))}
  </div>
);
