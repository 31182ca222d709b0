import { status } from '@grpc/grpc-js';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '#core/ports/log.ts';
import type { Region } from './region.ts';
import { Standings } from './standings.ts';

const REST_MS = 5_000;
const region: Region = { name: 'local:1', send: async () => undefined, close: () => undefined };
const failure = (code: status) => Object.assign(new Error('why'), { code });

let now: number;
let told: string[];
let standings: Standings;
beforeEach(() => {
  [now, told] = [0, []];
  const tell = (_fields: object, message: string): void => void told.push(message);
  const log: Log = { debug: () => undefined, info: tell, warn: tell, error: tell, child: () => log };
  standings = new Standings(log, { now: () => new Date(now) });
});

describe('R-03 a region of the block engine', () => {
  it.each([status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.RESOURCE_EXHAUSTED, status.UNAUTHENTICATED])(
    'is left alone for a while after status %d, and told of once',
    (code) => {
      expect(standings.isResting(region)).toBe(false);
      expect(standings.refused(region, failure(code))).toBe(false);
      now += REST_MS - 1;
      expect(standings.isResting(region)).toBe(true);
      now += 1;
      expect(standings.isResting(region)).toBe(false);
      standings.refused(region, failure(code));
      expect(standings.isResting(region)).toBe(true);
      expect(told).toEqual(['block engine takes no bundles; its transactions are offered again']);
      standings.works(region);
      expect(standings.isResting(region)).toBe(false);
      expect(told.at(-1)).toBe('block engine works again');
    },
  );

  it.each([status.INVALID_ARGUMENT, status.ALREADY_EXISTS])('works when it refuses a bundle, status %d', (code) => {
    expect(standings.refused(region, failure(code))).toBe(true);
    expect(standings.isResting(region)).toBe(false);
    expect(told).toEqual([]);
  });
});
