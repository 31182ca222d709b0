import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bareError, refuseOpenMemory, withoutContents } from './hardening.ts';

describe('W-03 the signer’s process', () => {
  it.each([
    ['--inspect', ''],
    ['--inspect-brk=0.0.0.0:9229', ''],
    ['--inspect-publish-uid=http', ''],
    ['--heapsnapshot-signal=SIGUSR2', ''],
    ['--heap-prof', ''],
    ['--report-on-signal', ''],
    ['--abort-on-uncaught-exception', ''],
    ['--cpu-prof', ''],
    ['--conditions=source', '--max-old-space-size=512  --inspect'],
  ])('does not start with %s and NODE_OPTIONS=%j', (flag, nodeOptions) => {
    expect(() => refuseOpenMemory([flag], nodeOptions)).toThrow(
      /^The signer does not start with --[\w-]+: .*keys in it\.$/,
    );
  });

  it('starts with flags that open nothing', () => {
    const flags = ['--import', 'tsx', '--conditions=source', '--enable-source-maps', '--max-old-space-size=512'];
    expect(() => refuseOpenMemory(flags, '--no-warnings --dns-result-order=ipv4first')).not.toThrow();
  });

  it('tells of an uncaught error without what it says or holds', () => {
    const secret = randomBytes(32);
    const error = Object.assign(new TypeError(`near ${secret.toString('hex')}\n${secret.toString('base64')}`), {
      ...{ code: 'ERR_ODD', seed: secret, cause: secret },
    });
    const told = withoutContents(error);
    expect(told).toMatch(/^The signer ended: an uncaught TypeError \(ERR_ODD\)\.\n\s+at .*hardening\.test\.ts/);
    expect(told).not.toContain(secret.toString('hex'));
    expect(told).not.toContain(secret.toString('base64'));
    expect(withoutContents(secret)).toBe('The signer ended: something that is no error was thrown.');
    expect(withoutContents(Object.assign(new Error('x'), { code: secret.toString('base64') }))).toMatch(
      /uncaught Error\./,
    );
  });

  it('logs an error without the fields that hang on it', () => {
    const error = Object.assign(new Error('refused'), { code: '42501', parameters: [randomBytes(32)], detail: 'row' });
    expect(bareError(error)).toEqual({ type: 'Error', message: 'refused', stack: error.stack, code: '42501' });
    expect(bareError(randomBytes(32))).toEqual({ type: 'object' });
  });
});
