import {printLevel, printLoad} from '../domain/load-text.ts';
import type {CapacityStudy} from '../domain/study.ts';

/** `208 to 216 VUs`, `208 VUs or more`, `below 216 VUs`; empty: nothing is known. */
export function capacityRange({low, high, model}: Pick<CapacityStudy, 'low' | 'high' | 'model'>): string {
  if (low === null) return high === null ? '' : `below ${printLoad(high, model)}`;
  if (high === null) return `${printLoad(low, model)} or more`;
  return `${printLevel(low, model)} to ${printLoad(high, model)}`;
}

/** How a search that was ended early ended, in one line. */
export function incompleteSays(study: Pick<CapacityStudy, 'low' | 'high' | 'model'>): string {
  const range = capacityRange(study);
  return `ended before capacity was found${range === '' ? '' : ` (${range})`}`;
}
