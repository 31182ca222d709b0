/**
 * `npm run sluice -- audit verify`: walks the audit log's hash chains and names the first row of each that is not what it was
 * (AD-03; docs/audit.md). It connects as the chainer, in transactions that cannot write. Exit code 0 only if all is sound.
 */
import { openDatabase } from '#core/store/db.ts';
import { type ChainVerdict, isLate, isSound, verifyAudit } from '#core/usecases/audit/verify-audit.ts';
import { PLATFORM, readAuditOptions } from './audit/options.ts';
import { describeFailure } from './lib/failure.mjs';

/** One statement over the whole log may take its time. */
const ANSWER_MS = 600_000;

async function main(args: readonly string[]): Promise<number> {
  const options = readAuditOptions(args);
  const db = openDatabase({
    url: process.env['DATABASE_CHAINER_URL'] ?? '',
    ...{ max: 1, applicationName: 'sluice-audit', answerMs: ANSWER_MS, readOnly: true },
  });
  try {
    const verdicts = await verifyAudit(db, options);
    const sound = verdicts.every(isSound);
    if (options.json) console.log(toJson({ sound, chains: verdicts.map(toReport) }));
    else for (const line of [...verdicts.flatMap(toLines), summary(verdicts)]) console.log(line);
    return sound ? 0 : 1;
  } finally {
    await db.close();
  }
}

const nameOf = ({ organizationId }: ChainVerdict): string => organizationId ?? PLATFORM;
const headOf = (verdict: ChainVerdict): string | null =>
  verdict.head === null ? null : `${nameOf(verdict)}:${verdict.head.seq}:${verdict.head.hash}`;

/** `head` is what `--expect-head` takes. */
const toReport = (verdict: ChainVerdict): object => ({ ...verdict, head: headOf(verdict), late: isLate(verdict) });

const toJson = (value: object): string =>
  JSON.stringify(value, (_key, field: unknown) => (typeof field === 'bigint' ? field.toString() : field));

function toLines(verdict: ChainVerdict): string[] {
  const { broken, unlinked } = verdict;
  const lines = [`${broken === null ? 'sound ' : 'BROKEN'} ${headOf(verdict) ?? `${nameOf(verdict)} has not begun`}`];
  if (broken !== null) {
    const row = broken.auditId === null ? '' : `, row ${broken.auditId}`;
    lines.push(`       ${broken.kind} at link ${broken.seq}${row}: ${broken.why}`);
  }
  if (unlinked !== null) {
    const since = `${unlinked.rows} not linked, the first is row ${unlinked.firstId} of ${unlinked.since.toISOString()}`;
    lines.push(`       ${since}${isLate(verdict) ? ': LATE. Is a worker running?' : ''}`);
  }
  return lines;
}

function summary(verdicts: readonly ChainVerdict[]): string {
  const links = verdicts.reduce((total, chain) => total + chain.links, 0n);
  const wrong = verdicts.filter((verdict) => !isSound(verdict)).length;
  return `${links} rows in ${verdicts.length} chains: ${wrong === 0 ? 'all sound.' : `${wrong} NOT SOUND.`}`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(describeFailure(error));
  process.exitCode = 1;
}
