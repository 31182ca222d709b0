import type { SystemHealthQuery } from '#client/generated/operations.ts';
import { Card, Table } from '../../ui/card.tsx';
import { age } from './figures.ts';

type Queue = SystemHealthQuery['systemHealth']['queues'][number];

/** Every queue of the catalogue: those that jobs are taken from with their figures, the others with who does their work. */
export function QueuesCard({ queues }: { readonly queues: readonly Queue[] }) {
  const taken = queues.filter(({ handledBy }) => handledBy === 'jobs');
  const others = queues.filter(({ handledBy }) => handledBy !== 'jobs');
  return (
    <Card title="Queues">
      <Table label="Queues" columns={['Queue', 'Waiting', 'Oldest', 'Active', 'Delayed', 'A minute', 'Done', 'Failed']}>
        {taken.map((queue) => (
          <TakenQueue key={queue.name} queue={queue} />
        ))}
        {others.map(({ name, handledBy }) => (
          <tr key={name} data-quiet>
            <td>{name}</td>
            <td colSpan={7}>{handledBy}</td>
          </tr>
        ))}
      </Table>
    </Card>
  );
}

function TakenQueue({ queue: { name, depth, perMinute, done, failed } }: { readonly queue: Queue }) {
  const count = (value: number | undefined): string => (value === undefined ? '—' : String(value));
  return (
    <tr>
      <td>
        {name}
        {depth?.paused && ' (paused)'}
      </td>
      <td>{count(depth?.waiting)}</td>
      <td>{age(depth?.oldestWaitingMs ?? null)}</td>
      <td>{count(depth?.active)}</td>
      <td>{count(depth?.delayed)}</td>
      <td>{perMinute}</td>
      <td>{done}</td>
      <td>{failed}</td>
    </tr>
  );
}
