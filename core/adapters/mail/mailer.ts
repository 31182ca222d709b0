/**
 * Mail that waits for nobody: it is handed over in the background and tried again for some minutes. The queue is this process'
 * memory: the tokens in the links are kept nowhere in the clear, so a mail that is lost is asked for again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs } from '#core/domain/backoff.ts';
import type { Log } from '#core/ports/log.ts';
import { type Mail, type Mailer, MailRefused, type MailTransport } from '#core/ports/mailer.ts';

export interface MailerOptions {
  /** The pause before the second try, doubled for each one after it. Milliseconds. */
  readonly firstPauseMs?: number;
  readonly tries?: number;
}

/** 2, 4, … 64 seconds, then two minutes: about five in all. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 120_000;
const TRIES = 8;
/** A server that is away must not fill our memory. */
const MOST_WAITING = 1_000;
/** How long an end waits for what is on its way. */
const CLOSING_MS = 5_000;

export function createMailer(transport: MailTransport, log: Log, options: MailerOptions = {}): Mailer {
  const { firstPauseMs = FIRST_PAUSE_MS, tries = TRIES } = options;
  const ending = new AbortController();
  const waiting = new Set<Promise<void>>();

  const pause = (failures: number): Promise<void> =>
    delay(backoffMs({ firstMs: firstPauseMs, longestMs: LONGEST_PAUSE_MS }, failures, Math.random()), undefined, {
      signal: ending.signal,
    });

  const deliver = async (mail: Mail): Promise<void> => {
    for (let failures = 1; ; failures += 1) {
      try {
        const where = await transport.deliver(mail);
        return log.info({ kind: mail.kind, where }, `a mail of kind ${mail.kind} was written to ${where}`);
      } catch (error) {
        if (error instanceof MailRefused || failures >= tries) throw error;
        log.warn({ kind: mail.kind, why: reason(error) }, 'a mail was not taken; it will be tried again');
        await pause(failures);
      }
    }
  };

  return {
    send(mail) {
      if (ending.signal.aborted || waiting.size >= MOST_WAITING) {
        log.error({ kind: mail.kind, waiting: waiting.size }, 'a mail was dropped: too many wait already');
        return;
      }
      const sending: Promise<void> = deliver(mail)
        .catch((error: unknown) => log.error({ kind: mail.kind, why: reason(error) }, 'a mail was not delivered'))
        .finally(() => waiting.delete(sending));
      waiting.add(sending);
    },
    async close() {
      ending.abort();
      const given = new AbortController();
      await Promise.race([Promise.all(waiting), delay(CLOSING_MS, undefined, { signal: given.signal })]);
      given.abort();
      transport.close();
    },
  };
}

/** The error's own sentence; the transports keep addresses and links out of it. */
const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
