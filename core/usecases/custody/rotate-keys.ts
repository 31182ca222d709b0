/**
 * A new master key takes the place of an old one while signing goes on (W-02): every wrapped key is opened and wrapped anew; what
 * it opens stays the same, so no wallet's ciphertext changes and keys that a signer holds open stay right.
 *
 * It may be broken off and run again, and run twice at once: a row is replaced only where the blob that was read still stands.
 */
import type { KekContext, Rewrapper } from '#core/ports/kek.ts';
import type { KekCount, RotationStore, StoredWrapped } from '#core/ports/rotation-store.ts';
import { VaultError } from '#core/ports/vault.ts';

const BATCH = 100;
const PURPOSES: readonly KekContext['purpose'][] = ['data-key', 'sealing-key'];

export interface RotationDependencies {
  readonly store: RotationStore;
  readonly rewrapper: Rewrapper;
  /** Told after each batch how many of how many keys were gone through. */
  readonly onProgress: (done: number, total: number) => void;
}

/** A key that does not open; the reason names no key material. */
export interface Unopened extends KekContext {
  readonly kekId: string;
  readonly reason: string;
}

export interface RotationProof {
  /** The key that wraps now. */
  readonly kekId: string;
  /** What the database holds, read after the last change. */
  readonly counts: readonly KekCount[];
  /** Keys wrapped anew by this run. */
  readonly rewrapped: number;
  /** Keys that were read back and opened by the current key alone. */
  readonly opened: number;
  /** Those of them that this run wrapped, and that are the same as before by their digests. */
  readonly compared: number;
  readonly unopened: readonly Unopened[];
}

/** What a rotation would find: every key that is not wrapped by the current master key is opened and wrapped, and nothing stored. */
export async function rehearseRotation(
  deps: RotationDependencies,
): Promise<Omit<RotationProof, 'opened' | 'compared'>> {
  const run = await startRun(deps);
  await passOver(deps, run, false);
  return { kekId: run.kekId, counts: await deps.store.counts(), rewrapped: 0, unopened: [...run.unopened.values()] };
}

/**
 * Wraps everything anew, then reads it all back. What it wrapped is told in the audit log, whether it came to its end or not.
 * @throws KekUnavailable, after which it can be run again.
 */
export async function rotateKeys(deps: RotationDependencies): Promise<RotationProof> {
  const run = await startRun(deps);
  let proof: RotationProof | null = null;
  try {
    // A signer that was started with the old ring may wrap new keys meanwhile: until a pass finds nothing more to do.
    while ((await passOver(deps, run, true)) > 0);
    proof = await prove(deps, run);
    return proof;
  } finally {
    const rewrapped = run.digests.size;
    if (rewrapped > 0) await deps.store.tell({ kekId: run.kekId, rewrapped, opened: proof?.opened ?? null });
  }
}

interface Run {
  readonly kekId: string;
  readonly total: number;
  done: number;
  /** What was stored by this run: the digest of the key as it was before. */
  readonly digests: Map<string, string>;
  readonly unopened: Map<string, Unopened>;
}

const nameOf = ({ purpose, subject }: KekContext): string => `${purpose} ${subject}`;

async function startRun({ store, rewrapper }: RotationDependencies): Promise<Run> {
  const kekId = await rewrapper.currentId();
  const others = (await store.counts()).filter((one) => one.kekId !== kekId);
  const total = others.reduce((sum, { keys }) => sum + keys, 0);
  return { kekId, total, done: 0, digests: new Map(), unopened: new Map() };
}

/** Goes once through all keys that another key wrapped. Answers how many it replaced. */
async function passOver(deps: RotationDependencies, run: Run, store: boolean): Promise<number> {
  let replaced = 0;
  for (const purpose of PURPOSES) {
    for await (const page of pages(deps.store, purpose, run.kekId)) {
      if (store) replaced += await rewrapPage(deps, run, page);
      else await Promise.all(page.map((row) => rewrapOne(deps, run, row)));
      run.done += page.length;
      deps.onProgress(Math.min(run.done, run.total), run.total);
    }
  }
  return replaced;
}

/** All keys of a purpose, a batch at a time; those wrapped by `except` are left out. */
async function* pages(
  store: RotationStore,
  purpose: KekContext['purpose'],
  except?: string,
): AsyncGenerator<readonly StoredWrapped[]> {
  let after: StoredWrapped | null = null;
  for (;;) {
    const from = { after, limit: BATCH, ...(except === undefined ? {} : { except }) };
    const page: readonly StoredWrapped[] = await store.page(purpose, from);
    after = page.at(-1) ?? null;
    if (after === null) return;
    yield page;
  }
}

async function rewrapPage(deps: RotationDependencies, run: Run, page: readonly StoredWrapped[]): Promise<number> {
  const anew = (await Promise.all(page.map((row) => rewrapOne(deps, run, row)))).filter((row) => row !== null);
  const replaced = await deps.store.replace(anew);
  for (const row of anew) if (replaced.has(row.subject)) run.digests.set(nameOf(row), row.digest);
  return replaced.size;
}

type Rewrapped = StoredWrapped & { readonly old: Uint8Array; readonly digest: string };

/** Null for a key that does not open: the others are not kept waiting for it. */
async function rewrapOne({ rewrapper }: RotationDependencies, run: Run, row: StoredWrapped): Promise<Rewrapped | null> {
  try {
    return { ...row, old: row.blob, ...(await rewrapper.rewrap(row, row.blob)) };
  } catch (error) {
    return note(run, row, error);
  }
}

function note(run: Run, { purpose, subject, kekId }: StoredWrapped, error: unknown): null {
  if (!(error instanceof VaultError)) throw error;
  run.unopened.set(nameOf({ purpose, subject }), { purpose, subject, kekId, reason: error.message });
  return null;
}

/** Reads everything back: what the current key alone opens, and whether it is what it was. */
async function prove({ store, rewrapper }: RotationDependencies, run: Run): Promise<RotationProof> {
  let [opened, compared] = [0, 0];
  const proveOne = async (row: StoredWrapped): Promise<void> => {
    if (row.kekId !== run.kekId) return;
    const digest = await rewrapper.digestByCurrent(row, row.blob).catch((error: unknown) => note(run, row, error));
    if (digest === null) return;
    opened += 1;
    const before = run.digests.get(nameOf(row));
    if (before === digest) compared += 1;
    else if (before !== undefined) note(run, row, new VaultError('it is another key than before'));
  };
  for (const purpose of PURPOSES) {
    for await (const page of pages(store, purpose)) await Promise.all(page.map(proveOne));
  }
  const { kekId, digests, unopened } = run;
  const counts = await store.counts();
  return { ...{ kekId, counts, opened, compared }, rewrapped: digests.size, unopened: [...unopened.values()] };
}
