import type {SharedWriter} from '../metrics/shared-writer.ts';
import {LoopDelay} from './loop-delay.ts';

/** The loop's delay is told over so many ticks. */
const delayTicks = 200;

/** How a worker's event loop and CPU do. */
export class SelfWatch {
  readonly #recorder: SharedWriter;
  readonly #loopDelay: LoopDelay;
  #utilisation = performance.eventLoopUtilization();
  #cpuUs = threadCpuUs();
  #wallMs = performance.now();

  constructor(recorder: SharedWriter, tickMs: number) {
    this.#recorder = recorder;
    this.#loopDelay = new LoopDelay(tickMs, delayTicks);
  }

  tick(nowMs: number): void {
    this.#loopDelay.tick(nowMs);
  }

  /** Records the time since it told last. */
  tell(): void {
    const utilisation = performance.eventLoopUtilization();
    const cpuUs = threadCpuUs();
    const wallMs = performance.now();
    this.#recorder.setHealth(
      performance.eventLoopUtilization(utilisation, this.#utilisation).utilization,
      this.#loopDelay.p99Ms(),
      (cpuUs - this.#cpuUs) / 1000 / (wallMs - this.#wallMs),
    );
    this.#utilisation = utilisation;
    this.#cpuUs = cpuUs;
    this.#wallMs = wallMs;
  }
}

/** CPU time of this thread so far, µs; NaN before Node 24. */
function threadCpuUs(): number {
  if (typeof process.threadCpuUsage !== 'function') return Number.NaN;
  const {user, system} = process.threadCpuUsage();
  return user + system;
}
