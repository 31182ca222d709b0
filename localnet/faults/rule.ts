/** Before the method runs, or after it has run and before its answer leaves. */
export type Phase = 'before' | 'after';

/**
 * When a held transaction is let go: in the block at its last valid height or one or two above it, in the block at a
 * height, so many blocks after it came, or by command alone.
 */
export type Release =
  | 'last-valid'
  | 'last-valid+1'
  | 'last-valid+2'
  | 'command'
  | { readonly height: number }
  | { readonly after: number };

/** What a rule does to the calls it meets. docs/local-chain.md tells each in full. */
export type Effect =
  // The connection.
  | { readonly kind: 'delay'; readonly ms: number; readonly jitterMs: number; readonly phase: Phase }
  | { readonly kind: 'drop'; readonly phase: Phase }
  | { readonly kind: 'timeout'; readonly phase: Phase }
  | { readonly kind: 'rate-limit'; readonly retryAfter: number }
  | { readonly kind: 'error'; readonly code: number; readonly message: string; readonly phase: Phase }
  // What the node knows.
  | { readonly kind: 'lag'; readonly blocks: number }
  | { readonly kind: 'freeze'; readonly height: number }
  | { readonly kind: 'hide'; readonly signatures: readonly string[] | null }
  | { readonly kind: 'forgotten-statuses'; readonly roots: number; readonly history: boolean }
  | { readonly kind: 'wrong-genesis'; readonly genesisHash: string }
  // What it does with transactions.
  | { readonly kind: 'fake-accept' }
  | { readonly kind: 'blockhash-not-found'; readonly accept: boolean }
  | { readonly kind: 'hold'; readonly release: Release }
  // What it says.
  | { readonly kind: 'null-statuses'; readonly signatures: readonly string[] | null }
  | { readonly kind: 'false-statuses'; readonly signatures: readonly string[] | null; readonly failed: boolean }
  | { readonly kind: 'heights'; readonly by: number; readonly slotsBy: number }
  // Its WebSocket.
  | { readonly kind: 'socket-silent' }
  | { readonly kind: 'socket-drop' };

export type EffectKind = Effect['kind'];
export type EffectOf<K extends EffectKind> = Extract<Effect, { kind: K }>;

/** Which calls a rule meets, and for how long. */
export interface Scope {
  /** Index of the address in `rpcUrls`; null for all. */
  readonly endpoint: number | null;
  /** Method names, `*` standing for any run of letters; null for every method the kind concerns. */
  readonly methods: readonly string[] | null;
  /** From 0 to 1, drawn anew for each call. */
  readonly probability: number;
  /** Times it may strike; null for ever. */
  readonly count: number | null;
  /** Slots after which it ends; null for never. */
  readonly forSlots: number | null;
}

export interface Rule extends Scope {
  readonly effect: Effect;
}

const SEND = ['sendTransaction'];
const PREFLIGHT = ['sendTransaction', 'simulateTransaction'];
const STATUSES = ['getSignatureStatuses'];
const HEIGHTS = ['getEpochInfo', 'getBlockHeight', 'getLatestBlockhash'];
const SLOTS = [...HEIGHTS, 'getSlot', 'getSignatureStatuses'];
const HISTORY = ['getSignatureStatuses', 'getTransaction', 'getBlock', 'getSignaturesForAddress'];

/** What a call of a socket counts as, so that rules for sockets never meet a call over HTTP. */
export const SOCKET = 'websocket';

/** Whether nothing of the call is left after this effect: its method never runs. */
export function endsCall(effect: Effect): boolean {
  return effect.kind === 'rate-limit' || ('phase' in effect && effect.phase === 'before' && effect.kind !== 'delay');
}

/** Methods an effect can strike at all; null for every one. A rule spends its count on these alone. */
export function methodsConcerned(effect: Effect): readonly string[] | null {
  return effect.kind === 'heights' && effect.slotsBy !== 0 ? SLOTS : CONCERNS[effect.kind];
}

const CONCERNS: Readonly<Record<EffectKind, readonly string[] | null>> = {
  delay: null,
  drop: null,
  timeout: null,
  'rate-limit': null,
  error: null,
  lag: null,
  freeze: null,
  hide: HISTORY,
  'forgotten-statuses': STATUSES,
  'wrong-genesis': ['getGenesisHash'],
  'fake-accept': SEND,
  'blockhash-not-found': PREFLIGHT,
  hold: SEND,
  'null-statuses': STATUSES,
  'false-statuses': STATUSES,
  heights: HEIGHTS,
  'socket-silent': [SOCKET],
  'socket-drop': [SOCKET],
};
