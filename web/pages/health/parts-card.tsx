import type { SystemHealthQuery } from '#client/generated/operations.ts';
import { Card, Lamp, type LampState } from '../../ui/card.tsx';
import { age, bytes, latency } from './figures.ts';
import classes from './health-page.module.css';

type Health = SystemHealthQuery['systemHealth'];

interface PartProps {
  readonly name: string;
  readonly state: LampState;
  readonly value: string;
  readonly note: string;
}

const Part = ({ name, state, value, note }: PartProps) => (
  <div className={classes['part']}>
    <dt>
      <Lamp state={state} />
      {name}
    </dt>
    <dd>{value}</dd>
    <dd>{note}</dd>
  </div>
);

const away = (name: string): PartProps => ({ name, state: 'bad', value: 'Away', note: 'No answer within two seconds' });

/** Due work older than this is stuck; the watchdog says so too. */
const STUCK_MS = 30_000;

function tradesPart({ machine }: Health): PartProps {
  if (machine === null) return away('Trades');
  const { filledLastMinute, liveAttempts, dueIntents, oldestDueMs, needsReview } = machine;
  const due = dueIntents === 0 ? 'none due' : `${dueIntents} due, oldest ${latency(oldestDueMs)}`;
  const review = needsReview === 0 ? '' : ` · ${needsReview} to review`;
  return {
    name: 'Trades',
    state: oldestDueMs > STUCK_MS ? 'bad' : needsReview > 0 ? 'warn' : 'good',
    value: `${filledLastMinute} a minute`,
    note: `${liveAttempts} in flight · ${due}${review}`,
  };
}

const chainPart = ({ chain }: Health): PartProps => ({
  name: 'Chain',
  state: 'good',
  value: `Slot ${chain.slot}`,
  note: `Height ${chain.blockHeight} · ${chain.quorum === 1 ? 'one endpoint’s word counts' : `${chain.quorum} endpoints have to agree`}`,
});

function postgresPart({ postgres }: Health): PartProps {
  if (postgres === null) return away('Postgres');
  const { latencyMs, connections, maxConnections, sizeBytes, oldestTransactionMs, durable } = postgres;
  return {
    name: `Postgres ${postgres.version}`,
    state: durable ? 'good' : 'warn',
    value: latency(latencyMs),
    note: `${connections} of ${maxConnections} connections · ${bytes(sizeBytes)} · oldest transaction ${age(oldestTransactionMs)}${durable ? '' : ' · not durable'}`,
  };
}

function redisPart({ redis }: Health): PartProps {
  if (redis === null) return away('Redis');
  const { latencyMs, usedBytes, evictionPolicy, appendOnly } = redis;
  return {
    name: `Redis ${redis.version}`,
    state: evictionPolicy === 'noeviction' ? 'good' : 'warn',
    value: latency(latencyMs),
    note: `${bytes(usedBytes)} · ${evictionPolicy} · ${appendOnly ? 'append-only file' : 'not written to disk'}`,
  };
}

const signerPart = ({ signer }: Health): PartProps =>
  signer === null
    ? away('Signer')
    : { name: 'Signer', state: 'good', value: latency(signer.latencyMs), note: 'Alone opens keys' };

/** What everything stands on, at a glance. */
export function PartsCard({ health }: { readonly health: Health }) {
  const parts = [tradesPart, chainPart, postgresPart, redisPart, signerPart].map((part) => part(health));
  return (
    <Card title="Parts">
      <dl className={`numeric ${classes['parts']}`}>
        {parts.map((part) => (
          <Part key={part.name} {...part} />
        ))}
      </dl>
    </Card>
  );
}
