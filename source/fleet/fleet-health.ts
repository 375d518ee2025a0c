import type {IntervalMetrics} from '../metrics/interval.ts';
import type {GeneratorHealth} from '../protocol/report.ts';
import {judgeGenerator, type WorkerHealth} from './generator-health.ts';
import {MachineLoad} from './machine-load.ts';
import {startProbe, type Probe} from './probe.ts';

/** The queue has to grow for so long before it is told: a stall of the target fills it for a moment. */
const growingMs = 1000;

export interface FleetReading {
  /** Run clock, ms. */
  readonly nowMs: number;
  /** The live ones. */
  readonly workers: readonly WorkerHealth[];
  /** False in a closed run without think time. */
  readonly paced: boolean;
  /** Of the interval, whole fleet. */
  readonly metrics: IntervalMetrics;
  /** Arrivals waiting for a free VU, whole fleet. */
  readonly queued: number;
}

/** What the judgement needs from outside: replaceable in tests. */
export interface FleetWitnesses {
  readonly probe: Probe;
  readonly machine: MachineLoad;
}

/** Judges each reading of the fleet by all witnesses: the workers, the answers, the probe and the machine. */
export class FleetHealth {
  readonly #witnesses: FleetWitnesses;
  #queued = 0;
  #grewSinceMs: number | null = null;

  constructor(witnesses: FleetWitnesses = {probe: startProbe(), machine: new MachineLoad()}) {
    this.#witnesses = witnesses;
  }

  judge({nowMs, workers, paced, metrics, queued}: FleetReading): GeneratorHealth {
    if (queued > this.#queued) this.#grewSinceMs ??= nowMs;
    else this.#grewSinceMs = null;
    this.#queued = queued;
    const {cpu, steal} = this.#witnesses.machine.read(nowMs);
    return judgeGenerator(workers, paced, {
      metrics,
      queueGrows: this.#grewSinceMs !== null && nowMs - this.#grewSinceMs >= growingMs,
      queued,
      probeLateMs: this.#witnesses.probe.readLateMs(),
      hostCpu: cpu,
      steal,
    });
  }

  close(): void {
    this.#witnesses.probe.close();
  }
}
