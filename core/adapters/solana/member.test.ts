import { afterEach, describe, expect, it } from 'vitest';
import { RpcPeer } from '../../../tests/support/rpc-peer.ts';
import { createTestClock } from '../../../tests/support/test-clock.ts';
import { createMember, examine, type Member } from './member.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0).reverse()) close();
});

/** Endpoints at height 90 and slot 100, each examined once. */
async function pool(size: number) {
  const clock = createTestClock();
  const peers = await Promise.all(Array.from({ length: size }, () => new RpcPeer().start()));
  const members = peers.map(({ url }, position) =>
    createMember({ settings: { url, timeoutMs: 20_000 }, position, finalizedHeightFloor: 80n, clock }),
  );
  open.push(
    ...peers.map((peer) => () => peer.stop()),
    ...members.map(
      ({ transport }) =>
        () =>
          transport.close(),
    ),
  );
  const look = async (member: Member) => {
    await examine(member, members, null, AbortSignal.timeout(60_000));
    return member.standing;
  };
  for (const member of members) await look(member);
  return { clock, peers, members, look };
}

const LIE = { slot: 5_000_000, height: 4_000_000 };
const TRUTH = { slot: 110, height: 100 };

describe('R-02 an endpoint that has told heights too high for a moment', { timeout: 20_000 }, () => {
  it('comes back ten seconds later, not when the chain has got there', async () => {
    const { clock, peers, members, look } = await pool(2);
    const [peer, member] = [peers[0] as RpcPeer, members[0] as Member];
    Object.assign(peer, LIE);
    expect(await look(member)).toBe('READY');
    Object.assign(peer, TRUTH);
    expect(await look(member)).toBe('HEIGHT_WENT_BACK');
    clock.pass(9_999);
    expect(await look(member)).toBe('HEIGHT_WENT_BACK');
    clock.pass(1);
    expect(await look(member)).toBe('READY');
    expect(member).toMatchObject({ finalizedHeight: 100n, highest: { slot: 110n, blockHeight: 100n } });
  });

  it('does not come back below what enough endpoints have shown', async () => {
    const { clock, peers, members, look } = await pool(2);
    for (const [position, member] of members.entries()) {
      Object.assign(peers[position] as RpcPeer, { slot: 210, height: 200 });
      await look(member);
    }
    const member = members[0] as Member;
    Object.assign(peers[0] as RpcPeer, TRUTH);
    await look(member);
    clock.pass(600_000);
    expect(await look(member)).toBe('HEIGHT_WENT_BACK');
    Object.assign(peers[0] as RpcPeer, { slot: 211, height: 201 });
    expect(await look(member)).toBe('READY');
  });

  it('has not gone back for long when it has been right in between', async () => {
    const { clock, peers, members, look } = await pool(2);
    const [peer, member] = [peers[0] as RpcPeer, members[0] as Member];
    Object.assign(peer, { height: 150 });
    await look(member);
    for (const height of [100, 150, 100]) {
      clock.pass(6_000);
      Object.assign(peer, { height });
      await look(member);
    }
    expect(member.standing).toBe('HEIGHT_WENT_BACK');
  });

  it('is not waited for at a slot that is not final and that it is nowhere near', async () => {
    const { peers, members, look } = await pool(2);
    const [peer, member] = [peers[0] as RpcPeer, members[0] as Member];
    Object.assign(peer, LIE);
    await member.endpoint.heights('processed');
    expect(member.highest.slot).toBe(5_000_000n);
    Object.assign(peer, TRUTH);
    expect(await look(member)).toBe('READY');
    expect(member.highest).toEqual({ slot: 110n, blockHeight: 100n });
  });
});
