/** Programs of a benchmark that run beside it, each in a process of its own, and talk to it in messages. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface Child<Said> {
  readonly pid: number;
  tell(message: object): void;
  /** The next message. Rejects when the process ends first. */
  next(): Promise<Said>;
  stop(): Promise<void>;
}

/** Starts a TypeScript program with an order that it reads from the environment. */
export function startChild<Said>(file: string, order: object): Child<Said> {
  const child = fork(file, {
    execArgv: ['--import', 'tsx', '--conditions=source'],
    env: { ...process.env, BENCH_ORDER: JSON.stringify(order) },
  });
  const said: Said[] = [];
  let wake: () => void = () => undefined;
  let hasEnded = false;
  child.on('message', (message) => {
    said.push(message as Said);
    wake();
  });
  child.once('exit', () => {
    hasEnded = true;
    wake();
  });
  return {
    pid: child.pid ?? 0,
    tell: (message) => void child.send(message),
    async next() {
      while (said.length === 0 && !hasEnded) await new Promise<void>((resolve) => (wake = resolve));
      const message = said.shift();
      if (message === undefined) throw new Error(`${file} ended early`);
      return message;
    },
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** For the program itself. */
export const readOrder = <Order>(): Order => JSON.parse(process.env['BENCH_ORDER'] ?? '{}') as Order;

/** Milliseconds of the clock that all processes of the machine share. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
