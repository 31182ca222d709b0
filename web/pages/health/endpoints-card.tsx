import type { EndpointStanding, SystemHealthQuery } from '#client/generated/operations.ts';
import { Card, Lamp, Table } from '../../ui/card.tsx';
import { latency, percent } from './figures.ts';
import classes from './health-page.module.css';

type Endpoint = SystemHealthQuery['systemHealth']['endpoints'][number];

const STANDINGS: Readonly<Record<EndpointStanding, string>> = {
  READY: 'Ready',
  NOT_ASKED: 'Not asked yet',
  UNREACHABLE: 'Unreachable',
  ANOTHER_CHAIN: 'Another chain',
  HEIGHT_WENT_BACK: 'Height went back',
};

function standing({ standing, breaker }: Endpoint): string {
  const left = breaker === 'CLOSED' ? '' : breaker === 'OPEN' ? ', left alone for now' : ', tried again';
  return `${STANDINGS[standing]}${left}`;
}

/** RPC endpoints, as the server sees them. */
export function EndpointsCard({ endpoints }: { readonly endpoints: readonly Endpoint[] }) {
  if (endpoints.length === 0) return null;
  return (
    <Card title="RPC endpoints">
      <Table
        label="RPC endpoints"
        columns={['Endpoint', 'Standing', 'Median', '95 of 100', 'Errors', 'Slots behind', 'Final height']}
      >
        {endpoints.map((endpoint) => (
          <tr key={endpoint.name}>
            <td>
              <span className={classes['endpoint']}>
                <Lamp state={endpoint.standing === 'READY' && endpoint.breaker === 'CLOSED' ? 'good' : 'bad'} />
                {endpoint.name}
              </span>
            </td>
            <td>{standing(endpoint)}</td>
            <td>{endpoint.latencyP50Ms === null ? '—' : latency(endpoint.latencyP50Ms)}</td>
            <td>{endpoint.latencyP95Ms === null ? '—' : latency(endpoint.latencyP95Ms)}</td>
            <td>{percent(endpoint.errorRate)}</td>
            <td>{endpoint.slotLag}</td>
            <td>{endpoint.finalizedHeight}</td>
          </tr>
        ))}
      </Table>
    </Card>
  );
}
