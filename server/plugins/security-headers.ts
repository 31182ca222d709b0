/** What browsers are told about our answers: what a page may load, who may frame or open it, what it may use (S-02). */
import { randomBytes } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** The style sheet that the chart library adds for its maker's logo, known by its content; a test compares. */
export const CHART_LOGO_STYLE = 'sha256-3pRED1tOXas1FXFoPb9TGCjmYe9XQsmO9OV23khV2nY=';

/** Everything comes from here. Styles that the page makes carry the nonce of the answer; scripts that it makes never run. */
const policyFor = (styleNonce: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    "script-src-attr 'none'",
    `style-src 'self' 'nonce-${styleNonce}' '${CHART_LOGO_STYLE}'`,
    // Where the page is from, with a socket too.
    "connect-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Nothing of a machine that a console needs. */
const NO_FEATURES = ['camera', 'geolocation', 'microphone', 'payment', 'usb', 'serial', 'hid', 'bluetooth']
  .map((name) => `${name}=()`)
  .join(', ');

const SECONDS_A_YEAR = 31_536_000;

declare module 'fastify' {
  interface FastifyReply {
    /** Of this answer's content security policy. */
    styleNonce: string;
  }
}

/** Every answer also carries the id that the log knows it by, and is kept by nobody unless its own route says otherwise. */
export async function registerSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    // Browsers leave it aside where the answer did not come over TLS.
    strictTransportSecurity: { maxAge: SECONDS_A_YEAR, includeSubDomains: false },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  app.decorateReply('styleNonce', '');
  app.addHook('onRequest', async (request, reply) => {
    reply.styleNonce = randomBytes(16).toString('base64');
    reply
      .header('x-correlation-id', request.id)
      .header('cache-control', 'no-store')
      .header('permissions-policy', NO_FEATURES)
      .header('content-security-policy', policyFor(reply.styleNonce));
  });
}
