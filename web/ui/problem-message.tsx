import { Button } from '@mantine/core';
import type { CombinedError } from 'urql';
import { problemOf } from '../api/errors.ts';
import { PageMessage } from './page-message.tsx';

interface ProblemMessageProps {
  /** What could not be done: `The campaigns could not be loaded`. */
  readonly title: string;
  readonly error: CombinedError;
  readonly onRetry: () => void;
}

export function ProblemMessage({ title, error, onRetry }: ProblemMessageProps) {
  return (
    <PageMessage title={title} text={problemOf(error).sentence} urgent>
      <Button variant="light" onClick={onRetry}>
        Try again
      </Button>
    </PageMessage>
  );
}
