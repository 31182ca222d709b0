/**
 * Holds the rows against the chain (docs/execution.md, invariants). It knows blocks and rows, and nothing of the machine: what may
 * still land and what a transaction takes, it reads from the bytes themselves.
 */
import type { DeathEvidence } from '#core/domain/execution/evidence.ts';
import { decode, INTENT_PREFIX, intentIndex, sameBytes, signatureOf } from './bytes.ts';
import type { Scheduler } from './scheduler.ts';
import { type Balance, feeOf, type Landing, type SimChain } from './sim-chain.ts';
import type { AttemptRow, Database, IntentRow, Observer } from './stores/rows.ts';

export class Judge implements Observer {
  readonly violations: string[] = [];
  readonly #chain: SimChain;
  readonly #scheduler: Scheduler;
  #rows: Database | null = null;

  constructor(chain: SimChain, scheduler: Scheduler) {
    this.#chain = chain;
    this.#scheduler = scheduler;
  }

  watch(rows: Database): void {
    this.#rows = rows;
  }

  accuse(text: string): void {
    const violation = text.replaceAll(`${INTENT_PREFIX}0`, 'i');
    this.#scheduler.say(`VIOLATION ${violation}`);
    this.violations.push(violation);
  }

  get #db(): Database {
    if (this.#rows === null) throw new Error('the judge watches nothing');
    return this.#rows;
  }

  /** A signature has just been stored. */
  signed(row: AttemptRow, balanceSlot: bigint): void {
    const { intent, attempt } = row;
    const others = this.#db.attempts.filter((other) => other.intent === intent && other !== row);
    if (others.some((other) => other.state !== 'DEAD')) {
      this.accuse(`I6: ${intent.id} is signed again while an earlier signature is not dead`);
    }
    if (attempt.fence !== intent.fence) this.accuse(`fence: ${intent.id} is signed for a claim that is not the newest`);
    if (this.#db.now() > intent.notAfter) this.accuse(`time: ${intent.id} is signed after its time`);
    this.#checkCampaign(intent);
    this.#checkGuards(intent);
    this.#checkFunds(intent, Number(balanceSlot));
  }

  #checkCampaign({ id, campaign, run, kind, claimedGeneration }: IntentRow): void {
    if (campaign === null || run === null) return;
    const goes = run.status === 'RUNNING' || (run.status === 'STOPPING' && kind === 'SELL');
    if (campaign.status !== 'ACTIVE' || !goes) {
      this.accuse(`pause: ${id} is signed while its run is ${run.status}`);
    }
    if (campaign.generation !== claimedGeneration) {
      this.accuse(
        `generation: ${id} is signed by a claim of generation ${claimedGeneration}, now ${campaign.generation}`,
      );
    }
  }

  #checkGuards({ id, wallet, feePayer }: IntentRow): void {
    const halted = this.#db.guards.some(
      ({ scope, scopeId, state }) =>
        state === 'HALTED' && (scope === 'PLATFORM' || scopeId === wallet.id || scopeId === feePayer.id),
    );
    if (halted) this.accuse(`halt: ${id} is signed while halted`);
  }

  /** All that live attempts may still take is there, by the balances the signer has read. Undone readings are nobody's fault. */
  #checkFunds(intent: IntentRow, balanceSlot: number): void {
    if (this.#chain.wasUndone(balanceSlot)) return;
    const balances = this.#chain.balances(balanceSlot);
    const taken = balances.map(() => ({ lamports: 0n, units: 0n }));
    for (const row of this.#db.attempts) {
      const landing = this.#chain.landingOf(row.attempt.signature);
      const mayStillTake =
        row.state === 'LIVE' ? landing === undefined || landing.slot > balanceSlot : (landing?.slot ?? 0) > balanceSlot;
      if (mayStillTake) takenBy(row, taken);
    }
    taken.forEach(({ lamports, units }, wallet) => {
      const balance = balances[wallet];
      if (balance !== undefined && (lamports > balance.lamports || units > (balance.units ?? 0n))) {
        this.accuse(`reservations: ${intent.id} is signed, and wallet ${wallet} may lose more than it holds`);
      }
    });
  }

  /** An attempt has just been closed as dead. */
  dead({ attempt, intent }: AttemptRow, { road }: DeathEvidence): void {
    if (this.#chain.landingOf(attempt.signature) !== undefined) {
      this.accuse(`I6: ${intent.id} has landed and is declared dead by ${road}`);
    } else if (this.#chain.canStillLand(decode(attempt.raw))) {
      this.accuse(`I6: ${intent.id} may still land and is declared dead by ${road}`);
    }
  }

  /** Bytes are about to leave. */
  sent(raw: Uint8Array): void {
    const signature = signatureOf(raw);
    const stored = this.#db.attempts.some(
      ({ attempt }) => attempt.signature === signature && sameBytes(attempt.raw, raw),
    );
    if (!stored) this.accuse(`I5: bytes of i${decode(raw).intent} leave that nobody stored`);
  }

  /** Everything has come to rest. */
  conclude(): void {
    const landings = this.#chain.landings.filter(({ slot }) => slot <= this.#chain.finalized());
    for (const intent of this.#db.intents) this.#concludeIntent(intent, landings);
    for (const row of this.#db.attempts) this.#concludeAttempt(row, landings);
    this.#concludeLedgers();
  }

  #concludeIntent(intent: IntentRow, landings: readonly Landing[]): void {
    const mine = landings.filter(({ transaction }) => transaction.intent === intentIndex(intent.id));
    const well = mine.filter(({ ok }) => ok).length;
    if (mine.length > 1) this.accuse(`I1: ${intent.id} has landed ${mine.length} times`);
    if ((intent.state === 'SUCCEEDED') !== (well === 1)) {
      this.accuse(`I2: ${intent.id} is ${intent.state} and has landed well ${well} times`);
    }
    const expected = { SUCCEEDED: 1, FAILED_ONCHAIN: 1, EXPIRED: 0, CANCELLED: 0, PENDING: null }[intent.state];
    if (expected !== null && mine.length !== expected) {
      this.accuse(`I3: ${intent.id} is ${intent.state} and has landed ${mine.length} times`);
    }
    if (expected === null) this.accuse(`I4: ${intent.id} is still PENDING`);
  }

  #concludeAttempt({ attempt, intent, state, landedSlot }: AttemptRow, landings: readonly Landing[]): void {
    const landing = landings.find(({ signature }) => signature === attempt.signature);
    const truth = landing === undefined ? 'DEAD' : landing.ok ? 'LANDED_OK' : 'LANDED_ERROR';
    if (state !== truth) this.accuse(`I3: a signature of ${intent.id} is ${state}, and the chain says ${truth}`);
    else if (landing !== undefined && landedSlot !== BigInt(landing.slot)) {
      this.accuse(`I3: a signature of ${intent.id} landed at ${landing.slot} and is recorded at ${landedSlot}`);
    }
  }

  /** What a transaction cost is booked as such: its fee always, its tip when it landed well. */
  #concludeCosts({ signature, transaction, ok, fee }: Landing): void {
    const booking = this.#db.bookings.find(
      (one) => one.signature === signature && one.walletId === `w${transaction.payer}`,
    );
    const booked = (booking?.entries ?? []).reduce(
      (sum, { reason, amount }) => (COSTS.includes(reason) ? sum + amount : sum),
      0n,
    );
    const cost = fee + (ok ? transaction.tip : 0n);
    if (booked !== -cost) this.accuse(`I7: i${transaction.intent} cost ${cost} lamports, and ${-booked} are booked`);
  }

  #concludeLedgers(): void {
    for (const landing of this.#chain.landings) this.#concludeCosts(landing);
    const final = this.#chain.balances(this.#chain.finalized());
    this.#chain.opening.forEach((opening, wallet) => {
      const closing = final[wallet];
      const difference = closing === undefined ? null : differenceOf(this.#db, wallet, opening, closing);
      if (difference !== null)
        this.accuse(`I7: the ledger of wallet ${wallet} differs from the chain by ${difference}`);
    });
  }
}

const COSTS: readonly string[] = ['BASE_FEE', 'PRIORITY_FEE', 'TIP'];

function takenBy(row: AttemptRow, taken: readonly { lamports: bigint; units: bigint }[]): void {
  const transaction = decode(row.attempt.raw);
  const payer = taken[transaction.payer];
  const trader = taken[transaction.wallet];
  if (payer === undefined || trader === undefined) return;
  payer.lamports += feeOf(transaction) + transaction.tip;
  if (transaction.buys) trader.lamports += transaction.amountIn;
  else trader.units += transaction.amountIn;
}

function differenceOf(db: Database, wallet: number, opening: Balance, closing: Balance): string | null {
  const sums = { SOL: 0n, RENT: 0n, TOKEN: 0n };
  for (const { walletId, entries } of db.bookings) {
    if (walletId !== `w${wallet}`) continue;
    for (const { account, amount } of entries) sums[account] += amount;
  }
  const rent = opening.units === null && closing.units !== null ? TOKEN_ACCOUNT_RENT : 0n;
  const lamports = sums.SOL - (closing.lamports - opening.lamports);
  const units = sums.TOKEN - ((closing.units ?? 0n) - (opening.units ?? 0n));
  const rents = sums.RENT - rent;
  return lamports === 0n && units === 0n && rents === 0n
    ? null
    : `${lamports} lamports, ${rents} of rent, ${units} tokens`;
}

/** Lamports in a token account of 165 bytes: (128 + 165) × 3,480 × 2. */
const TOKEN_ACCOUNT_RENT = 2_039_280n;
