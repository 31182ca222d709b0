// @ts-check

/**
 * @typedef {object} Entry one package of package-lock.json
 * @property {string} [version]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [optionalDependencies]
 */

/** @typedef {{ packages: Record<string, Entry> }} Lock */

const OS = /(?:^|[-/])(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32|aix)(?=-|$)/;
const CPU = /-(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64)(?=-|$)/;
const EXACT_VERSION = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/;

/**
 * What a package for one platform is for, read off its name as every publisher of such packages writes it.
 * @param {string} name such as `@rollup/rollup-linux-x64-musl`
 * @returns {Pick<Entry, 'os' | 'cpu' | 'libc'> | undefined} nothing when it names no platform
 */
export function platformOf(name) {
  const [os, cpu] = [OS.exec(name)?.[1], CPU.exec(name)?.[1]];
  if (!os || !cpu) return undefined;
  const libc = os === 'linux' ? (/musl/.test(name) ? 'musl' : /gnu/.test(name) ? 'glibc' : undefined) : undefined;
  return { os: [os], cpu: [cpu], ...(libc ? { libc: [libc] } : {}) };
}

/**
 * Adds the platform packages that the lock file's packages ask for and that it lacks.
 * @template {Lock} T
 * @param {T} lock
 * @returns {{ lock: T, added: string[] }} the completed lock file and the names that were added
 */
export function completeLock(lock) {
  /** @type {Record<string, Entry>} */
  const missing = {};
  for (const parent of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const platform = platformOf(name);
      const place = `node_modules/${name}`;
      if (!platform || !EXACT_VERSION.test(version) || place in lock.packages) continue;
      missing[place] = { version, ...platform, ...(parent.dev ? { dev: true } : {}), optional: true };
    }
  }
  const packages = Object.fromEntries(
    Object.entries({ ...lock.packages, ...missing }).sort(([left], [right]) => left.localeCompare(right, 'en')),
  );
  const added = Object.keys(missing).map((place) => place.replace('node_modules/', ''));
  return { lock: { ...lock, packages }, added };
}
