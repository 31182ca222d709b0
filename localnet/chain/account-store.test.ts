import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountState } from './account.ts';
import { AccountStore } from './account-store.ts';

const OWNERS = ['BPFLoader2111111111111111111111111111111111', '11111111111111111111111111111111'] as const;

function account(lamports: number, owner: string = OWNERS[0]): AccountState {
  return { lamports: BigInt(lamports), data: Buffer.from([lamports]), owner, executable: false };
}

test('an account is read as of a block, before it was first written too', () => {
  const store = new AccountStore();
  store.load('old', account(1));
  store.write('old', account(2), 5);
  store.write('old', account(3), 5);
  store.write('old', null, 7);
  store.write('new', account(9), 6);
  const at = (address: string) => [4, 5, 6, 7, 8].map((height) => Number(store.at(address, height)?.lamports ?? 0));
  expect(at('old')).toEqual([1, 3, 3, 0, 0]);
  expect(at('new')).toEqual([0, 0, 9, 9, 9]);
  expect([...store.writtenBy(5)]).toEqual(['old']);
});

test('reads at or above the final block agree with a full history, and indexes list exactly what such reads need', () => {
  const write = fc.record({
    address: fc.constantFrom('a', 'b', 'c'),
    state: fc.option(fc.record({ lamports: fc.integer({ min: 1, max: 200 }), owner: fc.constantFrom(...OWNERS) })),
  });
  fc.assert(
    fc.property(fc.array(fc.array(write, { maxLength: 4 }), { maxLength: 12 }), fc.nat(6), (blocks, depth) => {
      const store = new AccountStore();
      const history = new Map<string, AccountState | null>([]);
      const states = blocks.map((writes, height) => {
        for (const { address, state } of writes) {
          const next = state === null ? null : account(state.lamports, state.owner);
          store.write(address, next, height);
          history.set(address, next);
        }
        if (height >= depth) store.finalize(height - depth);
        return new Map(history);
      });
      const final = blocks.length - 1 - depth;
      states.forEach((state, height) => {
        if (height < final) return;
        for (const address of ['a', 'b', 'c']) {
          const expected = state.get(address) ?? null;
          expect(store.at(address, height)).toBe(expected);
          if (expected !== null) expect([...store.index.candidates('program', expected.owner)]).toContain(address);
        }
      });
      if (depth === 0) {
        const listed = OWNERS.flatMap((owner) => [...store.index.candidates('program', owner)]);
        expect(listed.sort()).toEqual(
          store
            .capture()
            .map(([address]) => address)
            .sort(),
        );
      }
    }),
  );
});
