import { Button } from '@mantine/core';
import { useMutation } from 'urql';
import {
  AcknowledgeAlertDocument,
  type AlertKind,
  type GuardPartsFragment,
  type SystemHealthQuery,
} from '#client/generated/operations.ts';
import { Card } from '../../ui/card.tsx';
import { Empty, Note, Row, Rows } from '../../ui/rows.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './health-page.module.css';
import { Rearm } from './rearm.tsx';

type Alert = SystemHealthQuery['alerts'][number];

const SENTENCES: Readonly<Record<AlertKind, string>> = {
  NEEDS_REVIEW: 'Nothing can be proved about a signature',
  RISEN: 'A transaction landed that had been proved dead',
  LEDGER_DIFFERS: 'A wallet’s ledger differs from the chain',
  BACKLOG_STUCK: 'Due trades are not being taken',
  ENDPOINT_OUT: 'An RPC endpoint has left the pool',
  DEAD_LETTER: 'A job keeps failing',
  RESTRICTED: 'Trading is held back',
  PROCESS_SILENT: 'A process has not been heard of',
};

interface AlertsCardProps {
  readonly alerts: readonly Alert[];
  readonly guards: readonly GuardPartsFragment[];
  readonly onChange: () => void;
}

/** What is wrong and not over. A scope that is held back is re-armed here. */
export function AlertsCard({ alerts, guards, onChange }: AlertsCardProps) {
  return (
    <Card title="Alerts">
      {alerts.length === 0 ? (
        <Empty>Nothing is wrong just now.</Empty>
      ) : (
        <Rows>
          {alerts.map((alert) => (
            <AlertRow key={alert.id} alert={alert} guard={guardOf(alert, guards)} onChange={onChange} />
          ))}
        </Rows>
      )}
    </Card>
  );
}

const guardOf = (alert: Alert, guards: readonly GuardPartsFragment[]): GuardPartsFragment | null =>
  alert.kind === 'RESTRICTED' ? (guards.find(({ scopeId }) => scopeId === alert.objectId) ?? null) : null;

/** The detail is JSON of the server's making; its values are told in their order. */
const detailOf = ({ detail }: Alert): string =>
  Object.entries(JSON.parse(detail) as Record<string, unknown>)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(' · ');

interface AlertRowProps {
  readonly alert: Alert;
  /** The restriction it tells of, where it tells of one. */
  readonly guard: GuardPartsFragment | null;
  readonly onChange: () => void;
}

function AlertRow({ alert, guard, onChange }: AlertRowProps) {
  const [{ fetching }, acknowledge] = useMutation(AcknowledgeAlertDocument);
  return (
    <Row
      words={
        <>
          <span className={classes['severity']} data-severity={alert.severity}>
            {alert.severity === 'CRITICAL' ? 'Critical' : 'Warning'}
          </span>
          <strong>{SENTENCES[alert.kind]}</strong>
          <Note>
            {alert.objectKind} {alert.objectId} · {detailOf(alert)} · since <Time at={Date.parse(alert.openedAt)} />
          </Note>
        </>
      }
    >
      {guard && <Rearm guard={guard} onChange={onChange} />}
      {alert.acknowledgedAt === null ? (
        <Button
          size="xs"
          variant="default"
          loading={fetching}
          onClick={() => void acknowledge({ id: alert.id }).then(onChange)}
        >
          I look at it
        </Button>
      ) : (
        <span className="quiet">Somebody looks at it</span>
      )}
    </Row>
  );
}
