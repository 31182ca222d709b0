import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** A project is a kind of test: what it needs to run, and how long it may take. */
const project = (name: string, include: string[], test: Partial<TestProjectInlineConfiguration['test']> = {}) => ({
  extends: true as const,
  test: { name, include, ...test },
});

/** Files of these share their modules, which saves most of their time; none of them changes a module for the next. */
const SHARED = { isolate: false } as const;

export default defineConfig({
  // graphql ships two builds; loaded twice, its types are not its own.
  resolve: {
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
    conditions: ['source', ...defaultClientConditions],
  },
  ssr: { resolve: { conditions: ['source', ...defaultServerConditions] } },
  test: {
    retry: 0,
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      project('unit', ['{core,client,server,worker,scripts}/**/*.test.{ts,tsx}'], SHARED),
      project('web', ['web/**/*.test.{ts,tsx}'], SHARED),
      project('chain', ['localnet/**/*.test.ts', 'tests/chain/**/*.test.ts'], { testTimeout: 60_000, ...SHARED }),
      project('integration', ['tests/integration/**/*.test.ts'], {
        globalSetup: 'tests/support/global-setup.ts',
        testTimeout: 60_000,
        hookTimeout: 60_000,
        ...SHARED,
      }),
      project('chaos', ['tests/chaos/**/*.test.ts'], {
        globalSetup: 'tests/support/global-setup.ts',
        // Whole stacks, beside everything else that runs.
        testTimeout: 300_000,
        hookTimeout: 300_000,
        fileParallelism: false,
      }),
      project('repo', ['tests/repo/**/*.test.ts'], { testTimeout: 120_000 }),
      project('e2e', ['tests/e2e/**/*.test.ts'], {
        testTimeout: 180_000,
        hookTimeout: 180_000,
        fileParallelism: false,
      }),
    ],
  },
});
