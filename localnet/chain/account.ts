/** One account as of one moment. Never changed in place: a write makes a new state. */
export interface AccountState {
  readonly lamports: bigint;
  readonly data: Buffer;
  /** Base58 address of the owning program. */
  readonly owner: string;
  readonly executable: boolean;
}

export const SYSTEM_PROGRAM = '11111111111111111111111111111111';
export const SYSVAR_OWNER = 'Sysvar1111111111111111111111111111111111111';

/** Whether two states are the same to every reader. */
export function sameState(a: AccountState | null, b: AccountState | null): boolean {
  if (a === null || b === null) return a === b;
  return a.lamports === b.lamports && a.owner === b.owner && a.executable === b.executable && a.data.equals(b.data);
}
