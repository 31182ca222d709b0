import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

/** Where the server answers during development. */
const SERVER = process.env['SLUICE_SERVER'] ?? 'http://127.0.0.1:4000';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  // The server puts the nonce of each answer's content security policy in its place.
  html: { cspNonce: '__STYLE_NONCE__' },
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023' },
  server: { proxy: { '/graphql': { target: SERVER, ws: true } } },
});
