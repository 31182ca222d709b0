import type { SignIntentRequest } from '#core/ports/signer.ts';
import type { SigningIntent } from '#core/ports/signing-store.ts';

/** A request beside the intent it is about, as the signer itself has read it. */
export interface Asked {
  readonly request: SignIntentRequest;
  readonly intent: SigningIntent;
}
