import {formatBytes, formatLatency, formatNumber, formatShare} from '../../domain/format.ts';
import type {SoakFigure, SoakPeriod} from '../../domain/study.ts';
import {largest, linearScale, type Scale} from '../plots/scale.ts';

export interface SoakReader {
  /** NaN: not known. */
  readonly read: (period: SoakPeriod) => number;
  readonly print: (value: number) => string;
}

/** Each figure as the periods have it. */
export const soakReaders: Readonly<Record<SoakFigure, SoakReader>> = {
  p95: {read: ({p95Us}) => p95Us ?? Number.NaN, print: formatLatency},
  throughput: {
    read: ({requestsPerSecond}) => requestsPerSecond ?? Number.NaN,
    print: (perSecond) => `${formatNumber(perSecond)}/s`,
  },
  errors: {read: ({errorShare}) => errorShare ?? Number.NaN, print: formatShare},
  memory: {read: ({memoryBytes}) => memoryBytes ?? Number.NaN, print: formatBytes},
  'target memory': {read: ({targetMemoryBytes}) => targetMemoryBytes ?? Number.NaN, print: formatBytes},
};

export interface FloorScale {
  readonly low: number;
  readonly high: number;
  readonly share: Scale;
}

/** Of the highest value: what changes by less does not fill the height. */
const leastSpan = 0.2;

/** From the lowest value, or a fifth below the highest where all are nearer than that, to the highest; null: none is known. */
export function floorScale(values: ArrayLike<number>): FloorScale | null {
  const high = largest(values);
  if (Number.isNaN(high)) return null;
  let low = high * (1 - leastSpan);
  for (let index = 0; index < values.length; index++) if (values[index]! < low) low = values[index]!;
  const span = high - low;
  const scale = linearScale(span);
  return {low, high, share: (value) => (span > 0 || Number.isNaN(value) ? scale(value - low) : 0)};
}
