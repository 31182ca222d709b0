import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Log } from '#core/ports/log.ts';
import type { Mail, Mailer, MailTransport } from '#core/ports/mailer.ts';
import { createFileTransport } from './file-transport.ts';
import { createMailer } from './mailer.ts';
import { createSmtpTransport } from './smtp-transport.ts';

const TOKEN = 'the-token-in-the-link';
const mail: Mail = {
  kind: 'verify-email',
  to: 'ann@example.test',
  subject: 'Confirm your e-mail address',
  text: `https://sluice.example/verify-email?token=${TOKEN}`,
  html: '<p>Hello</p>',
};

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

function fakeLog() {
  const lines: string[] = [];
  const note = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const log: Log = {
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
    child: () => log,
  };
  return { log, lines };
}

/** A mailer that tries again at once, over a transport. */
function mailerOver(transport: MailTransport): { mailer: Mailer; lines: string[] } {
  const { log, lines } = fakeLog();
  const mailer = createMailer(transport, log, { firstPauseMs: 1, tries: 3 });
  cleanUps.unshift(() => mailer.close());
  return { mailer, lines };
}

/** A mail server; what it took is in `taken`. */
async function startPeer(options: SMTPServerOptions = {}) {
  const taken: { to: string[]; from: string; data: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, { envelope }, done) {
      let data = '';
      stream.on('data', (chunk: Buffer) => {
        data += chunk.toString();
      });
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        taken.push({ to: envelope.rcptTo.map(({ address }) => address), from, data });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  cleanUps.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { taken, url: `smtp://127.0.0.1:${port}` };
}

const refusedWith = (responseCode: number) => Object.assign(new Error('no such mailbox'), { responseCode });

describe('A-01 mail over SMTP', () => {
  it('arrives with both bodies, and the log tells neither address nor link', async () => {
    const { taken, url } = await startPeer();
    const { mailer, lines } = mailerOver(createSmtpTransport({ url, from: 'Sluice <sluice@example.test>' }));
    mailer.send(mail);
    await vi.waitFor(() => expect(lines).toHaveLength(1), 20_000);
    expect(taken).toMatchObject([{ to: ['ann@example.test'], from: 'sluice@example.test' }]);
    expect(taken[0]?.data).toContain('Subject: Confirm your e-mail address');
    expect(taken[0]?.data).toContain('text/html');
    expect(lines[0]).toContain('a mail of kind verify-email was written to the mail server');
    expect(lines.join()).not.toContain(mail.to);
    expect(lines.join()).not.toContain(TOKEN);
  });

  it('is tried again when the server was busy', async () => {
    let asked = 0;
    const { taken, url } = await startPeer({
      onRcptTo: (_address, _session, done) => {
        asked += 1;
        done(asked === 1 ? refusedWith(451) : undefined);
      },
    });
    const { mailer, lines } = mailerOver(createSmtpTransport({ url, from: 'sluice@example.test' }));
    mailer.send(mail);
    await vi.waitFor(() => expect(taken).toHaveLength(1), 20_000);
    expect(lines[0]).toContain('warn a mail was not taken; it will be tried again');
  });

  it('is given up at once when the server will never have it', async () => {
    const { taken, url } = await startPeer({ onRcptTo: (_address, _session, done) => done(refusedWith(550)) });
    const { mailer, lines } = mailerOver(createSmtpTransport({ url, from: 'sluice@example.test' }));
    mailer.send(mail);
    await vi.waitFor(() => expect(lines).toHaveLength(1), 20_000);
    expect(lines[0]).toContain('error a mail was not delivered');
    expect(lines[0]).toContain('SMTP 550');
    expect(lines.join()).not.toContain(mail.to);
    expect(taken).toEqual([]);
  });
});

describe('A-01 mail into files', () => {
  it('can be read by its owner alone', async () => {
    const folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'sluice-mail-')), 'mail');
    cleanUps.push(() => rm(path.dirname(folder), { recursive: true }));
    const { mailer, lines } = mailerOver(createFileTransport(folder));
    mailer.send(mail);
    await vi.waitFor(() => expect(lines).toHaveLength(1), 20_000);
    const [file = ''] = await readdir(folder);
    expect(JSON.parse(await readFile(path.join(folder, file), 'utf8'))).toMatchObject(mail);
    expect((await stat(path.join(folder, file))).mode & 0o077).toBe(0);
    expect((await stat(folder)).mode & 0o077).toBe(0);
    expect(lines[0]).toContain(`a mail of kind verify-email was written to ${path.join(folder, file)}`);
    expect(lines.join()).not.toContain(TOKEN);
  });
});

describe('the queue of mails', () => {
  it('gives up after its tries', async () => {
    const deliver = vi.fn(async () => Promise.reject(new Error('ECONNECTION')));
    const { mailer, lines } = mailerOver({ deliver, close: () => undefined });
    mailer.send(mail);
    await vi.waitFor(() => expect(lines.at(-1)).toContain('error a mail was not delivered'), 20_000);
    expect(deliver).toHaveBeenCalledTimes(3);
  });

  it('lets go of what waits when it is closed, and takes nothing on afterwards', async () => {
    const deliver = vi.fn(async () => Promise.reject(new Error('ECONNECTION')));
    const { log, lines } = fakeLog();
    const mailer = createMailer({ deliver, close: () => undefined }, log, { firstPauseMs: 3_600_000 });
    mailer.send(mail);
    await vi.waitFor(() => expect(deliver).toHaveBeenCalledOnce(), 20_000);
    await mailer.close();
    expect(lines.at(-1)).toContain('error a mail was not delivered');
    mailer.send(mail);
    expect(deliver).toHaveBeenCalledOnce();
    expect(lines.at(-1)).toContain('dropped');
  });
});
