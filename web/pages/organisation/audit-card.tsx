import { Button, Group, Skeleton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useQuery } from 'urql';
import { shorten } from '#client/format/address.ts';
import {
  type AuditFilterInput,
  AuditLogDocument,
  type AuditLogQuery,
  MembersDocument,
} from '#client/generated/operations.ts';
import { Card, Table } from '../../ui/card.tsx';
import { Pages } from '../../ui/pages.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { Empty } from '../../ui/rows.tsx';
import { Time } from '../../ui/time.tsx';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import classes from './audit-card.module.css';
import { filterOf, NO_SEARCH } from './audit-filter.ts';

const CHUNK = 25;

/** What was done in the organisation (AD-03). For owners. */
export function AuditCard() {
  const [filter, setFilter] = useState<AuditFilterInput>({});
  return (
    <Card title="Audit log">
      <Search onSearch={setFilter} />
      <Pages key={JSON.stringify(filter)} more="Show older entries">
        {(after, next) => <AuditChunk after={after} filter={filter} next={next} />}
      </Pages>
    </Card>
  );
}

function Search({ onSearch }: { readonly onSearch: (filter: AuditFilterInput) => void }) {
  const form = useForm({ defaultValues: NO_SEARCH });
  const clear = (): void => {
    form.reset();
    onSearch({});
  };
  return (
    <form onSubmit={form.handleSubmit((search) => onSearch(filterOf(search)))}>
      <Group gap="xs" align="flex-end" mb="md">
        <TextInput size="xs" label="Action begins with" placeholder="wallet." {...form.register('action')} />
        <TextInput size="xs" label="Words of the detail" {...form.register('text')} />
        <TextInput size="xs" type="date" label="From" {...form.register('from')} />
        <TextInput size="xs" type="date" label="To" {...form.register('to')} />
        <Button size="xs" type="submit" variant="default">
          Search
        </Button>
        <Button size="xs" variant="subtle" onClick={clear}>
          Clear
        </Button>
      </Group>
    </form>
  );
}

interface ChunkProps {
  readonly after: string | null;
  readonly filter: AuditFilterInput;
  readonly next: (info: AuditLogQuery['auditLog']['pageInfo']) => React.ReactNode;
}

const COLUMNS = ['Time', 'Action', 'By', 'On', 'Detail', 'Place', 'Hash'];

function AuditChunk({ after, filter, next }: ChunkProps) {
  const variables = { first: CHUNK, after, filter };
  const { data, error, refresh } = useLastingQuery({ query: AuditLogDocument, variables });
  const [{ data: people }] = useQuery({ query: MembersDocument });
  if (data === undefined && error)
    return <ProblemMessage title="The audit log could not be read" error={error} onRetry={refresh} />;
  if (data === undefined) return <Skeleton height={240} radius="md" />;
  const { edges, pageInfo } = data.auditLog;
  if (edges.length === 0 && after === null) return <Empty>Nothing of that kind was done.</Empty>;
  const names = new Map(people?.members.map(({ userId, name }) => [userId, name]));
  return (
    <>
      <Table label="Audit log" columns={COLUMNS} words>
        {edges.map(({ node }) => (
          <AuditRow key={node.id} entry={node} names={names} />
        ))}
      </Table>
      {next(pageInfo)}
    </>
  );
}

interface AuditRowProps {
  readonly entry: AuditLogQuery['auditLog']['edges'][number]['node'];
  readonly names: ReadonlyMap<string, string>;
}

function AuditRow({ entry, names }: AuditRowProps) {
  const { at, actorId, action, objectKind, objectId, detail, seq, hash } = entry;
  const by = actorId === null ? 'Sluice' : (names.get(actorId) ?? shorten(actorId));
  return (
    <tr>
      <td>
        <Time at={Date.parse(at)} />
      </td>
      <td>{action}</td>
      <td>{by}</td>
      <td title={objectId}>
        {objectKind} <span className="quiet">{shorten(objectId)}</span>
      </td>
      <td className={classes['detail']}>{detail === '{}' ? '' : detail}</td>
      <td>{seq ?? '…'}</td>
      <td title={hash ?? undefined}>{hash === null ? '…' : <code>{hash.slice(0, 8)}</code>}</td>
    </tr>
  );
}
