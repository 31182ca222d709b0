import { Options, toList, toSignature } from '../rpc/params.ts';
import { invalidParams } from '../rpc/rpc-error.ts';
import type { Effect, EffectKind, EffectOf, Phase, Release, Rule } from './rule.ts';

const PHASES: readonly Phase[] = ['before', 'after'];
const RELEASES = ['last-valid', 'last-valid+1', 'last-valid+2', 'command'] as const;
const MAX_LIST = 1_000;
/** Code and words of an answer that tells nothing, as a proxy in front of a node gives it. */
const DEFAULT_ERROR = { code: -32_603, message: 'Internal error' };
const OTHER_GENESIS = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d';

type EffectReaders = { readonly [K in EffectKind]: (options: Options, height: number) => EffectOf<K> };

const READERS: EffectReaders = {
  delay: (options) => ({
    kind: 'delay',
    ms: required(options, 'ms'),
    jitterMs: options.integer('jitterMs') ?? 0,
    phase: phaseOf(options),
  }),
  drop: (options) => ({ kind: 'drop', phase: phaseOf(options) }),
  timeout: (options) => ({ kind: 'timeout', phase: phaseOf(options) }),
  'rate-limit': (options) => ({ kind: 'rate-limit', retryAfter: options.integer('retryAfter') ?? 1 }),
  error: (options) => ({
    kind: 'error',
    code: signed(options, 'code') ?? DEFAULT_ERROR.code,
    message: options.string('message') ?? DEFAULT_ERROR.message,
    phase: phaseOf(options),
  }),
  lag: (options) => ({ kind: 'lag', blocks: required(options, 'blocks') }),
  freeze: (options, height) => ({ kind: 'freeze', height: options.integer('height') ?? height }),
  hide: (options) => ({ kind: 'hide', signatures: signaturesOf(options) }),
  'forgotten-statuses': (options) => ({
    kind: 'forgotten-statuses',
    roots: options.integer('roots') ?? 0,
    history: options.boolean('history', false),
  }),
  'wrong-genesis': (options) => ({
    kind: 'wrong-genesis',
    genesisHash: options.string('genesisHash') ?? OTHER_GENESIS,
  }),
  'fake-accept': () => ({ kind: 'fake-accept' }),
  'blockhash-not-found': (options) => ({ kind: 'blockhash-not-found', accept: options.boolean('accept', false) }),
  hold: (options) => ({ kind: 'hold', release: releaseOf(options) }),
  'null-statuses': (options) => ({ kind: 'null-statuses', signatures: signaturesOf(options) }),
  'false-statuses': (options) => ({
    kind: 'false-statuses',
    signatures: signaturesOf(options),
    failed: options.boolean('failed', false),
  }),
  heights: (options) => ({
    kind: 'heights',
    by: signed(options, 'by') ?? 0,
    slotsBy: signed(options, 'slotsBy') ?? 0,
  }),
  'socket-silent': () => ({ kind: 'socket-silent' }),
  'socket-drop': () => ({ kind: 'socket-drop' }),
};

/** Reads a rule as it is sent. `height` is that of the open block. Throws an invalid-params error with a sentence. */
export function parseRule(value: unknown, endpoints: number, height: number): Rule {
  const options = new Options(value, 'rule');
  const kind = options.string('kind') ?? '';
  if (!isKind(kind)) throw invalidParams(`rule.kind must be one of ${Object.keys(READERS).join(', ')}`);
  const endpoint = options.integer('endpoint') ?? null;
  if (endpoint !== null && endpoint >= endpoints)
    throw invalidParams(`rule.endpoint: there are ${endpoints} addresses`);
  const effect: Effect = READERS[kind](options, height);
  return {
    effect,
    endpoint,
    methods: methodsOf(options),
    probability: probabilityOf(options),
    count: options.integer('count') ?? null,
    forSlots: options.integer('forSlots') ?? null,
  };
}

function isKind(kind: string): kind is EffectKind {
  return Object.hasOwn(READERS, kind);
}

function required(options: Options, key: string): number {
  const value = options.integer(key);
  if (value === undefined) throw invalidParams(`rule.${key} is missing`);
  return value;
}

function signed(options: Options, key: string): number | undefined {
  const value = options.raw(key);
  if (value === undefined) return undefined;
  if (!Number.isSafeInteger(value)) throw invalidParams(`rule.${key} must be a whole number`);
  return value as number;
}

function phaseOf(options: Options): Phase {
  return options.oneOf('phase', PHASES, 'before');
}

function probabilityOf(options: Options): number {
  const value = options.raw('probability') ?? 1;
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw invalidParams('rule.probability must be a number from 0 to 1');
  }
  return value;
}

function methodsOf(options: Options): readonly string[] | null {
  const value = options.raw('methods');
  if (value === undefined) return null;
  const names = Array.isArray(value) ? value : [value];
  return toList(names, 'rule.methods', MAX_LIST).map((name) => {
    if (typeof name !== 'string') throw invalidParams('rule.methods must hold names');
    return name;
  });
}

function signaturesOf(options: Options): readonly string[] | null {
  const value = options.raw('signatures');
  if (value === undefined) return null;
  return toList(value, 'rule.signatures', MAX_LIST).map((one) => toSignature(one, 'rule.signatures'));
}

function releaseOf(options: Options): Release {
  const value = options.raw('release');
  if (typeof value !== 'object' || value === null) return options.oneOf('release', RELEASES, 'command');
  const at = new Options(value, 'rule.release');
  const height = at.integer('height');
  return height === undefined ? { after: required(at, 'after') } : { height };
}
