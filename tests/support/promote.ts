import type { Person } from './graphql.ts';
import type { TestServer } from './server.ts';

/** Makes them an administrator of the installation, at once: a session's standing is remembered for some seconds. */
export async function promote({ rows, runtime }: TestServer, person: Person): Promise<void> {
  await rows.select(`UPDATE users SET role = 'admin' WHERE id = $1`, [person.userId]);
  const session = await runtime.identity.verify(person.token);
  runtime.standings.forget(session?.sessionId ?? '');
}
