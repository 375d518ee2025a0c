import {extname} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Worker} from 'node:worker_threads';
import {agesToSparse, inFlightAgeBinCount} from '../metrics/in-flight-ages.ts';
import {percentilesOf} from '../metrics/histogram.ts';

const sleepMs = 20;

/** What the probe's thread is started with. */
export interface ProbeStart {
  /** A word that stops it when it is not 0, then counts by bin of lateness. */
  readonly cells: Int32Array;
  readonly everyMs: number;
}

export interface Probe {
  /** How late the thread was woken since the last reading, p99 (to an eighth of an octave, 64 µs at least), ms; NaN without a wake. */
  readLateMs(): number;
  close(): void;
}

/** Starts the reference probe: about 50 wakes a second, each a few µs of CPU. It keeps no process alive. */
export function startProbe(everyMs: number = sleepMs): Probe {
  const cells = new Int32Array(new SharedArrayBuffer(4 * (1 + inFlightAgeBinCount)));
  const start: ProbeStart = {cells, everyMs};
  const extension = extname(fileURLToPath(import.meta.url));
  const worker = new Worker(new URL(`probe-main${extension}`, import.meta.url), {
    workerData: start,
    name: 'probe',
    stdout: true,
    stderr: true,
    resourceLimits: {maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1},
  });
  // Without the probe its figure is unknown; the run goes on.
  worker.on('error', () => {});
  worker.unref();
  const counts = new Int32Array(inFlightAgeBinCount);
  return {
    readLateMs() {
      for (let bin = 0; bin < counts.length; bin++) counts[bin] = Atomics.exchange(cells, bin + 1, 0);
      return percentilesOf(agesToSparse(counts), [99])[0]! / 1000;
    },
    close() {
      Atomics.store(cells, 0, 1);
      Atomics.notify(cells, 0);
    },
  };
}
