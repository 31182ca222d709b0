/** Every place at which a process waits for something outside itself: there it can be killed, paused, failed or overtaken. */
import { counter } from './coverage.ts';

/** A port's method, and what stands behind it, which decides how it can fail. */
const BEHIND = {
  'claims.claim': 'store',
  'claims.renew': 'store',
  'claims.release': 'store',
  'claims.deny': 'store',
  'claims.liveBytes': 'store',
  'claims.markSent': 'store',
  'signing.load': 'store',
  'signing.sign': 'commit',
  'signing.attemptsBySignature': 'store',
  'tracking.live': 'store',
  'tracking.orders': 'store',
  'tracking.bytes': 'store',
  'tracking.markSent': 'store',
  'tracking.recordConfirmed': 'store',
  'tracking.recordLanded': 'store',
  'tracking.recordDead': 'store',
  'tracking.markForReview': 'store',
  'tracking.rememberFinalized': 'store',
  'scans.due': 'store',
  'scans.expirable': 'store',
  'scans.expire': 'store',
  'chain.heights': 'rpc',
  'chain.latestBlockhash': 'rpc',
  'chain.accounts': 'rpc',
  'chain.statuses': 'rpc',
  'chain.transactions': 'rpc',
  'chain.block': 'rpc',
  'chain.blockSlots': 'rpc',
  'chain.simulate': 'rpc',
  'chain.recentPriorityFees': 'rpc',
  'sender.send': 'send',
  'signer.request': 'socket',
  'signer.answer': 'socket',
  'queue.enqueue': 'queue',
  'clock.wait': 'clock',
} as const;

export type Method = keyof typeof BEHIND;
export type Behind = (typeof BEHIND)[Method];

const CHAIN_OF_TRACKER: readonly Method[] = [
  'chain.heights',
  'chain.statuses',
  'chain.transactions',
  'chain.block',
  'chain.blockSlots',
];

/** Who waits where. A process that waits elsewhere stops the run: the table is then out of date. */
const WAITS = {
  worker: [
    ...([
      'claims.claim',
      'claims.renew',
      'claims.release',
      'claims.deny',
      'claims.liveBytes',
      'claims.markSent',
    ] as const),
    ...(['chain.latestBlockhash', 'chain.accounts', 'chain.simulate', 'chain.recentPriorityFees'] as const),
    ...(['signer.request', 'signer.answer', 'sender.send'] as const),
  ],
  signer: [
    ...(['signing.load', 'signing.sign', 'signing.attemptsBySignature'] as const),
    ...(['chain.heights', 'chain.accounts', 'chain.statuses', 'chain.transactions', 'clock.wait'] as const),
  ],
  tracker: [
    ...(['tracking.live', 'tracking.orders', 'tracking.bytes', 'tracking.markSent'] as const),
    ...(['tracking.recordConfirmed', 'tracking.recordLanded', 'tracking.recordDead'] as const),
    ...(['tracking.markForReview', 'tracking.rememberFinalized'] as const),
    ...CHAIN_OF_TRACKER,
    ...(['sender.send', 'queue.enqueue'] as const),
  ],
  scan: ['scans.due', 'scans.expirable', 'scans.expire', 'queue.enqueue'],
} as const satisfies Record<string, readonly Method[]>;

export type Role = keyof typeof WAITS;

export interface AwaitPoint {
  readonly method: Method;
  readonly behind: Behind;
  /** Counters: how often it was waited there, and how often a process died there. */
  readonly waited: number;
  readonly died: number;
}

const pointsOf = (role: Role): ReadonlyMap<Method, AwaitPoint> =>
  new Map(
    WAITS[role].map((method) => [
      method,
      {
        method,
        behind: BEHIND[method],
        waited: counter(`await ${role} ${method}`),
        died: counter(`crash ${role} ${method}`),
      },
    ]),
  );

const POINTS: Readonly<Record<Role, ReadonlyMap<Method, AwaitPoint>>> = {
  worker: pointsOf('worker'),
  signer: pointsOf('signer'),
  tracker: pointsOf('tracker'),
  scan: pointsOf('scan'),
};

export function awaitPoint(role: Role, method: Method): AwaitPoint {
  const point = POINTS[role].get(method);
  if (point === undefined) throw new Error(`a ${role} is not known to wait for ${method}: see await-points.ts`);
  return point;
}
