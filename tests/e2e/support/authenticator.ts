/** An authenticator app in the hand of somebody who needs several codes, none of which is good twice. */
import { setTimeout as sleep } from 'node:timers/promises';
import { codeNow } from '../../support/totp.ts';

const STEP_MS = 30_000;

export interface Authenticator {
  /** A code that was not given before and that the server takes now. Waits for the clock when there is none yet. */
  next(): Promise<string>;
}

/** @param secret in base32, spaces allowed */
export function createAuthenticator(secret: string): Authenticator {
  const uri = `otpauth://totp/test?secret=${secret.replace(/\s/g, '')}`;
  const step = (): number => Math.floor(Date.now() / STEP_MS);
  // The server takes the last step too: beginning there, when it has some while to go, leaves three codes at once.
  let last = step() - (Date.now() % STEP_MS < STEP_MS / 2 ? 2 : 1);
  return {
    async next() {
      last = Math.max(last + 1, step() - 1);
      // It takes the next step too, but none after that.
      const early = (last - 1) * STEP_MS - Date.now();
      if (early > 0) await sleep(early);
      return codeNow(uri, new Date(last * STEP_MS));
    },
  };
}
