import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Bank } from './chain/bank.ts';

/** Raydium AMM v4's program id, where the local chain runs its own AMM. */
export const AMM_PROGRAM = '675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8';

const AMM_ELF = fileURLToPath(new URL('./amm/amm.so', import.meta.url));

/** Loads the programs the runtime does not bring along. They are part of the build, not of the chain's log. */
export function loadPrograms(bank: Bank): void {
  if (existsSync(AMM_ELF)) bank.addProgram(AMM_PROGRAM, readFileSync(AMM_ELF));
}
