/**
 * What an intent may ask for: a trade in a pool, or a transfer to an address. One machine carries both out; what is read, built,
 * checked and booked differs by kind, and each of those places answers for both (`byOrder`).
 */
export type TradeKind = 'BUY' | 'SELL';
export type TransferKind = 'WITHDRAW';
export type IntentKind = TradeKind | TransferKind;

export const INTENT_KINDS: readonly IntentKind[] = ['BUY', 'SELL', 'WITHDRAW'];

interface OfSomeKind {
  readonly kind: IntentKind;
}

export type TradeOf<Order extends OfSomeKind> = Extract<Order, { readonly kind: TradeKind }>;
export type TransferOf<Order extends OfSomeKind> = Extract<Order, { readonly kind: TransferKind }>;

const isTransfer = <Order extends OfSomeKind>(order: Order): order is TransferOf<Order> => order.kind === 'WITHDRAW';

/** The answer that goes with what is asked for. */
export const byOrder = <Order extends OfSomeKind, Answer>(
  order: Order,
  answers: {
    readonly trade: (order: TradeOf<Order>) => Answer;
    readonly transfer: (order: TransferOf<Order>) => Answer;
  },
): Answer => (isTransfer(order) ? answers.transfer(order) : answers.trade(order as TradeOf<Order>));
