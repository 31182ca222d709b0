import { Skeleton, Stack } from '@mantine/core';
import { useDocumentTitle, useDocumentVisibility, useInterval } from '@mantine/hooks';
import { SystemHealthDocument, type SystemHealthQuery } from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { Page } from '../../ui/page.tsx';
import { PageMessage } from '../../ui/page-message.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import { AlertsCard } from './alerts-card.tsx';
import { DeadLettersCard } from './dead-letters-card.tsx';
import { EndpointsCard } from './endpoints-card.tsx';
import { HaltControls } from './halt-controls.tsx';
import { PartsCard } from './parts-card.tsx';
import { ProcessesCard } from './processes-card.tsx';
import { QueuesCard } from './queues-card.tsx';

const REFRESH_MS = 3_000;

/** Where an administrator looks when something is wrong, and first when nothing is. */
export function HealthPage() {
  useDocumentTitle('Health · Sluice');
  const { data, error, refresh } = useLastingQuery({ query: SystemHealthDocument, variables: {} });
  const visible = useDocumentVisibility() === 'visible';
  useInterval(() => visible && refresh(), REFRESH_MS, { autoInvoke: true });
  if (data) return <Health data={data} refresh={refresh} />;
  if (error === undefined) return <Placeholder />;
  if (problemOf(error).code === 'FORBIDDEN') return <NotForYou />;
  return <ProblemMessage title="The health could not be read" error={error} onRetry={refresh} />;
}

function Health({ data, refresh }: { readonly data: SystemHealthQuery; readonly refresh: () => void }) {
  const { systemHealth: health, alerts, guards } = data;
  return (
    <Page
      title="Health"
      actions={<HaltControls guards={guards} inFlight={health.machine?.liveAttempts ?? null} onChange={refresh} />}
    >
      <AlertsCard alerts={alerts} guards={guards} onChange={refresh} />
      <PartsCard health={health} />
      <QueuesCard queues={health.queues} />
      <ProcessesCard processes={health.processes} />
      <EndpointsCard endpoints={health.endpoints} />
      <DeadLettersCard onChange={refresh} />
    </Page>
  );
}

const NotForYou = () => (
  <PageMessage
    title="For administrators"
    text="This page is about the whole installation. Whoever runs it can make your account an administrator’s."
    urgent
  />
);

const Placeholder = () => (
  <Stack aria-busy="true" aria-label="Loading the health" role="status">
    <Skeleton height={34} width="30%" />
    <Skeleton height={150} radius={12} />
    <Skeleton height={260} radius={12} />
  </Stack>
);
