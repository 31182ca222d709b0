/**
 * Who may be given the same answer: those of one organisation with the same standing in it. The context that an answer for all of
 * them is made in shows no more than that; what looks further makes an answer for one viewer alone, and is noticed.
 */
import { randomUUID } from 'node:crypto';
import type { Caller } from '#core/usecases/account/caller.ts';
import { type Context, createContext } from '../../context.ts';
import { watched } from './watched.ts';

/** What an answer for many may depend on. All else of a caller is one person's or one session's. */
const STANDING = ['organizationId', 'role', 'platformRole', 'credential', 'scopes'] as const satisfies (keyof Caller)[];

/** The parts of a context that are the same for all of them; of who is signed in, the standing. */
const SHARED = ['runtime', 'signedIn', 'correlationId'] as const satisfies (keyof Context)[];

/** Names those who may share. */
export const standingKey = (caller: Caller): string => JSON.stringify(STANDING.map((name) => caller[name]));

/** Calls `onLook` when something is read that tells viewers of one standing apart. */
export function sharedContext({ runtime, requester }: Context, caller: Caller, onLook: () => void): Context {
  const anyone = watched(caller, new Set(STANDING), onLook);
  const given = { requester: { ...requester, caller: anyone }, correlationId: randomUUID() };
  return watched(createContext(runtime, given), new Set(SHARED), onLook);
}
