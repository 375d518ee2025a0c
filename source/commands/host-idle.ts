import {cpus} from 'node:os';
import {setTimeout as wait} from 'node:timers/promises';

const measuredMs = 200;

/**
 * Busy share of the whole machine over a fifth of a second, 0 to 1.
 * @returns null where the system does not tell
 */
export async function hostBusyShare(): Promise<number | null> {
  const before = cpuTimes();
  await wait(measuredMs);
  const after = cpuTimes();
  const total = after.total - before.total;
  return total > 0 ? Math.min(1, Math.max(0, 1 - (after.idle - before.idle) / total)) : null;
}

function cpuTimes(): {readonly idle: number; readonly total: number} {
  let idle = 0;
  let total = 0;
  for (const {times} of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return {idle, total};
}
