import type {TargetSample} from '../domain/host.ts';
import type {TargetHostView} from './view.ts';

/** What is known of the machine under test. */
export interface TargetWatch {
  readonly view: TargetHostView | null;
  /** Both return what a person should be told; null: nothing new. */
  sample(sample: TargetSample): string | null;
  failure(problem: string): string | null;
}

/** An older sample is none of now. */
const standsMs = 10_000;

/** An exporter that comes and goes is told of so often at most. */
const tellEveryMs = 60_000;

/**
 * @param source where samples come from, without credentials; null: the machine is not observed
 * @param nowMs run clock
 */
export function createTargetWatch(source: string | null, nowMs: () => number): TargetWatch {
  let sample: TargetSample | null = null;
  let problem: string | null = null;
  let isToldLost = false;
  let toldMs = Number.NEGATIVE_INFINITY;
  return {
    get view(): TargetHostView | null {
      if (source === null) return null;
      const recent = sample !== null && nowMs() - sample.atMs <= standsMs ? sample : null;
      if (problem !== null) return {source, state: 'failed', problem, sample: recent};
      return {source, state: recent === null ? 'waiting' : 'ok', problem: null, sample: recent};
    },
    sample(taken) {
      sample = taken;
      problem = null;
      if (!isToldLost) return null;
      isToldLost = false;
      return 'target host observed again';
    },
    failure(text) {
      const isNew = problem === null && nowMs() - toldMs >= tellEveryMs;
      problem = text;
      if (!isNew) return null;
      isToldLost = true;
      toldMs = nowMs();
      return `target host not observed: ${source ?? ''}: ${text}`;
    },
  };
}
