import type { SystemHealthQuery } from '#client/generated/operations.ts';
import { Card, Table } from '../../ui/card.tsx';
import { Time } from '../../ui/time.tsx';
import { bytes, latency, percent } from './figures.ts';

type Process = SystemHealthQuery['systemHealth']['processes'][number];

const sum = (process: Process, of: 'done' | 'failed' | 'inFlight'): number =>
  process.work.reduce((total, work) => total + work[of], 0);

/** Workers and servers, as each told of itself last. */
export function ProcessesCard({ processes }: { readonly processes: readonly Process[] }) {
  return (
    <Card title="Processes">
      <Table
        label="Processes"
        columns={['Process', 'Started', 'Heard of', 'In hand', 'Done', 'Failed', 'CPU', 'Memory', 'Loop lag']}
      >
        {processes.map((process) => (
          <tr key={process.id} data-quiet={process.silent || undefined}>
            <td>
              {process.name}
              {process.silent && ' (silent)'}
            </td>
            <td>
              <Time at={Date.parse(process.startedAt)} />
            </td>
            <td>
              <Time at={Date.parse(process.beatAt)} />
            </td>
            <td>{sum(process, 'inFlight')}</td>
            <td>{sum(process, 'done')}</td>
            <td>{sum(process, 'failed')}</td>
            <td>{percent(process.cpu)}</td>
            <td>{bytes(process.rssBytes)}</td>
            <td>{latency(process.eventLoopLagMs)}</td>
          </tr>
        ))}
      </Table>
    </Card>
  );
}
