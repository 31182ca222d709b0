import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { completeLock, type Lock, platformOf } from '../../scripts/lib/lock-platforms.mjs';

const text = fs.readFileSync('package-lock.json', 'utf8');
const pinned = { version: '1.2.3' };

describe('package-lock.json', () => {
  it('D-01 names every platform package, so that npm ci accepts it behind any mirror', () => {
    expect(completeLock(JSON.parse(text)).added).toEqual([]);
  });

  it('D-01 records no download address', () => {
    expect(text).not.toMatch(/"resolved":|https?:\/\/(?!.*(funding|url))[^"]*\.tgz/);
  });

  it('pins what package.json asks for exactly', () => {
    const { dependencies, devDependencies } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.-]+)?$/);
    }
  });
});

describe('completeLock', () => {
  it('adds what a parent asks for, as optional and for its platform alone', () => {
    const parent = {
      ...pinned,
      dev: true,
      optionalDependencies: { '@x/cli-linux-x64-musl': '1.2.3', fsevents: '2.3.3' },
    };
    const { lock, added } = completeLock<Lock>({ packages: { 'node_modules/x': parent } });
    expect(added).toEqual(['@x/cli-linux-x64-musl']);
    expect(lock.packages['node_modules/@x/cli-linux-x64-musl']).toEqual({
      version: '1.2.3',
      os: ['linux'],
      cpu: ['x64'],
      libc: ['musl'],
      dev: true,
      optional: true,
    });
    expect(completeLock(lock).added).toEqual([]);
  });

  it.each([
    ['@oxlint-tsgolint/win32-arm64', { os: ['win32'], cpu: ['arm64'] }],
    ['@rollup/rollup-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
    ['bufferutil', undefined],
  ])('%s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });
});
