/**
 * `npm run sluice -- keys rotate`: wraps every key anew under the current master key, and prints how far it is and the proof. It
 * holds what the signer holds; `scripts/sluice.mjs` starts it.
 */
import { openRotation, type Rotation, readRotationConfig } from '#core/runtime/rotation.ts';
import { type RotationProof, rehearseRotation, rotateKeys, type Unopened } from '#core/usecases/custody/rotate-keys.ts';

const count = (n: number): string => n.toLocaleString('en');
const keys = (n: number): string => `${count(n)} key${n === 1 ? '' : 's'}`;

/** One line for each batch: how many of how many, and how fast. */
function progress(): (done: number, total: number) => void {
  const begun = performance.now();
  return (done, total) => {
    const seconds = Math.max(0.001, (performance.now() - begun) / 1_000);
    console.log(`  ${count(done)} of ${count(total)}, ${count(Math.round(done / seconds))} a second`);
  };
}

/** A signer that does not know the new key would sign nothing more: the rotation does not begin then. */
async function requireSigner({ signerHoldsCurrent, rewrapper }: Rotation): Promise<void> {
  if ((await signerHoldsCurrent()) !== false) return;
  const kekId = await rewrapper.currentId();
  throw new Error(
    `The signer that runs does not hold "${kekId}" yet. Restart Sluice with the new key first, then rotate.`,
  );
}

function printCounts({ counts }: Pick<RotationProof, 'counts'>): void {
  for (const { kekId, keys: n } of counts) console.log(`  ${kekId}: ${keys(n)}`);
}

function printUnopened(unopened: readonly Unopened[]): void {
  for (const { purpose, subject, kekId, reason } of unopened) {
    console.log(`  ${purpose} of ${subject}, wrapped by ${kekId}: ${reason}`);
  }
}

async function rehearse(rotation: Rotation): Promise<boolean> {
  const { kekId, counts, unopened } = await rehearseRotation({ ...rotation, onProgress: progress() });
  const due = counts.filter((one) => one.kekId !== kekId).reduce((sum, one) => sum + one.keys, 0);
  console.log(`${keys(due)} would be wrapped anew by ${kekId}; nothing was changed. Now:`);
  printCounts({ counts });
  if (unopened.length > 0) console.log(`${keys(unopened.length)} would not open:`);
  printUnopened(unopened);
  return unopened.length === 0;
}

async function rotate(rotation: Rotation): Promise<boolean> {
  const proof = await rotateKeys({ ...rotation, onProgress: progress() });
  const { kekId, rewrapped, opened, compared, counts, unopened } = proof;
  console.log(`${keys(rewrapped)} wrapped anew by ${kekId}. Read back from the database:`);
  printCounts(proof);
  console.log(
    `${keys(opened)} opened by ${kekId} alone; ${count(compared)} of ${count(rewrapped)} are what they were.`,
  );
  if (unopened.length > 0) console.log(`${keys(unopened.length)} did not open:`);
  printUnopened(unopened);
  const left = counts.filter((one) => one.kekId !== kekId);
  const done = unopened.length === 0 && left.length === 0 && compared === rewrapped;
  console.log(
    done
      ? `Nothing needs an older master key any more: all but ${kekId} may be removed (backups of before still need them).`
      : `Keep ${left.map((one) => one.kekId).join(' and ') || 'every key'}: it is still needed. Run this again once that is mended.`,
  );
  return done;
}

async function main(): Promise<void> {
  const rotation = openRotation(readRotationConfig());
  try {
    await requireSigner(rotation);
    const well = process.argv.includes('--dry-run') ? await rehearse(rotation) : await rotate(rotation);
    if (!well) process.exitCode = 1;
  } finally {
    await rotation.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
