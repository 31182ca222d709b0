/** Which other sites' pages may use the API from a browser (S-02): none, unless the operator names them. */
import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

const EXPOSED = ['ratelimit', 'ratelimit-policy', 'retry-after', 'x-correlation-id'];
const SECONDS_REMEMBERED = 600;

/** Without credentials: callers bring a token, and there are no cookies. */
export async function registerCors(app: FastifyInstance, allowed: readonly string[]): Promise<void> {
  await app.register(cors, {
    origin: [...allowed],
    methods: ['POST'],
    allowedHeaders: ['authorization', 'content-type'],
    exposedHeaders: EXPOSED,
    maxAge: SECONDS_REMEMBERED,
    credentials: false,
  });
}
