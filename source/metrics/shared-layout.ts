import {errorKinds} from '../domain/error-kind.ts';
import {bucketCount} from './histogram.ts';
import {phases} from './interval.ts';

/**
 * Where a worker's measurements lie in its SharedArrayBuffer. One writer (the worker), one reader (the collector).
 *
 *   control │ gauges │ bank 0: doubles │ bank 0: words │ bank 1: doubles │ bank 1: words
 *
 * The writer records into the active bank; the reader switches banks, waits until the writer has left the old one (at
 * most one record long) and then owns it: it takes the counts out and leaves zeros. So every record is in exactly one
 * reading, whole, and the exact minimum and maximum belong to the same samples as the histogram beside them.
 */

/** Words of the control block. */
export const control = {
  activeBank: 0,
  /** Bank the writer is in, plus 1; 0 when it is in none. */
  busy: 1,
  activeVus: 2,
  inFlight: 3,
  openSockets: 4,
  appliedRevision: 5,
  size: 8,
} as const;

/** Doubles of the gauge block. A 64-bit store that is aligned is never torn on the platforms Node runs on. */
export const gauge = {
  /** Age of the oldest request in flight when the worker last looked, ms; NaN when there was none. */
  oldestAgeMs: 0,
  utilisation: 1,
  loopDelayMs: 2,
  /** CPU time over wall time of the worker thread, 0 to 1; NaN where it cannot be told. */
  cpuShare: 3,
  /** Run clock at the last sign of life, ms. */
  heartbeatMs: 4,
  size: 5,
} as const;

/** Statuses have three digits. */
export const statusLimit = 1000;
/** Room for kinds that are appended later. */
const errorLimit = 32;
if (errorKinds.length > errorLimit) throw new Error('more error kinds than the shared layout has room for');

export const noMinimum = 0xffff_ffff;

/** Words of one duration: minimum, maximum, bucket counts. */
export const duration = {minUs: 0, maxUs: 1, counts: 2, size: 2 + bucketCount} as const;

/** Words per request name. */
export const nameWord = {
  started: 0,
  answered: 1,
  failed: 2,
  aborted: 3,
  errors: 4,
  phaseCounts: 4 + errorLimit,
  statuses: 4 + errorLimit + phases.length,
  unexpected: 4 + errorLimit + phases.length + statusLimit,
  latency: 4 + errorLimit + phases.length + 2 * statusLimit,
  size: 4 + errorLimit + phases.length + 2 * statusLimit + duration.size,
} as const;

/** Doubles per request name: they hold sums that outgrow 32 bits. */
export const nameDouble = {bytesIn: 0, bytesOut: 1, latencySumUs: 2, phaseSumsUs: 3, size: 3 + phases.length} as const;

/** Words over all names, behind those of the names. */
export const totalWord = {
  iterations: 0,
  interrupted: 1,
  connectionsOpened: 2,
  iteration: 3,
  phases: 3 + duration.size,
  size: 3 + duration.size * (1 + phases.length),
} as const;

export const totalDouble = {iterationSumUs: 0, phaseSumsUs: 1, size: 1 + phases.length} as const;

export interface Bank {
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
}

export interface SharedViews {
  readonly names: number;
  readonly control: Int32Array;
  readonly gauges: Float64Array;
  readonly banks: readonly [Bank, Bank];
}

function sizes(names: number): {doubles: number; words: number; bytes: number} {
  const doubles = names * nameDouble.size + totalDouble.size;
  const words = names * nameWord.size + totalWord.size;
  const evenWords = words + (words & 1);
  return {
    doubles,
    words,
    bytes: control.size * 4 + gauge.size * 8 + 2 * (doubles * 8 + evenWords * 4),
  };
}

/** A buffer for `names` request names, with nothing measured yet (about 160 KB per name and 1.2 MB). */
export function createSharedMetrics(names: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(sizes(names).bytes);
  const views = viewShared(buffer, names);
  views.gauges.fill(Number.NaN);
  for (const {words} of views.banks) {
    for (let name = 0; name < names; name++)
      words[name * nameWord.size + nameWord.latency + duration.minUs] = noMinimum;
    const total = names * nameWord.size;
    words[total + totalWord.iteration + duration.minUs] = noMinimum;
    for (let phase = 0; phase < phases.length; phase++) {
      words[total + totalWord.phases + phase * duration.size + duration.minUs] = noMinimum;
    }
  }
  return buffer;
}

/** The typed arrays over a buffer made by `createSharedMetrics` for as many names. */
export function viewShared(buffer: SharedArrayBuffer, names: number): SharedViews {
  const {doubles, words} = sizes(names);
  const evenWords = words + (words & 1);
  let at = control.size * 4 + gauge.size * 8;
  const nextBank = (): Bank => {
    const bank = {
      doubles: new Float64Array(buffer, at, doubles),
      words: new Uint32Array(buffer, at + doubles * 8, words),
    };
    at += doubles * 8 + evenWords * 4;
    return bank;
  };
  return {
    names,
    control: new Int32Array(buffer, 0, control.size),
    gauges: new Float64Array(buffer, control.size * 4, gauge.size),
    banks: [nextBank(), nextBank()],
  };
}
