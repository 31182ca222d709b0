/** Is told of every answer of the signer, before who asked hears it. */
import net from 'node:net';
import { lineReader } from '#core/contracts/line-reader.ts';
import { SIGNER_LINE_LIMIT } from '#core/contracts/signer.ts';
import { listen, type Relay, type Verdict } from './proxy.ts';

export interface Answered {
  /** The two lines, as they are. */
  readonly question: string;
  readonly answer: string;
}

export async function startSignerProxy(
  path: string,
  realPath: string,
  onAnswered: (answered: Answered) => Verdict,
): Promise<Relay> {
  const connect = (): net.Socket => net.connect(realPath);
  const { close } = await listen({ path }, connect, (client, upstream) => {
    const questions = new Map<number, string>();
    const [asks, answers] = [lineReader(SIGNER_LINE_LIMIT), lineReader(SIGNER_LINE_LIMIT)];
    client.on('data', (chunk) => {
      for (const line of asks.push(chunk)) questions.set(idOf(line), line);
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      for (const answer of answers.push(chunk)) {
        const question = questions.get(idOf(answer)) ?? '';
        questions.delete(idOf(answer));
        if (onAnswered({ question, answer }) === 'lost') return void client.destroy();
        client.write(`${answer}\n`);
      }
    });
  });
  return { address: path, close };
}

const idOf = (line: string): number => (JSON.parse(line) as { id: number }).id;
