/**
 * A thread that does nothing but sleep and see how late it wakes: what others do to this process. It needs no event
 * loop, so nothing of the generator's own work delays it.
 */
import {workerData} from 'node:worker_threads';
import {inFlightAgeBin} from '../metrics/in-flight-ages.ts';
import type {ProbeStart} from './probe.ts';

const {cells, everyMs} = workerData as ProbeStart;
const counts = cells.subarray(1);
while (Atomics.load(cells, 0) === 0) {
  const due = performance.now() + everyMs;
  Atomics.wait(cells, 0, 0, everyMs);
  Atomics.add(counts, inFlightAgeBin((performance.now() - due) * 1000), 1);
}
