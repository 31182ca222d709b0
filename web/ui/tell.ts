/** Toasts: what was done, and what was not. */
import { notifications } from '@mantine/notifications';
import type { CombinedError } from 'urql';
import { problemOf } from '../api/errors.ts';

export const tellDone = (title: string, message = ''): void =>
  void notifications.show({ color: 'water', title, message });

/** @param title what could not be done: `The session was not ended` */
export const tellProblem = (title: string, error: CombinedError): void =>
  void notifications.show({ color: 'red', title, message: problemOf(error).sentence, autoClose: 8_000 });
