/**
 * Word over a socket that something has become of a transaction. It is a reason to look sooner and never evidence: whoever gets
 * it asks the endpoints as if it had not come, and one that never comes costs nothing but time.
 */
import type { Signature } from '#core/domain/ids.ts';

export interface SignatureHints {
  /** Listens for these too, each until its hint or for as long as it may land; those beyond what a socket holds are left out. */
  watch(signatures: readonly Signature[]): void;
  /** Calls `listener` once for each watched signature that is told of. */
  onHint(listener: (signature: Signature) => void): void;
  close(): Promise<void>;
}
