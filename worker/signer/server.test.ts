import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSignerClient } from '#core/adapters/signer-client/client.ts';
import { SIGN_REQUESTS_LIMIT, SIGNER_LINE_LIMIT } from '#core/contracts/signer.ts';
import { appError } from '#core/domain/errors.ts';
import type {
  Address,
  AttemptId,
  GenesisHash,
  IntentId,
  KeyExportId,
  OrganizationId,
  Signature,
  UserId,
  WalletId,
} from '#core/domain/ids.ts';
import type { SignIntentRequest } from '#core/ports/signer.ts';
import type { SignerService } from '#core/runtime/signer.ts';
import type { Bounds } from './connection.ts';
import { type SignerServer, serveSigner } from './server.ts';

const OWNER = { userId: 'u' as UserId, walletId: 'w' as WalletId, genesisHash: 'g' as GenesisHash };
const REQUEST: SignIntentRequest = {
  ...{ intentId: 'i' as IntentId, fence: 2n ** 60n, generation: 7n, message: randomBytes(1_232) },
  ...{ blockhashSlot: 5n, lastValidBlockHeight: 2n ** 63n },
  quote: { slot: '1', quotedOut: '2', minOut: '3', poolFee: '4', reserveIn: '5', reserveOut: '6' },
};

describe('the signer over its socket', () => {
  let folder: string;
  let socketPath: string;
  let logs: string[];
  let server: SignerServer | undefined;
  let client: ReturnType<typeof createSignerClient>;
  /** What the signer behind the socket does; each test sets what it needs. */
  let service: SignerService;

  const log = () => pino({ level: 'trace' }, { write: (line: string) => void logs.push(line) });
  const serve = async (bounds?: Bounds) => {
    server = await serveSigner({ signer: service, socketPath, log: log(), ...(bounds && { bounds }) });
  };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-socket-'));
    socketPath = path.join(folder, 'signer.sock');
    logs = [];
    client = createSignerClient({ socketPath, timeoutMs: 2_000 });
    service = {
      sealingKey: async () => ({ keyId: 'k1', publicKey: new Uint8Array([1, 2, 255]) }),
      holdsKek: (kekId) => kekId === 'k1',
      createWallet: async ({ walletId }) => ({
        address: `address of ${walletId}` as Address,
        blob: new Uint8Array([9, 0]),
      }),
      importWallet: async ({ address, sealedKey }) => ({ address, blob: sealedKey }),
      exportWallet: async ({ exportId }) => Buffer.from(`box of ${exportId}`),
      signIntents: async (requests) => requests.map(() => ({ kind: 'stale' })),
    };
  });
  afterEach(async () => {
    vi.useRealTimers();
    client.close();
    await server?.close();
    server = undefined;
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('carries bytes and 64-bit numbers through unchanged', async () => {
    const seen: SignIntentRequest[] = [];
    service = {
      ...service,
      async signIntents(requests) {
        seen.push(...requests);
        return requests.map(() => ({ kind: 'signed', attemptId: 'a' as AttemptId, signature: 's' as Signature }));
      },
    };
    await serve();
    expect(await client.signIntents([REQUEST])).toEqual([{ kind: 'signed', attemptId: 'a', signature: 's' }]);
    expect(seen).toEqual([{ ...REQUEST, message: new Uint8Array(REQUEST.message) }]);
    expect(await client.sealingKey()).toEqual({ keyId: 'k1', publicKey: new Uint8Array([1, 2, 255]) });
    expect(await client.createWallet(OWNER)).toEqual({ address: 'address of w', blob: new Uint8Array([9, 0]) });
    expect(await Promise.all(['k1', 'k2'].map((kekId) => client.holdsKek(kekId)))).toEqual([true, false]);
    const [organizationId, exportId] = [crypto.randomUUID() as OrganizationId, crypto.randomUUID() as KeyExportId];
    const box = await client.exportWallet({ organizationId, exportId });
    expect(Buffer.from(box).toString()).toBe(`box of ${exportId}`);
    const sealedKey = new Uint8Array(randomBytes(150));
    expect(await client.importWallet({ ...OWNER, address: 'x' as Address, sealedKey })).toEqual({
      address: 'x',
      blob: sealedKey,
    });
  });

  it('answers each when it is ready, not in the order of the questions', async () => {
    const ends = new Map<bigint, () => void>();
    service = {
      ...service,
      signIntents: ([request]) =>
        new Promise((resolve) => {
          const fence = request?.fence ?? 0n;
          ends.set(fence, () => resolve([{ kind: 'denied', code: `code ${fence}` }]));
        }),
    };
    await serve();
    const [first, second] = [1n, 2n].map((fence) => client.signIntents([{ ...REQUEST, fence }]));
    await expect.poll(() => ends.size).toBe(2);
    ends.get(2n)?.();
    expect(await second).toEqual([{ kind: 'denied', code: 'code 2' }]);
    ends.get(1n)?.();
    expect(await first).toEqual([{ kind: 'denied', code: 'code 1' }]);
  });

  it('takes more requests than a line holds in several lines, each with the longest message, and answers in their order', async () => {
    const lines: number[] = [];
    service = {
      ...service,
      async signIntents(requests) {
        lines.push(requests.length);
        return requests.map(({ fence }) => ({ kind: 'denied', code: `code ${fence}` }));
      },
    };
    await serve();
    const requests = Array.from({ length: SIGN_REQUESTS_LIMIT + 1 }, (_, n) => ({ ...REQUEST, fence: BigInt(n) }));
    expect(await client.signIntents(requests)).toEqual(requests.map((_, n) => ({ kind: 'denied', code: `code ${n}` })));
    expect(lines.sort()).toEqual([1, SIGN_REQUESTS_LIMIT]);
    expect(await client.signIntents([])).toEqual([]);
  });

  it('does not believe an answer that is not one for each request', async () => {
    service = { ...service, signIntents: async () => [] };
    await serve();
    await expect(client.signIntents([REQUEST])).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' });
  });

  it('serves a thousand at once', async () => {
    await serve();
    const wallets = Array.from({ length: 1_000 }, (_, n) =>
      client.createWallet({ ...OWNER, walletId: `${n}` as WalletId }),
    );
    const addresses = (await Promise.all(wallets)).map((wallet) => wallet.address);
    expect(addresses).toEqual(Array.from({ length: 1_000 }, (_, n) => `address of ${n}`));
  });

  it.each([
    ['SEAL_UNREADABLE', appError('SEAL_UNREADABLE', { field: 'sealedKey' })],
    ['NOT_FOUND', appError('NOT_FOUND', { what: 'export' })],
    ['SIGNER_UNAVAILABLE', appError('SIGNER_UNAVAILABLE', {})],
    ['CHAIN_UNAVAILABLE', appError('CHAIN_UNAVAILABLE', {})],
    ['INTERNAL', new Error('the reason stays inside')],
  ])('words %s for the caller and keeps the cause in its log', async (code, error) => {
    service = { ...service, sealingKey: () => Promise.reject(error) };
    await serve();
    await expect(client.sealingKey()).rejects.toMatchObject({ code });
    await expect(client.sealingKey()).rejects.not.toThrow('the reason stays inside');
    expect(logs.join()).toContain(code === 'INTERNAL' ? 'the reason stays inside' : code);
  });

  it('is the owner’s alone: mode 0600', async () => {
    await serve();
    expect(fs.statSync(socketPath).mode & 0o777).toBe(0o600);
  });

  it('W-03 makes the folder of its socket for itself alone', async () => {
    socketPath = path.join(folder, 'run', 'signer.sock');
    await serve();
    expect(fs.statSync(path.dirname(socketPath)).mode & 0o777).toBe(0o700);
  });

  it.each([0o750, 0o705, 0o701, 0o777])(
    'W-03 does not start in a folder that others may enter: mode %o',
    async (mode) => {
      fs.chmodSync(folder, mode);
      await expect(serve()).rejects.toThrow(/must be the signer's own and open to nobody else/);
      expect(fs.existsSync(socketPath)).toBe(false);
      fs.chmodSync(folder, 0o700);
    },
  );

  it('W-03 follows no link into another folder', async () => {
    const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-socket-'));
    fs.symlinkSync(elsewhere, path.join(folder, 'run'));
    socketPath = path.join(folder, 'run', 'signer.sock');
    await expect(serve()).rejects.toThrow(/must be the signer's own/);
    fs.rmSync(elsewhere, { recursive: true });
  });

  it('W-03 removes nothing that is no socket of its own', async () => {
    fs.writeFileSync(socketPath, 'notes');
    await expect(serve()).rejects.toThrow(/is no socket of the signer's: remove it/);
    expect(fs.readFileSync(socketPath, 'utf8')).toBe('notes');
  });

  it('takes the place of a socket that a killed signer left behind', async () => {
    const left = net.createServer().listen(socketPath);
    await new Promise((resolve) => left.once('listening', resolve));
    fs.linkSync(socketPath, `${socketPath}.kept`);
    await new Promise((resolve) => left.close(resolve));
    fs.renameSync(`${socketPath}.kept`, socketPath);
    await serve();
    expect((await client.sealingKey()).keyId).toBe('k1');
  });

  it('does not take the place of one that listens', async () => {
    await serve();
    const second = serveSigner({ signer: service, socketPath, log: log() });
    await expect(second).rejects.toThrow(/^Another signer listens on .*signer.sock already/);
    expect((await client.sealingKey()).keyId).toBe('k1');
  });

  it('cuts off who sends a line without end, and serves the others', async () => {
    await serve();
    const rude = net.connect(socketPath);
    const cut = new Promise((resolve) => rude.once('close', resolve));
    rude.on('error', () => undefined);
    rude.write('x'.repeat(SIGNER_LINE_LIMIT + 1));
    await cut;
    expect((await client.sealingKey()).keyId).toBe('k1');
  });

  describe('W-03 bounded', () => {
    const ask = (from: number, count: number): string =>
      Array.from({ length: count }, (_, n) => `${JSON.stringify({ id: from + n, method: 'sealingKey' })}\n`).join('');

    /** Counts the sealing keys that are asked for; they are answered when the test says so. */
    function counted() {
      const asked: (() => void)[] = [];
      service = {
        ...service,
        sealingKey: () =>
          new Promise((resolve) => asked.push(() => resolve({ keyId: 'k1', publicKey: new Uint8Array() }))),
      };
      return asked;
    }
    const connect = (): net.Socket => net.connect(socketPath).on('error', () => undefined);

    it('begins no more in a second than it may, in one chunk as in many, and serves others meanwhile', async () => {
      const asked = counted();
      await serve({ open: 100, openInAll: 100, perSecond: 10 });
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const greedy = connect();
      greedy.write(ask(0, 25));
      while (asked.length < 10) await new Promise((resolve) => setImmediate(resolve));
      expect((await client.createWallet(OWNER)).address).toBe('address of w');
      expect(asked).toHaveLength(10);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(asked).toHaveLength(20);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(asked).toHaveLength(25);
      greedy.destroy();
      for (const answer of asked) answer();
    });

    it('has no more open at once than it may, on one connection and on all', async () => {
      const asked = counted();
      await serve({ open: 3, openInAll: 4, perSecond: 1_000 });
      const [first, second] = [connect(), connect()];
      first.write(ask(0, 5));
      await expect.poll(() => asked.length).toBe(3);
      second.write(ask(0, 5));
      await expect.poll(() => asked.length).toBe(4);
      asked[0]?.();
      await expect.poll(() => asked.length).toBe(5);
      while (asked.length < 10) {
        const known = asked.length;
        for (const answer of asked) answer();
        await expect.poll(() => asked.length).toBeGreaterThan(known);
      }
      for (const answer of asked) answer();
      for (const socket of [first, second]) socket.destroy();
    });
  });

  it('ignores lines that are no requests', async () => {
    await serve();
    const odd = net.connect(socketPath);
    odd.write('not json\n{}\n{"id":1,"method":"exportKey","walletId":"w"}\n{"id":2,"method":"sealingKey"}\n');
    const line = await new Promise<string>((resolve) => odd.once('data', (chunk) => resolve(chunk.toString())));
    expect(JSON.parse(line)).toMatchObject({ id: 2, ok: true });
    odd.destroy();
  });

  it('tells the caller at once when it is not there, and serves it when it is back', async () => {
    await expect(client.sealingKey()).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' });
    await serve();
    expect((await client.sealingKey()).keyId).toBe('k1');
    await server?.close();
    await expect(client.sealingKey()).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' });
    await serve();
    expect((await client.sealingKey()).keyId).toBe('k1');
  });

  /** A signature that is asked for and not answered until the test says so. */
  function heldSignature() {
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let reached: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      reached = resolve;
    });
    service = {
      ...service,
      async signIntents() {
        reached();
        await held;
        return [{ kind: 'stale' }];
      },
    };
    return { asked, answer: () => answer() };
  }

  it('leaves the caller no longer without an answer than its limit', async () => {
    const held = heldSignature();
    await serve();
    const hasty = createSignerClient({ socketPath, timeoutMs: 50 });
    await expect(hasty.signIntents([REQUEST])).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' });
    hasty.close();
    held.answer();
  });

  it('answers what it was asked before it closes', async () => {
    const held = heldSignature();
    await serve();
    const outcome = client.signIntents([REQUEST]);
    await held.asked;
    const closed = server?.close();
    held.answer();
    expect(await outcome).toEqual([{ kind: 'stale' }]);
    await closed;
    server = undefined;
    expect(fs.existsSync(socketPath)).toBe(false);
  });
});
