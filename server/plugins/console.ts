/** The console's built files at `/`. Its own routes are the browser's: they all answer with its one page. */
import fs from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const PAGE = 'index.html';
/** Vite puts a hash of the content in these names. */
const HASHED = /[/\\]assets[/\\]/;

/** Does nothing when the console has not been built. */
export async function registerConsole(app: FastifyInstance, folder: string): Promise<void> {
  const isBuilt = fs.existsSync(path.join(folder, PAGE));
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: folder,
      index: PAGE,
      cacheControl: false,
      setHeaders: (reply, file) => {
        const lasting = HASHED.test(file);
        reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
        reply.header('content-security-policy', "base-uri 'self'; object-src 'none'; frame-ancestors 'none'");
        reply.header('x-frame-options', 'DENY');
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (isBuilt && wantsPage) return reply.sendFile(PAGE);
    return reply.code(404).send({ message: 'Not found' });
  });
}
