/** Reads the mails that the server wrote as files. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { vi } from 'vitest';
import type { Mail, MailKind } from '#core/ports/mailer.ts';

export interface Mails {
  /** All mails to an address, oldest first. */
  to(email: string): Promise<Mail[]>;
  /** Waits for the `count`th mail of a kind to an address. */
  next(email: string, kind: MailKind, count?: number): Promise<Mail>;
  /** The token in the link of that mail. */
  token(email: string, kind: MailKind, count?: number): Promise<string>;
}

export function mailsIn(folder: string): Mails {
  const to = async (email: string): Promise<Mail[]> => {
    const files = (await readdir(folder).catch(() => [])).sort();
    const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
    return texts.flatMap(parse).filter((mail) => mail.to === email);
  };
  const next = (email: string, kind: MailKind, count = 1): Promise<Mail> =>
    vi.waitFor(
      async () => {
        const mail = (await to(email)).filter((one) => one.kind === kind)[count - 1];
        if (mail === undefined) throw new Error(`no mail of kind ${kind} yet`);
        return mail;
      },
      { timeout: 20_000 },
    );
  return {
    to,
    next,
    async token(email, kind, count) {
      const { text } = await next(email, kind, count);
      return /[?&]token=([\w-]+)/.exec(text)?.[1] ?? '';
    },
  };
}

/** None while it is being written. */
function parse(text: string): Mail[] {
  try {
    return [JSON.parse(text) as Mail];
  } catch {
    return [];
  }
}
