/** Somebody who asks for random things, over HTTP and over a socket, and remembers what they were told of. */
import { randomUUID } from 'node:crypto';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Operation } from './operations.ts';

export interface Answered {
  /** Of HTTP; 200 for what came over the socket. */
  readonly status: number;
  readonly text: string;
  readonly codes: readonly string[];
}

export interface FuzzPerson {
  readonly email: string;
  /** Strings of answers that may be asked for again. */
  readonly known: string[];
  overHttp(operation: Operation): Promise<Answered>;
  overSocket(operation: Operation): Promise<Answered>;
  close(): Promise<void>;
}

const SIGN_UP =
  'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken viewer { organization { id } } } }';
const MOST_KNOWN = 300;
/** A subscription may have nothing to tell. */
const SOCKET_PATIENCE_MS = 300;
const REMEMBERED = /"(?:id|\w+Id|address|mint|cursor|endCursor|signature)":"([^"\\]{8,200})"/g;

/** The first errors of an answer by their codes; what is no answer of GraphQL has the code `NONE`. */
function codesOf(text: string): string[] {
  try {
    const { errors = [], code } = JSON.parse(text) as {
      errors?: { extensions?: { code?: string } }[];
      code?: string;
    };
    return code === undefined ? errors.map(({ extensions }) => extensions?.code ?? 'NONE') : [code];
  } catch {
    return ['NONE'];
  }
}

export async function createPerson(url: string): Promise<FuzzPerson> {
  const email = `fuzz-${randomUUID()}@example.test`;
  const known: string[] = [];
  let token = '';
  const post = async (query: string, variables: unknown): Promise<Answered> => {
    const headers = {
      'content-type': 'application/json',
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    };
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, variables }),
    });
    const text = await answer.text();
    remember(known, text);
    return { status: answer.status, text, codes: codesOf(text) };
  };
  const signedUp = await post(SIGN_UP, { input: { email, password: `quiet ${randomUUID()}`, name: 'Fuzz' } });
  token =
    (JSON.parse(signedUp.text) as { data?: { signUp?: { accessToken?: string } } }).data?.signUp?.accessToken ?? '';
  if (token === '') throw new Error(`nobody could sign up: ${signedUp.text}`);
  const connectionParams = { token };
  const address = `${url.replace(/^http/, 'ws')}/graphql`;
  const socket = createClient({ url: address, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
  return {
    ...{ email, known },
    overHttp: ({ query, variables }) => post(query, variables),
    overSocket: (operation) => ask(socket, operation),
    // A socket that could not be opened has nothing to close.
    close: async () => Promise.resolve(socket.dispose()).catch(() => undefined),
  };
}

function remember(known: string[], text: string): void {
  for (const [, value] of text.matchAll(REMEMBERED))
    if (value !== undefined && !known.includes(value)) known.push(value);
  if (known.length > MOST_KNOWN) known.splice(0, known.length - MOST_KNOWN);
}

/** The first thing that is told; a socket that was closed answers the code of its end. */
function ask(socket: Client, { query, variables }: Operation): Promise<Answered> {
  return new Promise((resolve) => {
    const answer = (told: unknown): void => {
      clearTimeout(timer);
      const result = Array.isArray(told) ? { errors: told } : told;
      leave();
      const ended = endOf(result);
      const text = ended === null ? JSON.stringify(result ?? {}) : '{}';
      resolve({ status: 200, text, codes: ended === null ? codesOf(text) : [`SOCKET_${ended}`] });
    };
    const timer = setTimeout(() => answer({}), SOCKET_PATIENCE_MS);
    const leave = socket.subscribe({ query, variables }, { next: answer, error: answer, complete: () => answer({}) });
  });
}

/** The code of a socket that was closed, 1006 when it just ended; null for an answer. */
function endOf(told: unknown): number | null {
  if (typeof told !== 'object' || told === null) return null;
  if (told instanceof Error) return 1006;
  return 'wasClean' in told ? Number((told as { code?: unknown }).code) : null;
}
