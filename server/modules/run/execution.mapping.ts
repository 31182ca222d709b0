/** Trades on their way to the wire. */
import type { AttemptView } from '#core/domain/execution/execution-view.ts';
import { isInFlight } from '#core/domain/execution/states.ts';
import type { Execution as DomainExecution } from '#core/usecases/run/list-executions.ts';
import type { Attempt, Execution } from './execution.types.ts';

const toAttempt = (attempt: AttemptView): Attempt => ({
  ...attempt,
  provisional: isInFlight(attempt.state) && attempt.confirmedAt !== null,
});

export const toExecution = ({ state, status, reviewReason, attempts, ...rest }: DomainExecution): Execution => ({
  ...rest,
  state: status,
  intentState: state,
  needsReview: reviewReason !== null,
  attempts: attempts.map(toAttempt),
});
