import {formatBytes, formatDuration, formatNumber, formatShare} from '../domain/format.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import {cell, columns, figure, type ReportCell, type ReportTable} from './report-table.ts';
import {endedOf, latencyCell} from './request-tables.ts';
import {studyFindings} from './study-tables.ts';
import {grouped} from './text-parts.ts';
import {
  isUnjudgedSearch,
  ownThresholds,
  thresholdParts,
  thresholdStatus,
  thresholdTarget,
  unjudgedText,
} from './threshold-text.ts';
import {formatThresholdValue} from './threshold-value.ts';

const wholeNames: Readonly<Record<string, string>> = {
  http_req_duration: 'latency',
  http_req_failed: 'failed requests',
  http_reqs: 'requests',
  iteration_duration: 'iteration duration',
  dropped_iterations: 'dropped iterations',
  data_received: 'received',
  data_sent: 'sent',
};

/** What a study found; what was measured anyway; target, actual and status of everything that was asked for. */
export function executiveTable(snapshot: Snapshot): ReportTable {
  const [total] = snapshot.requests;
  const measured: ReportCell[][] = [
    [cell('load'), cell(''), cell(loadText(snapshot)), cell('')],
    ...(total === undefined
      ? []
      : [
          [cell('requests'), cell(''), figure(endedOf(total), grouped), cell('')],
          [cell('throughput'), cell(''), cell(`${formatNumber(total.requestsPerSecond)}/s`), cell('')],
          [cell('latency p50'), cell(''), latencyCell(total.latencyUs, 'p50'), cell('')],
          [cell('latency p95'), cell(''), latencyCell(total.latencyUs, 'p95'), cell('')],
          [cell('latency p99'), cell(''), latencyCell(total.latencyUs, 'p99'), cell('')],
          [cell('failed requests'), cell(''), figure(total.errorShare, formatShare), cell('')],
        ]),
  ];
  const findings = snapshot.study === undefined ? [] : studyFindings(snapshot.study);
  const found = findings.map(({what, target, actual, status}) => [cell(what), cell(target), cell(actual), status]);
  const own = ownThresholds(snapshot);
  const asked = own.map((threshold): ReportCell[] => [
    cell(subjectOf(threshold)),
    cell(thresholdTarget(threshold)),
    figure(threshold.value, (value) => formatThresholdValue({source: threshold.source, value})),
    thresholdStatus(threshold),
  ]);
  return {
    id: 'summary',
    title: 'Executive summary',
    note: thresholdNote(snapshot, own),
    columns: columns('Metric', 'Target', 'Actual>', 'Status'),
    rows: [...found, ...measured, ...asked],
  };
}

function thresholdNote(snapshot: Snapshot, thresholds: Snapshot['thresholds']): string | null {
  const {window, study} = snapshot;
  if (isUnjudgedSearch(snapshot, thresholds)) return unjudgedText;
  if (thresholds.length === 0 && study?.kind === 'capacity') return null;
  if (thresholds.length === 0) return 'No thresholds were set: nothing was asserted.';
  if (thresholds.every(({ok}) => ok === null)) return 'No threshold could be judged: their figures were not recorded.';
  return window.scope === 'run' ? null : 'Thresholds are as they stood at its end, each over its own window.';
}

function subjectOf({source, budget}: Snapshot['thresholds'][number]): string {
  if (budget !== undefined) return `budget of ${budget.requestName}`;
  const parts = thresholdParts(source);
  if (parts === null) return source;
  const name = wholeNames[parts.metric] ?? parts.metric;
  return parts.tags === '' ? name : `${name} {${parts.tags}}`;
}

/** `258 VUs (240 to 260)`, `500/s offered, 31.2 VUs at work`. */
export function loadText({load}: Pick<Snapshot, 'load'>): string {
  if (load.model === 'open') {
    const rate = load.rate === null || load.rate === undefined ? '--' : formatNumber(load.rate);
    return `${rate}/s offered, ${formatNumber(load.vus)} VUs at work`;
  }
  const range = load.minVus === load.maxVus ? '' : ` (${load.minVus} to ${load.maxVus})`;
  const vus = Number(load.vus.toFixed(1));
  return `${vus} ${vus === 1 ? 'VU' : 'VUs'}${range}`;
}

const meanings = {
  closed: 'CLOSED: service time (from the actual send to the end of the answer); the load adapts to the target',
  open: 'OPEN: response time (from the intended start to the end of the answer)',
} as const;

const verdictTones = {VALID: 'good', DEGRADED: 'near', INVALID: 'bad'} as const;

/** Reasons that stand under the title; all of them stand further down. */
const doubtsAtTop = 2;

/** What stands under the title of a report whose figures are not all to be trusted; null: they are, or were not judged. */
export function doubtText({validity}: Pick<Snapshot, 'validity'>): string | null {
  if (!validity || validity.verdict === 'VALID') return null;
  const reasons = validity.reasons.slice(0, doubtsAtTop).map(({text}) => text);
  const meaning = validity.verdict === 'INVALID' ? 'its latencies prove nothing' : 'its latencies read high';
  return `${validity.verdict}: ${[meaning, ...reasons].join(' · ')}`;
}

/** How the figures came about, and how far they can be trusted. */
export function methodTable(snapshot: Snapshot): ReportTable {
  const {load, target, profile, git, host, window, validity, generator, transport} = snapshot;
  const rows: ReportCell[][] = [
    [cell('taken'), cell(snapshot.takenAt)],
    [cell('target'), cell(target.label === target.origin ? target.label : `${target.label} (${target.origin})`)],
    [cell('profile'), cell(profile.revision === null ? profile.name : `${profile.name} (${profile.revision})`)],
    [cell('latency'), cell(meanings[load.model])],
    [cell('executor'), cell(load.executor)],
    ...(transport ? [[cell('transport'), cell(`${transport.kind} (${transport.reason})`)]] : []),
    [
      cell(window.scope === 'run' ? 'whole run' : 'window'),
      cell(`${formatDuration(window.seconds * 1000)}, ${load.steady ? 'at a steady load' : 'while the load changed'}`),
    ],
    ...arrivalRows(snapshot),
    ...(validity
      ? [
          [
            cell('validity'),
            cell(
              [
                validity.verdict,
                ...validity.reasons.map(({text, hint}) => (hint === '' ? text : `${text}; ${hint}`)),
              ].join(' · '),
              verdictTones[validity.verdict],
            ),
          ],
        ]
      : []),
    [
      cell('generator'),
      cell(
        [
          generator.verdict,
          ...(generator.saturatedMs > 0 ? [`${formatDuration(generator.saturatedMs)} of it saturated`] : []),
          ...(generator.workersLost > 0 ? [`${generator.workersLost} workers lost`] : []),
        ].join(', '),
        generator.verdict === 'ok' ? undefined : 'near',
      ),
    ],
    ...(git === null
      ? []
      : [
          [
            cell('git'),
            cell(
              `${git.commit.slice(0, 12)}${git.dirty ? '+ (changed)' : ''}${git.branch === null ? '' : ` on ${git.branch}`}`,
            ),
          ],
        ]),
    [
      cell('host'),
      cell(
        `${host.hostname}: ${host.cores} × ${host.cpuModel}, ${formatBytes(host.memoryBytes)}, ${host.platform} ${host.kernel}`,
      ),
    ],
    [cell('made by'), cell(`perftui ${host.perftui}, Node ${host.node}`)],
    ...(snapshot.drive ? [[cell('recording'), cell(snapshot.drive)]] : []),
    ...(snapshot.note === null ? [] : [[cell('note'), cell(snapshot.note)]]),
  ];
  return {
    id: 'method',
    title: 'How it was measured',
    note: 'Percentiles are read from merged histograms, never averaged. A ? marks one with fewer than 10 samples above it, -- one with none.',
    columns: columns('What', 'How'),
    rows,
  };
}

function arrivalRows({arrivals, sendLagUs}: Snapshot): ReportCell[][] {
  if (!arrivals) return [];
  const {offered, started, dropped, missed} = arrivals;
  const text = `offered ${grouped(offered)}, started ${grouped(started)}, dropped ${grouped(dropped)}, missed ${grouped(missed)}`;
  return [
    [cell('arrivals'), cell(text, dropped + missed > 0 ? 'near' : undefined)],
    ...(sendLagUs
      ? [
          [
            cell('send lag'),
            cell(`p50 ${latencyCell(sendLagUs, 'p50').text}, p99 ${latencyCell(sendLagUs, 'p99').text}`),
          ],
        ]
      : []),
  ];
}
