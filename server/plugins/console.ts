/** The console's built files at `/`. Its own routes are the browser's: they all answer with its one page. */
import fs from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

const PAGE = 'index.html';
/** Vite puts a hash of the content in these names. */
const HASHED = /[/\\]assets[/\\]/;
/** Where the build left a place for the nonce: see web/vite.config.ts. */
const NONCE = /__STYLE_NONCE__/g;

/** Does nothing when the console has not been built. */
export async function registerConsole(app: FastifyInstance, folder: string): Promise<void> {
  const page = readPage(path.join(folder, PAGE));
  /** A new nonce each time, so the page is never kept; it is small. */
  const sendPage = (reply: FastifyReply, text: string) =>
    reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(text.replace(NONCE, reply.styleNonce));
  if (page !== null) {
    app.get('/', (_request, reply) => sendPage(reply, page));
    app.get(`/${PAGE}`, (_request, reply) => sendPage(reply, page));
    await app.register(fastifyStatic, {
      root: folder,
      index: false,
      cacheControl: false,
      setHeaders: (reply, file) => {
        const lasting = HASHED.test(file);
        reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (page !== null && wantsPage) return sendPage(reply, page);
    return reply.code(404).send({ message: 'Not found' });
  });
}

const readPage = (file: string): string | null => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null);
