/** Raw GraphQL requests, for tests that look at the answer itself. */

import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { newId } from '#core/store/new-id.ts';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered
  readonly data: any;
  readonly errors: readonly { message: string; path?: readonly string[]; extensions: Record<string, unknown> }[];
}

/** Sends one operation; with a token, as its owner. */
export async function send(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  token?: string,
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data = null, errors = [] } = (await response.json()) as Partial<Answer>;
  return { status: response.status, data, errors };
}

/** The code of the first error; undefined when there is none. */
export const codeOf = ({ errors }: Answer): unknown => errors[0]?.extensions['code'];

export interface Person {
  readonly email: string;
  readonly password: string;
  readonly token: string;
  readonly refreshToken: string;
  readonly userId: string;
  readonly organizationId: string;
}

const SIGN_UP = `mutation ($input: SignUpInput!) {
  signUp(input: $input) { accessToken refreshToken viewer { user { id } organization { id } } }
}`;

/** A new account, signed in. */
export async function signUpSomebody(url: string): Promise<Person> {
  const email = `${newId()}@example.test`;
  const password = `correct horse ${newId()}`;
  const { data, errors } = await send(url, SIGN_UP, { input: { email, password, name: 'Somebody' } });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const { accessToken: token, refreshToken, viewer } = data.signUp;
  return { email, password, token, refreshToken, userId: viewer.user.id, organizationId: viewer.organization.id };
}

/** A socket to the server that is not opened again when it closes. */
export const openSocket = (url: string, token: string, over: Partial<ClientOptions> = {}): Client =>
  createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token },
    retryAttempts: 0,
    ...over,
  });
