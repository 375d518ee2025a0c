import {printDuration} from './duration.ts';

const unitsMs: Readonly<Record<string, number>> = {us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000};

/** Where the whole ms of `parseDuration` are too coarse: `30ms`, `0.5ms`, `250us`, `1.5s`, `1m30s` in ms, unrounded; null when it is not one. */
export function parseFineDuration(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:us|ms|s|m|h))+$/.test(text)) return null;
  let total = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h)/g)) {
    // Dividing keeps 250us at 0.25, a product with 0.001 would not.
    total += unit === 'us' ? Number(number) / 1000 : Number(number) * unitsMs[unit!]!;
  }
  return Number.isFinite(total) && total < 1e12 ? total : null;
}

/** The text `parseFineDuration` reads back to the same number: `500ms`, `0.5ms`, `1m30s`. */
export function printFineDuration(ms: number): string {
  return Number.isInteger(ms) ? printDuration(ms) : `${printPlain(ms)}ms`;
}

const unitsBytes: Readonly<Record<string, number>> = {b: 1, kb: 1024, mb: 1024 * 1024};

/** `512b`, `64kb`, `1.5mb` in bytes (kb = 1024), whole; null when it is not one. */
export function parseSize(text: string): number | null {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(b|kb|mb)$/.exec(text) ?? [];
  if (number === undefined) return null;
  const bytes = Math.round(Number(number) * unitsBytes[unit!]!);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** The text `parseSize` reads back, in the largest unit that keeps it whole: `65536` is `64kb`. */
export function printSize(bytes: number): string {
  if (bytes >= 1_048_576 && bytes % 1_048_576 === 0) return `${bytes / 1_048_576}mb`;
  return bytes >= 1024 && bytes % 1024 === 0 ? `${bytes / 1024}kb` : `${bytes}b`;
}

/** Without an exponent, which no unit may follow. */
function printPlain(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text;
}
