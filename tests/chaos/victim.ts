/** What can be killed and frozen, and comes back. */

export interface Victim {
  readonly name: string;
  /** SIGKILL. Resolves when it is there again. */
  kill(): Promise<void>;
  /** Every process it consists of now. */
  pids(): Promise<number[]>;
}

/** One that an operator might restart in an orderly way. */
export interface Restartable extends Victim {
  restart(): Promise<void>;
}

/** Sends a signal to those that are still there. */
export function signal(pids: readonly number[], name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
