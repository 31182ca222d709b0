/** Asks a server for thousands of random things, right and wrong, and tells of every answer that should not have been. */

import fs from 'node:fs';
import { buildSchema } from 'graphql';
import { type Random, randomOf } from '../chaos/random.ts';
import { type Operation, randomOperation } from './operations.ts';
import { type Answered, createPerson, type FuzzPerson } from './person.ts';
import { createValues } from './values.ts';

export interface FuzzOptions {
  /** Of the server, without a slash at the end. */
  readonly url: string;
  readonly operations: number;
  readonly seed: number;
  /** Strings worth asking about that no answer tells: the chain's mints and pools. */
  readonly known?: readonly string[];
  /** Makes somebody an administrator; without it nobody is. */
  readonly promote?: (email: string) => Promise<void>;
  readonly onProgress?: (done: number) => Promise<void> | void;
}

export interface Finding {
  readonly what: string;
  readonly operation: Operation;
  readonly answer: string;
}

export interface Fuzzed {
  readonly operations: number;
  readonly seed: number;
  /** How many answers had each code; `OK` where nothing was refused. */
  readonly codes: Readonly<Record<string, number>>;
  /** Answers that should not have been, at most a hundred. */
  readonly findings: readonly Finding[];
  readonly rateLimitedShare: number;
}

const SCHEMA = new URL('../../server/schema.graphql', import.meta.url);
const AT_ONCE = 12;
const MOST_FINDINGS = 100;
/** A person is replaced after so many operations: by then they may have left, deleted or revoked all they had. */
const OPERATIONS_PER_PERSON = 400;
const OVER_SOCKET = 0.1;
/** Whoever is told so has signed out, or was taken out of their organisation; strangers are asked for now and then, too. */
const GONE = new Set(['UNAUTHENTICATED', 'SOCKET_4403']);
/** How often they may be told before another takes their place. */
const MOST_MISSES = 4;

/** What no answer may hold: a stack, a path or a statement of ours. */
const TRACE =
  /\bat \S+ \(?[\w./:-]+:\d+:\d+|node_modules|\.m?[tj]s:\d+|\b(?:INSERT INTO|DELETE FROM|UPDATE "?\w+"? SET)\b|prisma/i;

/** Ends what others need, whoever asks: the whole installation would trade no more. */
const WITHOUT = new Set(['haltAll']);

export async function fuzz(options: FuzzOptions): Promise<Fuzzed> {
  const schema = buildSchema(fs.readFileSync(SCHEMA, 'utf8'));
  const random = randomOf(options.seed);
  const codes: Record<string, number> = {};
  const findings: Finding[] = [];
  const crowd = await createCrowd(options, random);
  let done = 0;
  const one = async (): Promise<void> => {
    const person = await crowd.next();
    const values = createValues({ random, known: crowd.known(person) });
    const operation = randomOperation({ schema, random, values, without: WITHOUT });
    const socket = operation.kind === 'subscription' || random.next() < OVER_SOCKET;
    const answer = await (socket ? person.overSocket(operation) : person.overHttp(operation));
    if (answer.codes.some((code) => GONE.has(code))) crowd.miss(person);
    for (const code of new Set(answer.codes.length === 0 ? ['OK'] : answer.codes)) codes[code] = (codes[code] ?? 0) + 1;
    const what = fault(answer);
    if (what !== null && findings.length < MOST_FINDINGS) findings.push({ what, operation, answer: answer.text });
  };
  const lane = async (): Promise<void> => {
    while (done < options.operations) {
      done += 1;
      const mine = done;
      await one();
      await options.onProgress?.(mine);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  } finally {
    await crowd.close();
  }
  const rateLimitedShare = (codes['RATE_LIMITED'] ?? 0) / options.operations;
  return { operations: options.operations, seed: options.seed, codes, findings, rateLimitedShare };
}

/** Ends of a socket that are as they should be: a message that is none, a session that is over. */
const ENDS = new Set(['SOCKET_4400', 'SOCKET_4403']);

/** Why the answer should not have been; null when it may. */
function fault({ status, text, codes }: Answered): string | null {
  if (codes.includes('INTERNAL')) return 'INTERNAL';
  if (codes.includes('NONE')) return 'an answer without a code';
  const [ended] = codes.filter((code) => /^SOCKET_/.test(code) && !ENDS.has(code));
  if (ended !== undefined) return `the socket was closed: ${ended}`;
  if (status >= 500) return `status ${status}`;
  return TRACE.test(text) ? 'a trace of our insides' : null;
}

/** Three tenants, one of them with an administrator, each replaced from time to time. */
async function createCrowd({ url, known = [], promote }: FuzzOptions, random: Random) {
  const join = async (isAdmin: boolean): Promise<FuzzPerson> => {
    const person = await createPerson(url);
    if (isAdmin) await promote?.(person.email);
    await person.overHttp({ kind: 'mutation', query: FIRST_WALLET, variables: {} });
    return person;
  };
  const people = await Promise.all([join(false), join(false), join(true)]);
  let asked = 0;
  const misses = new Map<FuzzPerson, number>();
  return {
    miss: (person: FuzzPerson): void => void misses.set(person, (misses.get(person) ?? 0) + 1),
    async next(): Promise<FuzzPerson> {
      asked += 1;
      const place = random.whole(0, people.length - 1);
      const person = people[place];
      if (person === undefined) throw new Error('nobody there');
      if (asked % OPERATIONS_PER_PERSON !== 0 && (misses.get(person) ?? 0) < MOST_MISSES) return person;
      misses.delete(person);
      const fresh = await join(place === people.length - 1);
      people[place] = fresh;
      await person.close();
      return fresh;
    },
    /** Their own three times as often as the others'. */
    known: (person: FuzzPerson): string[] => [
      ...[...person.known, ...person.known, ...known],
      ...people.flatMap((other) => other.known),
    ],
    close: async () => void (await Promise.all(people.map((person) => person.close()))),
  };
}

const FIRST_WALLET =
  'mutation { createWallet(input: { label: "First", idempotencyKey: "first-wallet" }) { id address } }';
