/** What each process of a stack takes of the machine, from /proc. */
import fs from 'node:fs';

/** Clock ticks a second, as /proc counts CPU time (`getconf CLK_TCK`); 100 on every Linux we know. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

export interface ProcessUsage {
  /** Seconds of CPU, user and system. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** By what the process is for; several of a kind are one entry. */
export type Usage = ReadonlyMap<string, ProcessUsage>;

interface ProcessRow extends ProcessUsage {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function readProcess(pid: number): ProcessRow | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold anything; the fields begin after it.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, utime = 0, stime = 0, pages = 0] = [fields[1], fields[11], fields[12], fields[21]];
    const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
    return { pid, parent, command, cpuSeconds: (utime + stime) / TICKS_PER_SECOND, residentBytes: pages * PAGE_BYTES };
  } catch {
    return null; // ended meanwhile
  }
}

const GONE: ProcessUsage = { cpuSeconds: 0, residentBytes: 0 };

/** Of one process; zeros once it has ended. */
export const usageOf = (pid: number): ProcessUsage => readProcess(pid) ?? GONE;

const KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['chain', /chain\.mjs/],
  ['signer', /signer\.mjs/],
  ['worker', /worker\.mjs/],
  ['server', /server\.mjs/],
  ['bare loop', /bare-loop/],
  ['postgres', /postgres/],
  ['redis', /redis|valkey/],
];

/** Everything below this process, and the Postgres and Redis of the data folder, which have left our tree. */
export function readUsage(dataDir: string): Usage {
  const all = fs.readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : []));
  const ours = new Set([process.pid, ...all.filter(({ command }) => command.includes(dataDir)).map(({ pid }) => pid)]);
  for (let before = 0; before < ours.size; ) {
    before = ours.size;
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid);
  }
  const usage = new Map<string, ProcessUsage>();
  for (const row of all.filter(({ pid }) => ours.has(pid))) {
    const kind =
      row.pid === process.pid ? 'bench' : (KINDS.find(([, pattern]) => pattern.test(row.command))?.[0] ?? 'other');
    const sum = usage.get(kind) ?? { cpuSeconds: 0, residentBytes: 0 };
    usage.set(kind, {
      cpuSeconds: sum.cpuSeconds + row.cpuSeconds,
      residentBytes: sum.residentBytes + row.residentBytes,
    });
  }
  return usage;
}

/** CPU between the two readings, as a share of one core, and memory at the second. */
export function usageBetween(before: Usage, after: Usage, seconds: number) {
  return Object.fromEntries(
    [...after].map(([kind, { cpuSeconds, residentBytes }]) => [
      kind,
      {
        cores: Math.round(((cpuSeconds - (before.get(kind)?.cpuSeconds ?? 0)) / seconds) * 100) / 100,
        mebibytes: Math.round(residentBytes / 2 ** 20),
      },
    ]),
  );
}

export type UsageFigures = ReturnType<typeof usageBetween>;
