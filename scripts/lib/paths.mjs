// @ts-check
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Downloads and stamps shared by every data folder; outside node_modules, since `npm ci` wipes that. */
export const CACHE = path.join(ROOT, '.cache');

/**
 * A program that ships inside an installed package.
 * @param {string} file path inside node_modules
 */
export const packageFile = (file) => path.join(ROOT, 'node_modules', file);
