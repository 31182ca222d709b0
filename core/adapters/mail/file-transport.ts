/** Mail for development and tests: each becomes a file that people and programs can read. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Mail, MailTransport } from '#core/ports/mailer.ts';

/** Writes to a folder, which its owner alone may read: the links in there open accounts. */
export function createFileTransport(folder: string): MailTransport {
  return {
    async deliver(mail: Mail) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const at = new Date().toISOString();
      const file = path.join(folder, `${at.replace(/[:.]/g, '-')}-${mail.kind}-${randomBytes(4).toString('hex')}.json`);
      await writeFile(file, `${JSON.stringify({ at, ...mail }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
      return file;
    },
    close: () => undefined,
  };
}
