/**
 * Who may import whom: the table of docs/architecture.md, in the order it stands there. tests/repo/import-rules.test.ts
 * plants one violation of every rule below and expects each to be refused.
 * @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule
 */

/** Our own top-level folders. */
const OURS = '^(core|server|worker|bots|web|client|localnet|tests|bench|scripts)/';

/** Tests beside the code may reach for what they like; the table is about the product. */
const TESTS = '[.]test[.]tsx?$';

/**
 * A row of the table: what a folder may import of ours, itself included.
 * @param {string} name
 * @param {string} from pattern
 * @param {string[]} allowed patterns
 * @returns {Rule}
 */
const row = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: TESTS },
  to: { path: OURS, pathNot: [from, ...allowed] },
});

/**
 * The one home of a library inside the product; localnet and tests stand outside it.
 * @param {string} name
 * @param {string} library pattern of npm package names
 * @param {string[]} homes patterns
 * @returns {Rule}
 */
const home = (name, library, homes) => ({
  name,
  severity: 'error',
  from: { path: '^(core|server|worker|bots|web|client)/', pathNot: [TESTS, ...homes] },
  to: { path: `(^|/)node_modules/(${library})/` },
});

const GENERATED_PRISMA = '^core/store/generated/';

/** @type {Rule[]} */
const table = [
  row('domain-is-pure', '^core/domain/', []),
  row('contracts-know-domain', '^core/contracts/', ['^core/domain/']),
  row('ports-know-contracts', '^core/ports/', ['^core/(domain|contracts)/']),
  row('store-knows-ports', '^core/store/', ['^core/(domain|contracts|ports)/']),
  row('adapters-know-ports', '^core/adapters/', ['^core/(domain|contracts|ports)/']),
  row('usecases-know-ports-and-store', '^core/usecases/', ['^core/(domain|contracts|ports|store)/']),
  row('runtime-knows-core', '^core/runtime/', ['^core/']),
  row('server-knows-usecases', '^server/', ['^core/(usecases|contracts|domain)/', '^core/runtime/server']),
  row('worker-knows-usecases', '^worker/(?!signer/)', ['^core/(usecases|contracts|domain)/', '^core/runtime/worker']),
  row('signer-knows-usecases', '^worker/signer/', ['^core/(usecases|contracts|domain)/', '^core/runtime/signer']),
  row('bots-know-client', '^bots/', ['^client/']),
  row('web-knows-client', '^web/', ['^client/']),
  row('client-knows-nothing', '^client/', []),
  row('localnet-knows-nothing', '^localnet/', []),
  {
    name: 'nothing-imports-tests',
    severity: 'error',
    from: { path: OURS, pathNot: ['^(tests|bench|scripts)/', TESTS] },
    to: { path: '^(tests|bench|scripts)/' },
  },
  {
    name: 'domain-knows-zod-alone',
    severity: 'error',
    from: { path: '^core/domain/', pathNot: TESTS },
    to: { path: '(^|/)node_modules/', pathNot: '(^|/)node_modules/zod/' },
  },
  {
    name: 'domain-does-no-io',
    severity: 'error',
    from: { path: '^core/domain/', pathNot: TESTS },
    to: { dependencyTypes: ['core'] },
  },
];

/** @type {Rule[]} */
const homes = [
  home('bullmq-lives-in-its-adapter', 'bullmq', ['^core/adapters/bullmq/']),
  home('redis-lives-in-its-adapters', 'ioredis', ['^core/adapters/(redis|bullmq)/']),
  home('solana-lives-in-its-adapters', '@solana/[^/]+|@raydium-io/[^/]+', [
    '^core/adapters/(solana|venues|vault)/',
    '^core/ports/',
  ]),
  home('jito-lives-in-its-adapter', 'jito-ts|@grpc/[^/]+', ['^core/adapters/jito/']),
  home('postgres-lives-in-the-store', 'pg|@prisma/[^/]+', ['^core/store/']),
  {
    name: 'prisma-client-lives-in-the-store',
    severity: 'error',
    from: { pathNot: ['^core/store/', '^(tests|bench|scripts)/'] },
    to: { path: GENERATED_PRISMA },
  },
  home('grammy-lives-in-telegram', 'grammy|@grammyjs/[^/]+', ['^bots/telegram/']),
  home('discord-lives-in-discord', 'discord[.]js', ['^bots/discord/']),
  home('graphql-server-lives-in-server', 'type-graphql|@apollo/server', ['^server/']),
];

/** What opens private keys: the vault and the composition roots that hold it. */
const OPENS_KEYS = '^core/(adapters/vault/|runtime/(signer|kek|rotation)[.])';

/** @type {Rule[]} */
const keys = [
  {
    name: 'server-never-reaches-open-keys',
    severity: 'error',
    from: { path: '^server/', pathNot: TESTS },
    to: { path: OPENS_KEYS, reachable: true },
  },
  {
    name: 'worker-never-reaches-open-keys',
    severity: 'error',
    from: { path: '^worker/(?!signer/)', pathNot: TESTS },
    to: { path: OPENS_KEYS, reachable: true },
  },
  {
    name: 'rotation-alone-reaches-open-keys',
    severity: 'error',
    from: { path: '^(scripts|bots|web|client|localnet)/', pathNot: [TESTS, '^scripts/rotate-keys[.]ts$'] },
    to: { path: OPENS_KEYS, reachable: true },
  },
];

/** @type {Rule[]} */
const hygiene = [
  {
    name: 'no-cycles',
    severity: 'error',
    from: { path: OURS, pathNot: GENERATED_PRISMA },
    to: { circular: true },
  },
  {
    name: 'everything-resolves',
    severity: 'error',
    from: { path: OURS },
    // A package of nothing but types: there is no module to find.
    to: { couldNotResolve: true, pathNot: '^@graphql-typed-document-node/core$' },
  },
  {
    name: 'packages-are-declared',
    severity: 'error',
    from: { path: OURS },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...table, ...homes, ...keys, ...hygiene],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|[.]cache|[.]data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
