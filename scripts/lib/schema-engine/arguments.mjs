// @ts-check

/**
 * @typedef {object} EngineOptions
 * @property {boolean} version
 * @property {string | undefined} command such as `can-connect-to-database`; without one the engine serves JSON-RPC
 * @property {string[]} datamodels paths of schema files
 * @property {string} url of the database; empty when none is needed
 * @property {string | undefined} shadowDatabaseUrl
 */

/**
 * Reads the command line as Prisma writes it.
 * @param {readonly string[]} argv
 * @returns {EngineOptions}
 */
export function parseArguments(argv) {
  const valuesOf = (/** @type {string} */ flag) => argv.filter((_, index) => argv[index - 1] === flag);
  const datasource = JSON.parse(valuesOf('--datasource')[0] ?? '{}');
  return {
    version: argv.includes('--version') || argv.includes('-V'),
    command: valuesOf('cli')[0],
    datamodels: valuesOf('--datamodels'),
    url: datasource.url ?? '',
    shadowDatabaseUrl: datasource.shadowDatabaseUrl,
  };
}
