/** Figures of the health page as people read them. */
import { formatDuration } from '#client/format/duration.ts';

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes by the unit that leaves one to four digits before the point: `1536` → `1.5 KiB`. */
export function bytes(count: number): string {
  const power = count < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(count) / 10));
  const value = count / 1_024 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${BYTE_UNITS[power]}`;
}

/** A time that a machine took: milliseconds up to a second, then in words. */
export function latency(ms: number): string {
  if (ms >= 1_000) return formatDuration(ms / 1_000);
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** How long ago, for what is watched: `—` for nothing. */
export const age = (ms: number | null): string => (ms === null ? '—' : latency(ms));
