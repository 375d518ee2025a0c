/** Writes records at full speed until told to stop, then posts what it wrote. */
import {parentPort, workerData} from 'node:worker_threads';
import {SharedWriter} from '../../source/metrics/shared-writer.ts';

const {buffer, stop, names} = workerData as {buffer: SharedArrayBuffer; stop: Int32Array; names: number};
const writer = new SharedWriter(buffer, names);
const phasesUs = new Int32Array(6).fill(-1);
const written = {
  started: 0,
  answered: 0,
  failed: 0,
  aborted: 0,
  iterations: 0,
  bytesIn: 0,
  latencySumUs: 0,
  maxUs: 0,
  clientWaitSumUs: 0,
  startLagSumUs: 0,
};
let random = 1;
while (Atomics.load(stop, 0) === 0) {
  for (let i = 0; i < 100; i++) {
    random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    const name = random % names;
    const us = random % 5_000_000;
    writer.started(name);
    written.started++;
    phasesUs[4] = us;
    if (random % 7 === 0) {
      writer.failed(name, random % 16, -1, 3, 1, phasesUs);
      written.failed++;
      written.bytesIn += 3;
    } else if (random % 11 === 0) {
      writer.aborted(name, 2, 1);
      written.aborted++;
      written.bytesIn += 2;
    } else {
      writer.answered(name, 200 + (random % 400), random % 3 === 0, us, 7, 1, phasesUs);
      if (random % 3 !== 0) written.failed++;
      written.answered++;
      written.bytesIn += 7;
      written.latencySumUs += us;
      written.maxUs = Math.max(written.maxUs, us);
    }
    writer.beginGroup();
    writer.iterationEnded(us);
    writer.clientWaited(us >>> 6);
    writer.endGroup();
    writer.arrived(1);
    writer.arrivalStarted();
    writer.openStart(us >>> 9);
    written.iterations++;
    written.clientWaitSumUs += us >>> 6;
    written.startLagSumUs += us >>> 9;
  }
  // Says that there is something to read.
  writer.setActiveVus(1);
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort!.postMessage(written);
