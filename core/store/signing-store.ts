/** What the signer reads and writes in Postgres (docs/execution.md, steps 3 and 4). */
import type { SigningStore } from '#core/ports/signing-store.ts';
import type { Database } from './db.ts';
import type { Owners } from './owners.ts';
import { findAttempts, insertAttempts } from './signing-attempt.ts';
import { insertDenials } from './signing-denial.ts';
import { lockForSigning, readGuardRows } from './signing-guards.ts';
import { loadSigningIntents } from './signing-intent.ts';

export const createSigningStore = (db: Database, owners: Owners): SigningStore => ({
  load: async (intentIds) => loadSigningIntents(db.as(await owners.ofIntents(intentIds)), intentIds),
  sign: (scopes, decide) =>
    db.transaction(scopes, async (tx) => {
      await lockForSigning(tx, scopes);
      const decisions = (await readGuardRows(tx, scopes)).map(decide);
      const signed = await insertAttempts(
        tx,
        decisions.flatMap((one) => (one.kind === 'sign' ? [one.attempt] : [])),
      );
      const denied = await insertDenials(
        tx,
        decisions.flatMap((one) => (one.kind === 'deny' ? [one.denial] : [])),
      );
      return new Set([...signed, ...denied]);
    }),
  attemptsBySignature: (attempts) =>
    findAttempts(
      db.as(attempts),
      attempts.map(({ signature }) => signature),
    ),
});
