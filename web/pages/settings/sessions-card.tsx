import { Group, Skeleton } from '@mantine/core';
import { useMutation } from 'urql';
import {
  RevokeOtherSessionsDocument,
  RevokeSessionDocument,
  SessionsDocument,
  type SessionsQuery,
} from '#client/generated/operations.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { Note, Row, Rows } from '../../ui/rows.tsx';
import { Tag } from '../../ui/tag.tsx';
import { tellDone, tellProblem } from '../../ui/tell.ts';
import { Time } from '../../ui/time.tsx';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import { browserName } from './browser-name.ts';

type Session = SessionsQuery['sessions'][number];

/** Where one is signed in. */
export function SessionsCard() {
  const { data, error, refresh } = useLastingQuery({ query: SessionsDocument, variables: {} });
  const others = data?.sessions.filter(({ current }) => !current).length ?? 0;
  return (
    <Card title="Sessions">
      {data === undefined && error && (
        <ProblemMessage title="The sessions could not be read" error={error} onRetry={refresh} />
      )}
      {data === undefined && !error && <Skeleton height={90} radius="md" />}
      <Rows>
        {data?.sessions.map((session) => (
          <SessionRow key={session.id} session={session} onChange={refresh} />
        ))}
      </Rows>
      {others > 1 && <EndOthers count={others} onChange={refresh} />}
    </Card>
  );
}

interface SessionRowProps {
  readonly session: Session;
  readonly onChange: () => void;
}

function SessionRow({ session, onChange }: SessionRowProps) {
  const [, revoke] = useMutation(RevokeSessionDocument);
  const name = browserName(session.userAgent);
  const confirm = async (): Promise<boolean> => {
    const { error } = await revoke({ id: session.id });
    if (error) tellProblem('The session was not ended', error);
    else tellDone(`The session in ${name} has ended`);
    onChange();
    return error === undefined;
  };
  const words = (
    <>
      <strong>{name}</strong> {session.current && <Tag tone="good">This one</Tag>}
      <Note>
        {session.ip ?? 'Unknown address'} · last used <Time at={Date.parse(session.lastUsedAt)} /> · since{' '}
        <Time at={Date.parse(session.createdAt)} />
      </Note>
    </>
  );
  return (
    <Row words={words}>
      {!session.current && (
        <ConfirmButton
          label="End it"
          name={`End the session in ${name}`}
          title={`End the session in ${name}?`}
          consequences={['Within two seconds it can do nothing more, and whoever uses it must sign in again.']}
          onConfirm={confirm}
        />
      )}
    </Row>
  );
}

function EndOthers({ count, onChange }: { readonly count: number; readonly onChange: () => void }) {
  const [, revoke] = useMutation(RevokeOtherSessionsDocument);
  const confirm = async (): Promise<boolean> => {
    const { error } = await revoke({});
    if (error) tellProblem('The sessions were not ended', error);
    else tellDone('All other sessions have ended');
    onChange();
    return error === undefined;
  };
  return (
    <Group justify="flex-end" mt="sm">
      <ConfirmButton
        label="End all others"
        title={`End ${count} other sessions?`}
        consequences={['You stay signed in here, and nowhere else.']}
        onConfirm={confirm}
      />
    </Group>
  );
}
