import { credentials } from '@grpc/grpc-js';
import { Keypair, PublicKey } from '@solana/web3.js';
import bs58 from 'bs58';
import { AuthServiceClient } from 'jito-ts/dist/gen/block-engine/auth.js';
import { describe, expect, it } from 'vitest';
import { type Access, createAccess } from '../../core/adapters/jito/access.ts';
import { readAuthKey } from '../../core/adapters/jito/auth-key.ts';
import { createBlockEngine } from '../../core/adapters/jito/block-engine.ts';
import { tipAccountsOf } from '../../core/domain/execution/tip-accounts.ts';
import type { Address } from '../../core/domain/ids.ts';
import type { Log } from '../../core/ports/log.ts';
import type { BlockEngineOptions } from '../../localnet/jito/block-engine.ts';
import { createTestClock } from '../support/test-clock.ts';
import { signed, startTestChain, type TestChain, transfer } from './local-chain.ts';

const NOBODY = 'http://127.0.0.1:1';
const TIMEOUT_MS = 10_000;
const REST_MS = 5_000;

const startChain = (blockEngine: BlockEngineOptions = {}) => startTestChain({ slotMs: 'manual', blockEngine });

function addressOf({ localnet }: TestChain): string {
  if (localnet.blockEngine === undefined) throw new Error('no block engine');
  return localnet.blockEngine.grpcAddress;
}

const urlOf = (chain: TestChain): string => `http://${addressOf(chain)}`;

/** Everything that was logged, as text. */
function recorder(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const write = (fields: object, message: string): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  return { log, lines };
}

/** A payment with a tip, as bytes, and how it stands. */
async function tipped(chain: TestChain) {
  const payer = await chain.funded();
  const { blockhash } = await chain.connection.getLatestBlockhash();
  const tip = transfer(payer.publicKey, new PublicKey(tipAccountsOf('local')[0] ?? ''), 10_000);
  const raw = signed([tip], blockhash, payer);
  const signature = bs58.encode(raw.subarray(1, 65));
  return { raw, landed: async () => (await chain.connection.getSignatureStatus(signature)).value !== null };
}

function connect(urls: string[], options: { key?: Keypair; tipAccounts?: readonly Address[] } = {}) {
  const { log, lines } = recorder();
  const { key, tipAccounts = tipAccountsOf('local') } = options;
  const authKey = key === undefined ? null : readAuthKey(JSON.stringify([...key.secretKey]));
  const clock = createTestClock();
  const engine = createBlockEngine({ urls, key: authKey, tipAccounts, clock, log, timeoutMs: TIMEOUT_MS });
  return { engine, lines, clock };
}

describe('R-03 the client of block engines', () => {
  it('offers bytes as a bundle, with its key where one is asked for', async () => {
    const key = Keypair.generate();
    await using chain = await startChain({ authorizedKeys: [key.publicKey.toBase58()] });
    const { raw, landed } = await tipped(chain);
    const stranger = connect([urlOf(chain)]);
    await stranger.engine.submit([raw]);
    await chain.localnet.tick(3);
    expect(await landed()).toBe(false);
    expect(stranger.lines.join()).toContain('an access token is needed');
    const { engine, lines } = connect([urlOf(chain)], { key });
    await engine.submit([raw]);
    await chain.localnet.tick(3);
    expect(await landed()).toBe(true);
    expect(lines).toEqual([]);
    stranger.engine.close();
    engine.close();
  });

  it('asks the next region when one is down, and says so once', async () => {
    await using chain = await startChain();
    const { engine, lines } = connect([NOBODY, urlOf(chain)]);
    const [first, second] = [await tipped(chain), await tipped(chain)];
    await engine.submit([first.raw]);
    await engine.submit([second.raw]);
    await chain.localnet.tick(3);
    expect([await first.landed(), await second.landed()]).toEqual([true, true]);
    expect(lines.filter((line) => line.startsWith('block engine takes no bundles'))).toHaveLength(1);
    engine.close();
  });

  it('swallows the failure when all are down, and works again when one is back', async () => {
    await using chain = await startChain();
    const { raw, landed } = await tipped(chain);
    const port = Number(addressOf(chain).split(':')[1]);
    await chain.localnet.blockEngine?.stop();
    const { engine, lines, clock } = connect([urlOf(chain)]);
    await expect(engine.submit([raw])).resolves.toBeUndefined();
    expect(lines).toHaveLength(1);
    await using another = await startChain({ port });
    const again = await tipped(another);
    await expect
      .poll(
        async () => {
          clock.pass(REST_MS);
          await engine.submit([again.raw]);
          await another.localnet.tick();
          return again.landed();
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    expect(lines.join()).toContain('block engine works again');
    expect(await landed()).toBe(false);
    engine.close();
  });

  it('takes a refused bundle for no failure of the block engine', async () => {
    await using chain = await startChain();
    const [first, second] = [await tipped(chain), await tipped(chain)];
    const { engine, lines } = connect([urlOf(chain)]);
    await engine.submit([first.raw]);
    await chain.localnet.tick(3);
    // Already processed, as bytes are that are sent again until their landing is seen.
    await engine.submit([first.raw]);
    expect(lines).toEqual([expect.stringContaining('bundle refused')]);
    await engine.submit([second.raw]);
    await chain.localnet.tick(3);
    expect(await second.landed()).toBe(true);
    engine.close();
  });

  it('sends nothing to a block engine whose tip accounts are not those of the chain', async () => {
    await using chain = await startChain();
    const { raw, landed } = await tipped(chain);
    const { engine, lines } = connect([urlOf(chain)], { tipAccounts: tipAccountsOf('testnet') });
    await engine.submit([raw]);
    await chain.localnet.tick(3);
    expect(await landed()).toBe(false);
    expect(lines.join()).toContain('does not take tips at');
    engine.close();
  });
});

describe('R-03 access to a block engine', () => {
  it('renews a token before its time is over, and begins anew with a block engine that has forgotten it', async () => {
    const key = readAuthKey(JSON.stringify([...Keypair.generate().secretKey]));
    let now = Date.now();
    await using chain = await startChain({ accessTokenMs: 60_000 });
    const access = (service: AuthServiceClient): Access =>
      createAccess({ service, key, timeoutMs: TIMEOUT_MS, clock: { now: () => new Date(now) } });
    const service = new AuthServiceClient(addressOf(chain), credentials.createInsecure());
    const { token } = access(service);
    const [first, same] = await Promise.all([token(), token()]);
    expect(same).toBe(first);
    expect(await token()).toBe(first);
    now += 56_000;
    const second = await token();
    expect(second).not.toBe(first);
    await chain.localnet.blockEngine?.stop();
    await using _another = await startChain({ port: Number(addressOf(chain).split(':')[1]) });
    now += 56_000;
    await expect.poll(() => token().catch(() => second), { timeout: 30_000 }).not.toBe(second);
    service.close();
  });
});
