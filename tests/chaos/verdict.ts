/** Holds what Postgres says against what the blocks say. Knows neither: plain values in, a verdict out. */
import type { BlockFacts, Swap } from './blocks.ts';
import type { Order } from './orders.ts';
import type { AttemptRecord, LedgerSum, Records } from './records.ts';

export interface Verdict {
  readonly intents: number;
  /** Orders of which the blocks show one good swap, and Postgres the success. */
  readonly landed: number;
  /** Swaps on chain beyond the first of their order, whether they did well or not. */
  readonly doubled: number;
  /** Orders accepted that never landed well, or whose landing Postgres has not recorded. */
  readonly lost: number;
  /** Successes that the blocks do not show, and swaps that nobody ordered. */
  readonly phantom: number;
  readonly expired: number;
  readonly needsReview: number;
  readonly cancelled: number;
  /** Signatures that followed a dead one whose evidence the blocks bear out. */
  readonly resigned: number;
  readonly ledgerEqualsChain: boolean;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** What is wrong, in sentences: the first of each kind, for people. */
  readonly complaints: readonly string[];
}

export function judge(orders: readonly Order[], records: Records, blocks: BlockFacts): Judgement {
  const complaints: string[] = [];
  const amounts = new Set(orders.map(({ amountIn }) => amountIn));
  const states = new Map(records.intents.map(({ id, state }) => [id, state]));
  const swapsOf = ({ amountIn }: Order): readonly Swap[] => blocks.swaps.get(amountIn) ?? [];
  const lands = (order: Order): boolean => swapsOf(order).some(({ ok }) => ok);
  const complain = (what: string, orders: readonly Order[]): number => {
    for (const order of orders.slice(0, SHOWN)) complaints.push(`${what}: ${describe(order, records, blocks)}`);
    return orders.length;
  };
  const succeeded = (order: Order): boolean => states.get(order.id) === 'SUCCEEDED';
  const strangers = [...blocks.swaps.keys()].filter((amount) => !amounts.has(amount));
  if (strangers.length > 0) complaints.push(`swaps that nobody ordered, of ${strangers.slice(0, SHOWN).join(', ')}`);
  const stored = new Set([...records.attempts.values()].flat().map(({ signature }) => signature));
  const unstored = [...blocks.swaps.values()].flat().filter(({ signature }) => !stored.has(signature));
  for (const { signature, slot } of unstored.slice(0, SHOWN)) {
    complaints.push(`${signature} landed at slot ${slot}, and was never stored`);
  }
  if (records.held > 0) complaints.push(`${records.held} reservations are held, and nothing is in flight`);
  const deaths = judgeDeaths(records.attempts, blocks);
  const ledger = ledgerComplaints(records.ledger, blocks);
  complain(
    'doubled',
    orders.filter((order) => swapsOf(order).length > 1),
  );
  const verdict = {
    intents: orders.length,
    landed: orders.filter((order) => lands(order) && succeeded(order)).length,
    doubled: orders.reduce((sum, order) => sum + Math.max(0, swapsOf(order).length - 1), 0),
    lost: complain(
      'lost',
      orders.filter((order) => !lands(order) || !succeeded(order)),
    ),
    phantom:
      complain(
        'phantom',
        orders.filter((order) => succeeded(order) && !lands(order)),
      ) +
      strangers.length +
      unstored.length,
    expired: records.intents.filter(({ state }) => state === 'EXPIRED').length,
    needsReview: records.intents.filter(({ needsReview }) => needsReview).length,
    cancelled: records.intents.filter(({ state }) => state === 'CANCELLED').length,
    resigned: deaths.resigned,
    ledgerEqualsChain: ledger.length === 0,
  };
  return { verdict, complaints: [...complaints, ...deaths.complaints, ...ledger.slice(0, SHOWN)] };
}

const SHOWN = 5;

function describe(order: Order, records: Records, blocks: BlockFacts): string {
  const state = records.intents.find(({ id }) => id === order.id)?.state ?? 'not there';
  const attempts = (records.attempts.get(order.id) ?? []).map((one) => `${one.signature.slice(0, 8)} ${one.state}`);
  const swaps = (blocks.swaps.get(order.amountIn) ?? []).map(
    (swap) => `${swap.signature.slice(0, 8)} at slot ${swap.slot}${swap.ok ? '' : ' with an error'}`,
  );
  return `${order.id} is ${state}; signed ${attempts.join(', ') || 'never'}; on chain ${swaps.join(', ') || 'never'}`;
}

/** Every dead attempt must be in no block, past its last height by the chain's own count, before the next was signed. */
function judgeDeaths(attempts: Records['attempts'], blocks: BlockFacts): { resigned: number; complaints: string[] } {
  const complaints: string[] = [];
  let resigned = 0;
  for (const ofIntent of attempts.values()) {
    ofIntent.forEach((attempt, index) => {
      if (attempt.state !== 'DEAD') return;
      const next = ofIntent[index + 1];
      const complaint = deathComplaint(attempt, next, blocks);
      if (complaint !== null) complaints.push(`${attempt.signature} is called dead, but ${complaint}`);
      else if (next !== undefined) resigned += 1;
    });
    const unproved = ofIntent.slice(0, -1).find(({ state }) => state !== 'DEAD');
    if (unproved !== undefined)
      complaints.push(`${unproved.signature} was followed by another and is ${unproved.state}`);
  }
  return { resigned, complaints };
}

function deathComplaint(dead: AttemptRecord, next: AttemptRecord | undefined, blocks: BlockFacts): string | null {
  const slot = blocks.slotOf.get(dead.signature);
  if (slot !== undefined) return `it landed at slot ${slot}`;
  const { finalizedHeight, finalizedSlot, closedAt } = dead;
  if (finalizedHeight === null || finalizedSlot === null || closedAt === null) return 'there is no evidence';
  const lastValid = blocks.lastValidHeight.get(dead.blockhash);
  // A blockhash of no block was one of a fork, or of what a killed chain had not written: it can land in none.
  if (lastValid !== undefined && finalizedHeight <= lastValid) return `it could land until height ${lastValid}`;
  const height = blocks.heightAt.get(finalizedSlot);
  if (height !== undefined && height !== finalizedHeight) return `slot ${finalizedSlot} has height ${height}`;
  const madeAt = blocks.timeAt.get(finalizedSlot);
  if (madeAt !== undefined && madeAt * 1_000 > closedAt.getTime()) return `slot ${finalizedSlot} was not there yet`;
  if (next !== undefined && next.signedAt < closedAt) return 'the next was signed before that was proved';
  return null;
}

/** Wallet by wallet, to the lamport and the base unit. */
function ledgerComplaints(ledger: readonly LedgerSum[], { tally }: BlockFacts): string[] {
  const booked = new Map(ledger.map(({ address, account, asset, amount }) => [keyOf(address, account, asset), amount]));
  const onChain = new Map<string, bigint>([
    ...[...tally.lamports].map(([address, amount]) => [keyOf(address, 'SOL', ''), amount] as const),
    ...[...tally.rent].map(([address, amount]) => [keyOf(address, 'RENT', ''), amount] as const),
    ...[...tally.tokens].map(([walletAndMint, amount]) => {
      const [address = '', mint = ''] = walletAndMint.split(' ');
      return [keyOf(address, 'TOKEN', mint), amount] as const;
    }),
  ]);
  return [...new Set([...booked.keys(), ...onChain.keys()])].flatMap((key) => {
    const [book, chain] = [booked.get(key) ?? 0n, onChain.get(key) ?? 0n];
    return book === chain ? [] : [`the ledger has ${book} and the chain ${chain} of ${key}`];
  });
}

const keyOf = (address: string, account: string, asset: string): string =>
  account === 'TOKEN' ? `${address} TOKEN ${asset}` : `${address} ${account}`;
