import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CONFIG = '.dependency-cruiser.cjs';

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

interface Cruise {
  readonly modules: readonly unknown[];
  readonly summary: { readonly violations: readonly Violation[] };
}

/** One import that each rule must refuse: the file, what it imports, and the files in between that make it possible. */
const PLANTS: Record<string, readonly [from: string, imports: string, more?: Readonly<Record<string, string>>]> = {
  'domain-is-pure': ['core/domain/a.ts', '#core/store/target.ts'],
  'contracts-know-domain': ['core/contracts/a.ts', '#core/ports/target.ts'],
  'ports-know-contracts': ['core/ports/a.ts', '#core/usecases/target.ts'],
  'store-knows-ports': ['core/store/a.ts', '#core/adapters/redis/target.ts'],
  'adapters-know-ports': ['core/adapters/redis/a.ts', '#core/store/target.ts'],
  'usecases-know-ports-and-store': ['core/usecases/a.ts', '#core/adapters/redis/target.ts'],
  'runtime-knows-core': ['core/runtime/a.ts', '../../server/target.ts'],
  'server-knows-usecases': ['server/a.ts', '#core/store/target.ts'],
  'worker-knows-usecases': ['worker/a.ts', '#core/ports/target.ts'],
  'signer-knows-usecases': ['worker/signer/a.ts', '#core/runtime/worker.ts'],
  'bots-know-client': ['bots/a.ts', '#core/domain/target.ts'],
  'web-knows-client': ['web/a.ts', '#core/domain/target.ts'],
  'client-knows-nothing': ['client/a.ts', '#core/domain/target.ts'],
  'localnet-knows-nothing': ['localnet/a.ts', '#core/domain/target.ts'],
  'nothing-imports-tests': ['server/b.ts', '../tests/target.ts'],
  'domain-knows-zod-alone': ['core/domain/b.ts', 'pino'],
  'domain-does-no-io': ['core/domain/c.ts', 'node:fs'],
  'bullmq-lives-in-its-adapter': ['core/usecases/b.ts', 'bullmq'],
  'redis-lives-in-its-adapters': ['core/runtime/b.ts', 'ioredis'],
  'solana-lives-in-its-adapters': ['core/usecases/c.ts', '@solana/web3.js'],
  'jito-lives-in-its-adapter': ['core/adapters/solana/b.ts', 'jito-ts'],
  'postgres-lives-in-the-store': ['core/usecases/d.ts', 'pg'],
  'prisma-client-lives-in-the-store': ['core/usecases/e.ts', '#core/store/generated/client.ts'],
  'grammy-lives-in-telegram': ['bots/discord/b.ts', 'grammy'],
  'discord-lives-in-discord': ['bots/telegram/b.ts', 'discord.js'],
  'graphql-server-lives-in-server': ['core/usecases/f.ts', 'type-graphql'],
  'server-never-reaches-open-keys': [
    'server/c.ts',
    '#core/runtime/server-roundabout.ts',
    { 'core/runtime/server-roundabout.ts': '#core/adapters/vault/target.ts' },
  ],
  'worker-never-reaches-open-keys': [
    'worker/c.ts',
    '#core/runtime/worker-roundabout.ts',
    { 'core/runtime/worker-roundabout.ts': '#core/runtime/signer.ts' },
  ],
  'rotation-alone-reaches-open-keys': [
    'scripts/a.ts',
    '#core/runtime/rotation.ts',
    { 'core/runtime/rotation.ts': '#core/adapters/vault/target.ts' },
  ],
  'no-cycles': ['client/cycle-a.ts', './cycle-b.ts', { 'client/cycle-b.ts': './cycle-a.ts' }],
  'everything-resolves': ['client/b.ts', './nowhere.ts'],
  'packages-are-declared': ['client/c.ts', 'undeclared'],
};

const TARGETS = [
  'core/domain/target.ts',
  'core/ports/target.ts',
  'core/store/target.ts',
  'core/store/generated/client.ts',
  'core/usecases/target.ts',
  'core/adapters/redis/target.ts',
  'core/adapters/vault/target.ts',
  'core/runtime/worker.ts',
  'core/runtime/signer.ts',
  'server/target.ts',
  'tests/target.ts',
];

const PACKAGES = [
  'pino',
  'bullmq',
  'ioredis',
  '@solana/web3.js',
  'jito-ts',
  'pg',
  'grammy',
  'discord.js',
  'type-graphql',
];

/** Runs the gate in a folder, as `npm test` does, but for a report instead of a verdict. */
function cruise(folder: string, entries: readonly string[]): Cruise {
  const program = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', CONFIG, '--output-type', 'json', ...entries];
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 } as const;
  return JSON.parse(execFileSync(process.execPath, args, options));
}

describe('import rules', () => {
  let folder: string;
  const write = (file: string, content: string): void => {
    const full = path.join(folder, file);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, content);
  };
  const importing = (file: string, target: string): void => write(file, `import '${target}';\n`);

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-import-rules-'));
    for (const file of [CONFIG, 'tsconfig.json']) fs.copyFileSync(path.join(ROOT, file), path.join(folder, file));
    const { imports } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const dependencies = Object.fromEntries(PACKAGES.map((name) => [name, '1.0.0']));
    write('package.json', JSON.stringify({ name: 'planted', type: 'module', imports, dependencies }));
    for (const name of [...PACKAGES, 'undeclared']) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      write(`node_modules/${name}/index.js`, '');
    }
    fs.symlinkSync(path.join(ROOT, 'node_modules/typescript'), path.join(folder, 'node_modules/typescript'));
    for (const target of TARGETS) write(target, 'export const target = 1;\n');
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('let a clean tree pass, and read it', () => {
    const { modules, summary } = cruise(folder, ['core', 'server', 'tests']);
    expect(summary.violations).toEqual([]);
    expect(modules).toHaveLength(TARGETS.length);
  });

  it('read the real tree, rather than pass because they read nothing', () => {
    const { modules } = cruise(ROOT, ['core', 'server', 'worker', 'client', 'web', 'localnet']);
    expect(modules.length).toBeGreaterThan(200); // whether it passes is the gate's own affair
  });

  const rules: { name: string }[] = createRequire(import.meta.url)(path.join(ROOT, CONFIG)).forbidden;

  it('are all planted below', () => {
    expect(rules.map(({ name }) => name).sort()).toEqual(Object.keys(PLANTS).sort());
  });

  describe('refuse', () => {
    let violations: readonly Violation[];
    beforeAll(() => {
      for (const [from, target, more = {}] of Object.values(PLANTS)) {
        importing(from, target);
        for (const [file, next] of Object.entries(more)) importing(file, next);
      }
      violations = cruise(folder, ['core', 'server', 'worker', 'bots', 'client', 'web', 'localnet', 'tests', 'scripts'])
        .summary.violations;
    });

    it.each(Object.entries(PLANTS))('%s', (name, [from]) => {
      expect(violations.filter(({ rule }) => rule.name === name).map((violation) => violation.from)).toContain(from);
    });
  });
});
