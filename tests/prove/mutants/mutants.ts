/**
 * Bugs on purpose. Each is a patch of a copy of the sources (`prove-mutants.ts`), none is reachable from a build, and the prover
 * has to catch every one. `find` must stand exactly once in its file: a patch that no longer fits fails loudly.
 */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface Mutant {
  readonly name: string;
  /** What somebody might have thought. */
  readonly bug: string;
  readonly edits: readonly Edit[];
  /** Only schedules that begin with this decision, where the bug needs what few of them have. */
  readonly opening?: number;
}

const PREDICATES = 'core/domain/execution/predicates.ts';
const EVIDENCE = 'core/domain/execution/evidence.ts';
const ROWS = 'tests/prove/stores/rows.ts';

/** The first decision of `World`: endpoints of uneven nodes, or one that loses blocks. */
const UNEVEN = 15;
const FORGETFUL = 14;

/** Where Postgres refuses what the bug would do, it is made to let it pass: the code alone has to be caught as well. */
const withoutDeathCheck: Edit = {
  file: ROWS,
  find: "if (!proved) throw new ConstraintError('attempts_dead_evidence');",
  replace: 'void proved;',
};

const guardOf = (name: string, file: string): Edit => ({
  file: 'core/domain/risk/gate.ts',
  find: `\n  ${name},\n`,
  replace: `\n  // ${file}\n`,
});

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'two-live-attempts',
    bug: 'an intent is claimed and signed although a signature of it lives',
    edits: [
      { file: PREDICATES, find: '  !intent.hasLiveAttempt &&\n  (intent.runStatus', replace: '  (intent.runStatus' },
      {
        file: PREDICATES,
        find: '  maySignAgain(intent) &&\n  !intent.hasLiveAttempt;\n\n/** Whether it is over',
        replace: '  maySignAgain(intent);\n\n/** Whether it is over',
      },
      { file: ROWS, find: "(other.intent === row.intent && other.state !== 'DEAD') ||", replace: '' },
      {
        file: 'tests/prove/stores/signing.ts',
        find: "intent.state === 'PENDING' && liveAttempt(db, intent) === undefined;",
        replace: "intent.state === 'PENDING' && (liveAttempt, true);",
      },
    ],
  },
  {
    name: 'no-fence',
    bug: 'a signature is stored for a claim that somebody else has taken over',
    edits: [
      {
        file: PREDICATES,
        find: '  intent.fence === fence &&\n  intent.reviewReason',
        replace: '  fence >= 0n &&\n  intent.reviewReason',
      },
    ],
  },
  {
    name: 're-sign-on-time-out',
    bug: 'nobody answered for a while, so the transaction is taken for dead',
    edits: [
      withoutDeathCheck,
      {
        file: EVIDENCE,
        find: "  if (denials.length >= quorum) return { kind: 'ask-blocks' };",
        replace: `  if (words.length === 0) {
    const { deathBound } = attempt;
    const evidence = { finalizedHeight: deathBound + 1n, finalizedSlot: 0n, statusSlot: 32n, agreed: quorum };
    return { kind: 'dead', evidence: { road: 'STATUS', ...evidence } };
  }
  if (denials.length >= quorum) return { kind: 'ask-blocks' };`,
      },
    ],
  },
  {
    name: 'trusting-null',
    bug: 'a null status is taken for a death, whatever the height',
    edits: [
      withoutDeathCheck,
      {
        file: EVIDENCE,
        find: '  word.status === null &&\n  isPastDeathBound(bounds, word.finalized.blockHeight) &&',
        replace: '  word.status === null &&\n  bounds.deathBound >= 0n &&',
      },
    ],
  },
  {
    name: 'off-by-one-at-the-death-bound',
    bug: 'the block after the last valid height is forgotten',
    opening: UNEVEN,
    edits: [
      withoutDeathCheck,
      {
        file: EVIDENCE,
        find: '  finalizedHeight >= bounds.deathBound + 1n;',
        replace: '  finalizedHeight >= bounds.deathBound;',
      },
    ],
  },
  {
    name: 'trusting-a-bundle-id',
    bug: 'what the block engine took is taken for landed',
    edits: [
      {
        file: 'core/usecases/execution/sign-trades.ts',
        find: '    await deps.claims.markSent(live.map(({ attemptId }) => attemptId));',
        replace: `    const trusted = live.filter(({ route }) => route !== 'RPC');
    await deps.tracking.recordLanded(
      trusted.map(({ attemptId }) => ({
        order: { id: attemptId } as never,
        ...{ slot: deps.chain.highest().slot, blockTime: null, error: null, fill: null, bookings: [], event: null },
      })),
    );
    await deps.claims.markSent(live.map(({ attemptId }) => attemptId));`,
      },
      {
        file: 'tests/prove/await-points.ts',
        find: "    ...(['signer.request',",
        replace: "    'tracking.recordLanded',\n    ...(['signer.request',",
      },
    ],
  },
  {
    name: 'landing-by-one-endpoint-of-two',
    bug: 'one endpoint says that it landed, and the other is not asked',
    edits: [
      {
        file: EVIDENCE,
        find: 'finals.filter((other) => isSameLanding(one, other)).length >= quorum);',
        replace: 'finals.filter((other) => isSameLanding(one, other)).length >= Math.min(1, quorum));',
      },
      {
        file: 'core/usecases/execution/record.ts',
        find: "{ commitment: 'finalized', quorum }",
        replace: "{ commitment: 'finalized', quorum: Math.min(1, quorum) }",
      },
    ],
  },
  {
    name: 'death-by-one-endpoint-of-two',
    bug: 'one endpoint denies it, and the other is not asked',
    edits: [
      {
        file: EVIDENCE,
        find: 'if (witness !== undefined && fresh.length >= quorum) {',
        replace: 'if (witness !== undefined && fresh.length >= Math.min(1, quorum)) {',
      },
    ],
  },
  {
    name: 'ledger-by-one-endpoint-of-two',
    bug: 'balances for fills and ledger are those of the first endpoint that shows the transaction',
    edits: [
      {
        file: 'core/usecases/execution/record.ts',
        find: "{ commitment: 'finalized', quorum }",
        replace: "{ commitment: 'finalized', quorum: Math.min(1, quorum) }",
      },
    ],
  },
  {
    name: 'trusting-a-low-lying-last-valid-height',
    bug: 'the last valid height of the endpoint that gave the blockhash is the death bound',
    edits: [
      {
        file: 'core/domain/execution/bounds.ts',
        find: 'deathBound: max(blockhash.lastValidBlockHeight, own.highestHeight + HORIZON),',
        replace: 'deathBound: max(blockhash.lastValidBlockHeight, 0n),',
      },
    ],
  },
  {
    name: 'signing-on-one-endpoint-of-two',
    bug: 'one endpoint alone tells the signer how far the chain is',
    edits: [
      {
        file: 'core/usecases/signing/ask-witnesses.ts',
        find: 'if (answers.length < chain.quorum) throw',
        replace: 'if (answers.length < 1) throw',
      },
    ],
  },
  {
    name: 'generation-not-compared',
    bug: 'what was decided before a pause or an edit is signed after it',
    edits: [
      {
        file: 'core/domain/risk/guards/generation.ts',
        find: 'campaign === null || campaign.generation === claimedGeneration',
        replace: 'campaign === null || campaign.generation >= 0n || claimedGeneration >= 0n',
      },
    ],
  },
  {
    name: 'reservation-skipped',
    bug: 'what live attempts may still take is not held back',
    edits: [
      {
        file: 'core/usecases/signing/attempt.ts',
        find: 'reservations: reservationsOf(prepared),',
        replace: 'reservations: reservationsOf(prepared).slice(0, 0),',
      },
    ],
  },
  {
    name: 'send-before-store',
    bug: 'the bytes are on their way before they are committed',
    edits: [
      {
        file: 'core/usecases/execution/sign-trades.ts',
        find: '    return await deps.signer.signIntents(requests);',
        replace: `    const { sign: signed } = await import('../../../tests/prove/bytes.ts');
    await deps.sender.send(
      requests.map(({ message, intentId }) => ({
        ...{ attemptId: intentId as never, raw: signed(message), route: 'RPC' as const, ageMs: 0 },
      })),
    );
    return await deps.signer.signIntents(requests);`,
      },
    ],
  },
  {
    name: 'other-bytes-on-rebroadcast',
    bug: 'the bytes are built anew when they are sent again',
    edits: [
      {
        file: 'core/usecases/execution/record.ts',
        find: 'await sender.send(await tracking.bytes(ids));',
        replace: `const stored = await tracking.bytes(ids);
    await sender.send(stored.map((one) => ({ ...one, raw: one.raw.map((byte, at) => (at === 32 ? byte ^ 1 : byte)) })));`,
      },
    ],
  },
  {
    name: 'status-lead-skipped',
    bug: 'a status answer need not be ahead of the finalized height it is held against',
    opening: UNEVEN,
    edits: [
      withoutDeathCheck,
      {
        file: EVIDENCE,
        find: '  word.statusSlot >= word.finalized.slot + STATUS_LEAD_SLOTS;',
        replace: '  word.statusSlot >= 0n;',
      },
      {
        file: 'core/usecases/execution/testimony.ts',
        find: '  const newest = behind ?? samples.at(-1);',
        replace: '  const newest = samples.at(-1) ?? behind;',
      },
    ],
  },
  {
    name: 'freshness-bound-ignored',
    bug: 'a null status is believed after the cache has forgotten',
    edits: [
      withoutDeathCheck,
      {
        file: EVIDENCE,
        find: '  return word.finalized.blockHeight + slotsSince <= bounds.freshnessBound + STATUS_MEMORY_BLOCKS;',
        replace:
          '  return word.finalized.blockHeight + slotsSince <= bounds.freshnessBound + STATUS_MEMORY_BLOCKS * 1_000n;',
      },
    ],
  },
  {
    name: 'confirmed-then-forgotten',
    bug: 'what was seen confirmed and is now unknown is taken for undone',
    edits: [
      withoutDeathCheck,
      {
        file: EVIDENCE,
        find: '? denials.filter((word) => isFresh(attempt, word)) : [];',
        replace: '? denials.filter((word) => isFresh(attempt, word)) : denials;',
      },
    ],
  },
  {
    name: 'broken-chain-of-blocks',
    bug: 'blocks that do not join up prove an absence',
    opening: FORGETFUL,
    edits: [
      {
        file: 'core/domain/execution/block-road.ts',
        find: 'return covers && progress.unbroken ?',
        replace: 'return covers ?',
      },
    ],
  },
  {
    name: 'pause-lock-skipped',
    bug: 'the guards look at rows that change before the signature is stored',
    edits: [
      {
        file: 'tests/prove/ports.ts',
        find: "sign: (scopes, decide) => scheduler.call(process, 'signing.sign', () => signing.sign(db, scopes, decide)),",
        replace: `sign: async (scopes, decide) => {
    const rows = await scheduler.call(process, 'signing.sign', () => signing.guardRows(db, scopes));
    const decisions = rows.map(decide);
    return scheduler.call(process, 'signing.sign', () => signing.write(db, scopes, decisions));
  },`,
      },
    ],
  },
  {
    name: 'pause-not-asked',
    bug: 'nobody asks whether the run still runs and nothing is halted',
    edits: [
      {
        file: 'core/domain/risk/gate.ts',
        find: '[...maySignGuard(view), ...GUARDS',
        replace: '[...maySignGuard(view).slice(0, 0), ...GUARDS',
      },
    ],
  },
  { name: 'time-window-skipped', bug: 'what is too late is signed', edits: [guardOf('timeWindowGuard', 'no window')] },
  {
    name: 'expired-with-a-live-attempt',
    bug: 'an intent whose time is over ends although its signature may still land',
    edits: [
      {
        file: PREDICATES,
        find: '  !isLeased(intent, now) &&\n  !intent.hasLiveAttempt;',
        replace: '  !isLeased(intent, now);',
      },
      {
        file: ROWS,
        find: "(state === 'EXPIRED' || state === 'CANCELLED') && liveAttempt(db, intent) !== undefined",
        replace: "state === 'CANCELLED' && liveAttempt(db, intent) !== undefined",
      },
    ],
  },
  {
    name: 'never-expires',
    bug: 'what can no longer be signed stays pending for ever',
    edits: [
      {
        file: PREDICATES,
        find: '(intent.notAfter <= now || !maySignAgain(intent)) &&',
        replace: 'intent.notAfter <= now &&\n  maySignAgain(intent) &&',
      },
    ],
  },
  {
    name: 'failed-transaction-without-its-fee',
    bug: 'a transaction that landed with an error is not booked',
    edits: [
      {
        file: 'core/usecases/execution/settle.ts',
        find: 'bookings: toBookings(landed), event };',
        replace: 'bookings: error === null ? toBookings(landed) : [], event };',
      },
    ],
  },
  {
    name: 'fee-payer-not-booked',
    bug: 'another wallet that paid the fee keeps it in its books',
    edits: [
      {
        file: 'core/usecases/execution/settle.ts',
        find: '    [order.feePayerWalletId, order.feePayer],\n',
        replace: '',
      },
    ],
  },
  {
    name: 'tip-of-a-failed-transaction',
    bug: 'a tip is booked although the transaction failed',
    edits: [
      {
        file: 'core/domain/ledger/entries.ts',
        find: '(sheet.error === null ? tip : 0n);',
        replace: '(sheet.error === undefined ? 0n : tip);',
      },
    ],
  },
];
