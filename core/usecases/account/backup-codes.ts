/**
 * Backup codes, for when the authenticator app is lost. 120 random bits each, so that a plain hash will do for storing them
 * (ASVS 5.0, 6.5.2 asks for 112).
 */
import { randomBytes } from 'node:crypto';
import { hashOf } from './secret.ts';

const HOW_MANY = 10;
const LETTERS = 24;
/** 32 of them, none that looks like another. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

export interface BackupCodes {
  /** Shown once. */
  readonly codes: readonly string[];
  readonly hashes: readonly Buffer[];
}

/** Four groups of six letters. */
function newCode(): string {
  const letters = Array.from(randomBytes(LETTERS), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return (letters.match(/.{6}/g) ?? []).join('-');
}

export function newBackupCodes(): BackupCodes {
  const codes = Array.from({ length: HOW_MANY }, newCode);
  return { codes, hashes: codes.map(backupCodeHash) };
}

/** However it was typed: case, spaces and dashes do not count. */
export const backupCodeHash = (code: string): Buffer => hashOf(code.toLowerCase().replace(/[^a-z0-9]/g, ''));
