/**
 * Bugs to run with: each breaks one of the product's promises, and a harness that does not notice is worth nothing. They are
 * texts to replace in a copy of the sources, which must be found exactly once, and statements for the copy's database. None is
 * reachable from a build.
 */

interface Patch {
  /** From the project's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface Break {
  /** What it does, in a few words. */
  readonly what: string;
  readonly patches: readonly Patch[];
  /** Run as a last migration. */
  readonly sql?: string;
}

/** The signer does not ask by itself what became of earlier signatures: it would make good what the bug has spoilt. */
const WITHOUT_OWN_LOOK: Patch = {
  file: 'core/usecases/signing/earlier-signatures.ts',
  find: 'if (earlier.length === 0) return null;',
  replace: 'if (earlier.length >= 0) return null;',
};

const LIVE = ` AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE')`;
const ANY_EVIDENCE = 'ALTER TABLE attempts DROP CONSTRAINT attempts_dead_evidence;';
const EVIDENCE = 'core/domain/execution/evidence.ts';

/** Sends what was signed while the transaction that stores it is still open, and waits until it should have landed. */
const SEND_NOW = `for (const one of decisions) {
        if (one.kind !== 'sign') continue;
        const params = [Buffer.from(one.attempt.raw).toString('base64'), { encoding: 'base64', skipPreflight: true }];
        await fetch(String(process.env['SOLANA_RPC_URLS']).split(',')[0] ?? '', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sendTransaction', params }),
        }).catch(() => undefined);
      }
      await new Promise((resolve) => setTimeout(resolve, 400));
      `;

export const BREAKS: Readonly<Record<string, Break>> = {
  'two-live': {
    what: 'nothing keeps an intent from being signed again while a signature of it lives',
    sql: 'DROP INDEX attempts_one_live;',
    patches: [
      WITHOUT_OWN_LOOK,
      { file: 'core/store/claim-store.ts', find: `\n     ${LIVE}`, replace: '' },
      { file: 'core/store/signing-attempt.ts', find: `\n     ${LIVE}`, replace: '' },
      { file: 'core/store/signing-intent.ts', find: `\n   ${LIVE}`, replace: '' },
      {
        file: 'core/store/signing-guards.ts',
        find: `EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE') AS "hasLiveAttempt"`,
        replace: `false AS "hasLiveAttempt"`,
      },
      {
        file: 'core/store/execution-scan.ts',
        find: `AND COALESCE(r.status, 'RUNNING') = 'RUNNING'\n            ${LIVE}`,
        replace: `AND COALESCE(r.status, 'RUNNING') = 'RUNNING'`,
      },
    ],
  },
  'early-death': {
    what: 'a signature is called dead long before the last block that may hold it',
    sql: ANY_EVIDENCE,
    patches: [
      WITHOUT_OWN_LOOK,
      {
        file: EVIDENCE,
        find: 'finalizedHeight >= bounds.deathBound + 1n;',
        replace: 'finalizedHeight >= bounds.deathBound - 140n;',
      },
    ],
  },
  'trusting-null': {
    what: 'a null status is proof of death',
    sql: ANY_EVIDENCE,
    patches: [
      WITHOUT_OWN_LOOK,
      {
        file: EVIDENCE,
        find: `word.status === null &&
  isPastDeathBound(bounds, word.finalized.blockHeight) &&
  word.statusSlot >= word.finalized.slot + STATUS_LEAD_SLOTS;`,
        replace: 'word.status === null && bounds.deathBound > 0n;',
      },
    ],
  },
  'quorum-of-one': {
    what: 'the word of one endpoint of two is enough',
    patches: [
      {
        file: 'core/adapters/solana/member.ts',
        find: 'Math.min(2, members.length);',
        replace: 'Math.min(1, members.length);',
      },
    ],
  },
  'forgotten-by-death': {
    what: 'an intent whose signature has died is not due again',
    patches: [
      {
        file: 'core/store/execution-settle.ts',
        find: 'UPDATE intents i SET due_at = clock_timestamp(), lease_until = NULL',
        replace: `UPDATE intents i SET due_at = clock_timestamp() + interval '1 day', lease_until = NULL`,
      },
    ],
  },
  'scan-forgets': {
    what: 'the scan leaves alone what was claimed before',
    patches: [
      {
        file: 'core/store/execution-scan.ts',
        find: `(i.fence > 0 OR i.created_at < clock_timestamp() - interval '1 s')`,
        replace: `i.fence = 0 AND i.created_at < clock_timestamp() - interval '1 s'`,
      },
    ],
  },
  'send-before-commit': {
    what: 'signed bytes are sent, and stored once they should have landed',
    patches: [
      {
        file: 'core/store/signing-store.ts',
        find: 'return new Set([...signed, ...denied]);',
        replace: `${SEND_NOW}return new Set([...signed, ...denied]);`,
      },
    ],
  },
  'reservations-kept': {
    what: 'what was reserved for a signature is not released when it is dead',
    patches: [
      {
        file: 'core/store/execution-settle.ts',
        find: `UPDATE reservations r SET state = 'RELEASED' FROM dead WHERE r.attempt_id = dead.id AND r.state = 'HELD'`,
        replace: `UPDATE reservations r SET state = 'HELD' FROM dead WHERE r.attempt_id = dead.id AND r.state = 'HELD'`,
      },
    ],
  },
  'fee-not-booked': {
    what: 'the ledger leaves out the base fee',
    patches: [
      {
        file: 'core/domain/ledger/entries.ts',
        find: "    ...paid,\n    { ...own, reason: 'TRADE', amount: rest },",
        replace:
          "    ...paid.filter(({ reason }) => reason !== 'BASE_FEE'),\n    { ...own, reason: 'TRADE', amount: rest },",
      },
    ],
  },
  'booked-twice': {
    what: 'the ledger books its own trades as deposits too',
    patches: [
      {
        file: 'core/usecases/ledger/book-wallet.ts',
        find: 'attempts.get(signature)?.booksItself !== true);',
        replace: "attempts.get(signature)?.state !== 'LIVE');",
      },
    ],
  },
};
