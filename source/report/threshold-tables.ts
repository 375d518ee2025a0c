import type {Snapshot, SnapshotThreshold} from '../domain/snapshot.ts';
import {formatBound, formatThresholdValue} from './threshold-value.ts';
import {fit, type Paint, type Style} from './text-parts.ts';
import {isUnjudgedSearch, ownThresholds, thresholdSource} from './threshold-text.ts';

/*
 *   thresholds
 *   FAIL  http_req_duration: p(95)<250                             349ms
 *
 *   budgets                                          budget  measured   used
 *   ok    auth                                p95      30ms    24.1ms    80%
 */

/** Every threshold that is no budget, with its verdict and value. */
export function thresholdTable(run: Pick<Snapshot, 'thresholds' | 'study'>, width: number, paint: Paint): string[] {
  const own = ownThresholds(run);
  const thresholds = own.filter(({budget}) => budget === undefined);
  if (thresholds.length === 0) return [];
  const sourceWidth = width - 2 - 6 - 10;
  const rows = thresholds.map((threshold) => {
    const value = formatThresholdValue(threshold).padStart(10);
    return `  ${verdict(threshold, paint)}  ${fit(thresholdSource(threshold), sourceWidth)}${value}`;
  });
  const head = isUnjudgedSearch(run, own) ? 'thresholds, not judged over a search' : 'thresholds';
  return [paint(`  ${head}`, 'dim'), ...rows];
}

const figureWidth = 7;
const cellWidth = 10;
const usedWidth = 8;

/** How much of its budget each request has used. */
export function budgetTable(thresholds: readonly SnapshotThreshold[], width: number, paint: Paint): string[] {
  const rows = thresholds.flatMap((threshold) => {
    const {budget, value} = threshold;
    if (budget === undefined) return [];
    const nameWidth = width - 2 - 6 - figureWidth - 2 * cellWidth - usedWidth;
    const used = value === null || budget.bound <= 0 ? '--' : `${Math.round((value / budget.bound) * 100)}%`;
    const cells = [
      fit(budget.requestName, nameWidth),
      budget.figure.padEnd(figureWidth),
      formatBound(budget.bound).padStart(cellWidth),
      formatThresholdValue(threshold).padStart(cellWidth),
      used.padStart(usedWidth),
    ];
    return [`  ${verdict(threshold, paint)}  ${cells.join('')}`];
  });
  if (rows.length === 0) return [];
  const words = ['budget'.padStart(cellWidth), 'measured'.padStart(cellWidth), 'used'.padStart(usedWidth)].join('');
  return [paint(`  ${'budgets'.padEnd(width - 2 - words.length)}${words}`, 'dim'), ...rows];
}

function verdict({ok, severity}: SnapshotThreshold, paint: Paint): string {
  const [word, style]: [string, Style] =
    ok === null ? ['--', 'dim'] : ok ? ['ok', 'good'] : severity === 'warning' ? ['warn', 'near'] : ['FAIL', 'bad'];
  return paint(word.padEnd(4), style);
}
