import { Button, Group } from '@mantine/core';
import { useDocumentVisibility, useInterval } from '@mantine/hooks';
import {
  type DeadLetterPartsFragment,
  DeadLettersDocument,
  DiscardDeadLetterDocument,
  RetryDeadLetterDocument,
} from '#client/generated/operations.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { Empty, Note, Row, Rows } from '../../ui/rows.tsx';
import { Time } from '../../ui/time.tsx';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import { AskReason } from './ask-reason.tsx';
import { useDecision } from './use-decision.ts';

const SHOWN = 50;
const REFRESH_MS = 5_000;

interface DeadLettersCardProps {
  readonly onChange: () => void;
}

/** Jobs that keep failing and wait for a decision. */
export function DeadLettersCard({ onChange }: DeadLettersCardProps) {
  const variables = { first: SHOWN, state: 'OPEN' } as const;
  const { data, error, refresh } = useLastingQuery({ query: DeadLettersDocument, variables });
  const visible = useDocumentVisibility() === 'visible';
  useInterval(() => visible && refresh(), REFRESH_MS, { autoInvoke: true });
  const changed = (): void => {
    refresh();
    onChange();
  };
  const letters = data?.deadLetters.edges.map(({ node }) => node) ?? [];
  return (
    <Card title="Dead letters">
      {data === undefined && error && (
        <ProblemMessage title="The dead letters could not be read" error={error} onRetry={refresh} />
      )}
      {data && letters.length === 0 && <Empty>No job waits for a decision.</Empty>}
      <Rows>
        {letters.map((letter) => (
          <LetterRow key={letter.id} letter={letter} onChange={changed} />
        ))}
      </Rows>
    </Card>
  );
}

interface LetterRowProps extends DeadLettersCardProps {
  readonly letter: DeadLetterPartsFragment;
}

function LetterRow({ letter, onChange }: LetterRowProps) {
  const retry = useDecision(RetryDeadLetterDocument, onChange);
  const discard = useDecision(DiscardDeadLetterDocument, onChange);
  const about = letter.executionId === null ? `job ${letter.jobId}` : `trade ${letter.executionId}`;
  return (
    <Row
      words={
        <>
          <strong>{letter.queue}</strong> · {letter.errorCode}: {letter.errorMessage}
          <Note>
            {about} · failed {letter.failures} times, last <Time at={Date.parse(letter.lastFailedAt)} />
          </Note>
        </>
      }
    >
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={retry.ask}>
          Try again
        </Button>
        <Button size="xs" variant="default" c="var(--bad)" onClick={discard.ask}>
          Discard
        </Button>
      </Group>
      <AskReason
        opened={retry.asking}
        title="Try this job again?"
        consequences={[
          'It is handed to a worker at once.',
          'A trade that is signed already gets no second signature by this, and one that is over stays as it is.',
        ]}
        label="Try again"
        underway={retry.underway}
        onConfirm={(reason) => void retry.confirm({ input: { id: letter.id, reason } })}
        onCancel={retry.leave}
      />
      <AskReason
        opened={discard.asking}
        title="Discard this job?"
        consequences={[
          'Its trade is cancelled when nothing of it is signed. One with a signature in flight is driven to its end all the same.',
          'This cannot be undone.',
        ]}
        label="Discard"
        dangerous
        underway={discard.underway}
        onConfirm={(reason) => void discard.confirm({ input: { id: letter.id, reason } })}
        onCancel={discard.leave}
      />
    </Row>
  );
}
