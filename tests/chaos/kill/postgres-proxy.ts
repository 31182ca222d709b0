/** Is told of every statement Postgres has carried out for a process, before the process hears of it. */
import net from 'node:net';
import { type Done, MessageCutter, StatementFollower } from './postgres-wire.ts';
import { listen, type Relay, type Verdict } from './proxy.ts';

export async function startPostgresProxy(url: string, onDone: (done: Done) => Verdict): Promise<Relay> {
  const target = new URL(url);
  const connect = (): net.Socket => net.connect(Number(target.port), target.hostname);
  const { port, close } = await listen({ port: 0 }, connect, (client, upstream) => {
    const follower = new StatementFollower();
    const [asks, answers] = [new MessageCutter('client'), new MessageCutter('server')];
    client.on('data', (chunk) => {
      for (const message of asks.push(chunk)) follower.onClient(message);
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      for (const message of answers.push(chunk)) {
        const done = follower.onServer(message);
        if (done !== null && onDone(done) === 'lost') return void client.destroy();
        client.write(message.bytes);
      }
    });
  });
  const proxied = new URL(url);
  proxied.port = String(port);
  return { address: proxied.toString(), close };
}
