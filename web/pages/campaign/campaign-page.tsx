import { Button, Skeleton, Stack } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { LiveCampaignDocument } from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { PageMessage } from '../../ui/page-message.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { unitsOf } from '../../ui/units.ts';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import type { Campaign } from './campaign.ts';
import { CampaignHeader } from './campaign-header.tsx';
import classes from './campaign-page.module.css';
import { ChartCard } from './chart-card.tsx';
import { EventLog } from './event-log.tsx';
import { FillsTable } from './fills-table.tsx';
import { newestFirst } from './live-state.ts';
import { ProgressCard } from './progress-card.tsx';
import { useCampaignLive } from './use-campaign-live.ts';

export function CampaignPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId' });
  return <LoadedCampaign key={campaignId} campaignId={campaignId} />;
}

function LoadedCampaign({ campaignId }: { readonly campaignId: string }) {
  const { data, error, refresh } = useLastingQuery({ query: LiveCampaignDocument, variables: { id: campaignId } });
  useDocumentTitle(`${data?.campaign.name ?? 'Campaign'} · Sluice`);
  if (data) return <CampaignView campaign={data.campaign} />;
  if (error === undefined) return <Placeholder />;
  if (problemOf(error).code === 'NOT_FOUND') return <NoCampaign />;
  return <ProblemMessage title="The campaign could not be loaded" error={error} onRetry={refresh} />;
}

function CampaignView({ campaign }: { readonly campaign: Campaign }) {
  const { state, status, fillsLoaded, loadOlder } = useCampaignLive(campaign.id, BigInt(campaign.lastEventSeq));
  const { inputDecimals, outputDecimals, inputSymbol, outputSymbol, inputMint, outputMint } = campaign;
  const units = useMemo(
    () => unitsOf({ inputDecimals, outputDecimals, inputSymbol, outputSymbol, inputMint, outputMint }),
    [inputDecimals, outputDecimals, inputSymbol, outputSymbol, inputMint, outputMint],
  );
  const rows = useMemo(() => newestFirst(state.fills), [state.fills]);
  const run = campaign.currentRun;
  return (
    <>
      <CampaignHeader campaign={campaign} units={units} feed={status} />
      <div className={classes['stack']}>
        {run && <ProgressCard run={run} units={units} />}
        <ChartCard rows={rows} units={units} averagePrice={run?.summary.averagePrice ?? null} />
        <div className={classes['columns']}>
          <FillsTable rows={rows} units={units} loaded={fillsLoaded} loadOlder={loadOlder} />
          <EventLog events={state.log} units={units} />
        </div>
      </div>
    </>
  );
}

const NoCampaign = () => (
  <PageMessage
    title="There is no such campaign"
    text="It may belong to another organisation, or the address is mistyped."
    urgent
  >
    <Button variant="light" renderRoot={(props) => <Link to="/campaigns" {...props} />}>
      To the campaigns
    </Button>
  </PageMessage>
);

const Placeholder = () => (
  <Stack aria-busy="true" aria-label="Loading the campaign" role="status">
    <Skeleton height={34} width="55%" />
    <Skeleton height={20} width="35%" />
    <Skeleton height={190} radius={12} />
    <Skeleton height={340} radius={12} />
  </Stack>
);
