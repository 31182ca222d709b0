/** `/health/live`: this process runs. `/health/ready`: whether it can serve, part by part (O-04). */
import type { FastifyInstance } from 'fastify';
import type { ServerRuntime } from '#core/runtime/server.ts';
import { checkHealth } from '#core/usecases/health/check-health.ts';

export function registerHealth(app: FastifyInstance, { probes }: Pick<ServerRuntime, 'probes'>): void {
  app.get('/health/live', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'live' }),
  );
  app.get('/health/ready', async (_request, reply) => {
    const health = await checkHealth(probes);
    return reply
      .code(health.status === 'unavailable' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send(health);
  });
}
