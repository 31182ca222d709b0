import type { Commitment } from './commitment.ts';

/** Where a read stands: the block of a commitment. */
export interface View {
  readonly commitment: Commitment;
  readonly height: number;
  readonly slot: number;
}
