import { Skeleton } from '@mantine/core';
import { useDocumentVisibility, useInterval } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { CampaignsDocument } from '#client/generated/operations.ts';
import { PageMessage } from '../../ui/page-message.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import { CampaignCard } from './campaign-card.tsx';

const CHUNK = 25;
const REFRESH_MS = 5_000;

interface CampaignsChunkProps {
  readonly after: string | null;
  /** What follows when there are more campaigns behind this chunk. */
  readonly children: (endCursor: string | null) => ReactNode;
}

/** One page of the list, read again every few seconds while somebody looks. */
export function CampaignsChunk({ after, children }: CampaignsChunkProps) {
  const { data, error, refresh } = useLastingQuery({ query: CampaignsDocument, variables: { first: CHUNK, after } });
  const visible = useDocumentVisibility() === 'visible';
  useInterval(() => visible && refresh(), REFRESH_MS, { autoInvoke: true });

  if (data) {
    const { edges, pageInfo } = data.campaigns;
    if (edges.length === 0 && after === null) return <NoCampaigns />;
    return (
      <>
        {edges.map(({ node }) => (
          <CampaignCard key={node.id} campaign={node} />
        ))}
        {pageInfo.hasNextPage && children(pageInfo.endCursor)}
      </>
    );
  }
  if (error) return <ProblemMessage title="The campaigns could not be loaded" error={error} onRetry={refresh} />;
  return <Placeholder />;
}

const NoCampaigns = () => (
  <div className="card">
    <PageMessage
      title="No campaigns yet"
      text="A campaign buys a token bit by bit from a wallet of yours. Make one with the createCampaign mutation of the GraphQL API, and it shows up here."
    />
  </div>
);

const Placeholder = () => (
  <div aria-busy="true" aria-label="Loading the campaigns" role="status">
    {[0, 1, 2].map((index) => (
      <Skeleton key={index} height={98} radius={12} mb={10} />
    ))}
  </div>
);
