import type {HostSample} from '../domain/host.ts';
import type {HostMeans as CellMeans} from '../metrics/cell.ts';
import {memoryShare} from './threshold-value.ts';

/** Of the generator's machine over the whole run: shares 0 to 1; null: nothing knew. */
export interface HostMeans {
  add(sample: HostSample): void;
  /** As many samples as one. */
  addMeans(means: CellMeans): void;
  readonly cpu: number | null;
  readonly memory: number | null;
}

export function createHostMeans(memoryBytes: number): HostMeans {
  const cpu = {sum: 0, samples: 0};
  const memory = {sum: 0, samples: 0};
  const take = (into: typeof cpu, value: number | null, samples = 1): void => {
    if (value === null) return;
    into.sum += value * samples;
    into.samples += samples;
  };
  const mean = ({sum, samples}: typeof cpu): number | null => (samples === 0 ? null : sum / samples);
  return {
    add(sample) {
      take(cpu, sample.cpu);
      take(memory, sample.memoryUsedBytes);
    },
    addMeans(means) {
      take(cpu, means.cpu, means.samples);
      take(memory, means.memoryUsedBytes, means.samples);
    },
    get cpu() {
      return mean(cpu);
    },
    get memory() {
      return memoryShare(mean(memory), memoryBytes);
    },
  };
}
