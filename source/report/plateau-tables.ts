import {formatClock, formatDuration, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import type {Snapshot, SnapshotPlateau, SnapshotThreshold} from '../domain/snapshot.ts';
import {formatAmount} from '../domain/threshold-evaluation.ts';
import {formatThresholdValue} from './threshold-value.ts';
import {cell, columns, figure, type ReportCell, type ReportTable} from './report-table.ts';
import {latencyCell} from './request-tables.ts';
import {allHold, thresholdTarget, usedShare} from './threshold-text.ts';

/** `240 VUs`, `500/s`. */
export function levelText({model, level}: Pick<SnapshotPlateau, 'model' | 'level'>): string {
  return model === 'open' ? `${formatAmount(level)}/s` : `${formatAmount(level)} ${level === 1 ? 'VU' : 'VUs'}`;
}

/** Null: the load was never held. */
export function plateauTable({plateaus = []}: Pick<Snapshot, 'plateaus'>): ReportTable | null {
  if (plateaus.length === 0) return null;
  return {
    id: 'plateaus',
    title: 'Plateaus',
    note: 'Holds at one load; ramps before and after them are not in their figures. A ~ marks what is not steady.',
    columns: columns(
      'From - to',
      'Users>',
      'Duration>',
      'RPS>',
      'avg latency>',
      'p50>',
      'p95>',
      'p99>',
      'Errors>',
      'CPU>',
      'Steady',
      'Status',
    ),
    rows: plateaus.map(plateauRow),
  };
}

function plateauRow(plateau: SnapshotPlateau): ReportCell[] {
  const [total] = plateau.requests;
  const latency = total?.latencyUs ?? null;
  const {startMs, endMs, steady, why} = plateau;
  const doubt = why === null ? '' : `: ${why}`;
  return [
    {text: `${formatClock(startMs)} - ${formatClock(endMs)}`, value: startMs},
    {text: levelText(plateau), value: plateau.level},
    figure(plateau.seconds * 1000, formatDuration),
    figure(total?.requestsPerSecond, formatNumber),
    figure(latency?.mean, formatLatency),
    latencyCell(latency, 'p50'),
    latencyCell(latency, 'p95'),
    latencyCell(latency, 'p99'),
    figure(total?.errorShare, formatShare),
    figure(plateau.cpu, formatShare),
    steady === true ? cell('yes') : steady === false ? cell(`~ no${doubt}`, 'near') : cell(`--${doubt}`),
    statusOf(plateau.thresholds),
  ];
}

/** `PASS`, `FAIL p(95) 140%`, `--`. */
function statusOf(thresholds: readonly SnapshotThreshold[]): ReportCell {
  const holds = allHold(thresholds);
  if (holds === null) return cell('--');
  if (holds) return cell('PASS', 'good');
  const failing = thresholds.filter(({ok, severity}) => ok === false && severity === 'critical');
  const worst = failing.toSorted((a, b) => (usedShare(b) ?? 0) - (usedShare(a) ?? 0))[0]!;
  const used = usedShare(worst);
  const share = used === null ? '' : ` ${Math.round(used * 100)}%`;
  return cell(`FAIL ${thresholdTarget(worst)}${share}`, 'bad');
}

/** The highest load at which all thresholds held, of one model; null: none. */
export function bestPassing(plateaus: readonly SnapshotPlateau[]): SnapshotPlateau | null {
  const passing = plateaus.filter(({thresholds}) => allHold(thresholds) === true);
  return passing.toSorted((a, b) => b.level - a.level)[0] ?? null;
}

/** The lowest load at which one did not. */
export function firstFailing(plateaus: readonly SnapshotPlateau[]): SnapshotPlateau | null {
  const failing = plateaus.filter(({thresholds}) => allHold(thresholds) === false);
  return failing.toSorted((a, b) => a.level - b.level)[0] ?? null;
}

/** What loads the target carried, by its plateaus; null: the load was never held. */
export function capacityTable({plateaus = []}: Pick<Snapshot, 'plateaus'>): ReportTable | null {
  if (plateaus.length === 0) return null;
  const models = [...new Set(plateaus.map(({model}) => model))];
  const rows = models.flatMap((model) => {
    const own = plateaus.filter((plateau) => plateau.model === model);
    const most = own.toSorted((a, b) => throughput(b) - throughput(a))[0]!;
    return [
      capacityRow('Best passing load', bestPassing(own)),
      capacityRow('First failing load', firstFailing(own)),
      capacityRow('Most throughput', most),
    ];
  });
  const judged = plateaus.some(({thresholds}) => allHold(thresholds) !== null);
  return {
    id: 'capacity',
    title: 'Capacity',
    note: judged ? null : 'No threshold was judged on a plateau: what counts as passing is not known.',
    columns: columns('What', 'Load>', 'RPS>', 'p95>', 'Errors>', 'Steady', 'Why'),
    rows,
  };
}

function throughput({requests}: SnapshotPlateau): number {
  return requests[0]?.requestsPerSecond ?? 0;
}

function capacityRow(what: string, plateau: SnapshotPlateau | null): ReportCell[] {
  if (plateau === null) return [cell(what), ...Array.from({length: 5}, () => cell('--')), cell('')];
  const [total] = plateau.requests;
  const failing = plateau.thresholds.filter(({ok, severity}) => ok === false && severity === 'critical');
  return [
    cell(what),
    {text: levelText(plateau), value: plateau.level},
    figure(total?.requestsPerSecond, formatNumber),
    latencyCell(total?.latencyUs ?? null, 'p95'),
    figure(total?.errorShare, formatShare),
    cell(plateau.steady === true ? 'yes' : plateau.steady === false ? '~ no' : '--'),
    cell(failing.map((one) => `${thresholdTarget(one)}: ${formatThresholdValue(one)}`).join(', ')),
  ];
}
