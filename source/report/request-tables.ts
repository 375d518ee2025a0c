import {formatBytes, formatClock, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import type {Snapshot, SnapshotLatency, SnapshotRequest} from '../domain/snapshot.ts';
import {cell, columns, figure, type ReportCell, type ReportTable} from './report-table.ts';
import {grouped, quantile, twoDigitShare} from './text-parts.ts';

const shares = {p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999} as const;

/** A percentile, marked where few samples lie above it. */
export function latencyCell(latency: SnapshotLatency | null, key: keyof typeof shares): ReportCell {
  if (latency === null) return {text: '--', value: null};
  return {text: quantile(latency[key], shares[key], latency.samples), value: latency[key]};
}

/** Requests that ended. Recordings of earlier versions do not tell what with: those that were answered are known. */
export function endedOf({outcomes, answered}: SnapshotRequest): number {
  return Math.max(
    answered,
    outcomes.reduce((sum, {count}) => sum + count, 0),
  );
}

export function requestName({name}: {readonly name: string | null}): string {
  return name ?? 'all';
}

/** Every request name; the first row is all of them. */
export function endpointTable({requests, load}: Snapshot): ReportTable {
  return {
    id: 'endpoints',
    title: 'Endpoints',
    note:
      load.model === 'open'
        ? 'Latencies of the first request of an iteration are response times, the others service times.'
        : 'Latencies are service times.',
    columns: columns('Endpoint', 'Requests>', 'RPS>', 'avg>', 'p50>', 'p95>', 'p99>', 'max>', 'Errors>', 'Received>'),
    rows: requests.map((request) => [
      cell(requestName(request)),
      figure(endedOf(request), grouped),
      figure(request.requestsPerSecond, formatNumber),
      figure(request.latencyUs?.mean, formatLatency),
      latencyCell(request.latencyUs, 'p50'),
      latencyCell(request.latencyUs, 'p95'),
      latencyCell(request.latencyUs, 'p99'),
      figure(request.latencyUs?.max, formatLatency),
      figure(request.errorShare, formatShare, (request.errorShare ?? 0) > 0 ? 'near' : undefined),
      figure(request.bytesIn, formatBytes),
    ]),
  };
}

/** Why requests failed, most frequent first; null: none did. */
export function errorTable({requests}: Snapshot): ReportTable | null {
  const [total, ...named] = requests;
  if (total === undefined) return null;
  const ended = endedOf(total);
  const failures = total.outcomes.filter(({code}) => code !== 0).toSorted((a, b) => b.count - a.count);
  if (failures.length === 0) return null;
  return {
    id: 'errors',
    title: 'Errors by kind',
    note: null,
    columns: columns('Kind', 'Code>', 'Count>', 'Share>', 'Most in'),
    rows: failures.map(({word, code, count}) => {
      const most = named
        .map((request) => ({request, count: request.outcomes.find((one) => one.code === code)?.count ?? 0}))
        .filter((one) => one.count > 0)
        .toSorted((a, b) => b.count - a.count)[0];
      return [
        cell(word),
        figure(code, String),
        figure(count, grouped),
        figure(ended === 0 ? null : count / ended, twoDigitShare),
        cell(most === undefined ? '' : `${requestName(most.request)} (${grouped(most.count)})`),
      ];
    }),
  };
}

/** Null: none was made. */
export function checkTable({checks = []}: Snapshot): ReportTable | null {
  if (checks.length === 0) return null;
  return {
    id: 'checks',
    title: 'Checks',
    note: null,
    columns: columns('Check', 'Endpoint', 'Passed>', 'Failed>', 'Share>', 'Status'),
    rows: checks.map(({name, requestName: endpoint, passed, failed}) => [
      cell(name),
      cell(endpoint),
      figure(passed, grouped),
      figure(failed, grouped),
      figure(passed + failed === 0 ? null : passed / (passed + failed), twoDigitShare),
      passed + failed === 0 ? cell('--') : failed === 0 ? cell('PASS', 'good') : cell('FAIL', 'bad'),
    ]),
  };
}

/** User classes; null where there is but one. */
export function scenarioReportTable({scenarios = []}: Snapshot): ReportTable | null {
  if (scenarios.length < 2) return null;
  return {
    id: 'scenarios',
    title: 'Scenarios',
    note: null,
    columns: columns('Scenario', 'Weight>', 'Requests>', 'RPS>', 'avg>', 'p95>', 'p99>', 'Errors>'),
    rows: scenarios.map(({name, weight, requests, requestsPerSecond, latencyUs, errorShare}) => [
      cell(name),
      weight === 0 ? {text: 'muted', value: 0} : figure(weight, (value) => String(Number(value.toPrecision(5)))),
      figure(requests, grouped),
      figure(requestsPerSecond, formatNumber),
      figure(latencyUs?.mean, formatLatency),
      latencyCell(latencyUs, 'p95'),
      latencyCell(latencyUs, 'p99'),
      figure(errorShare, formatShare),
    ]),
  };
}

/** Newest kept; more say little in a report. */
const mostEvents = 200;

/** What happened, numbered as on the plots; null: nothing. */
export function eventTable({events}: Snapshot): ReportTable | null {
  if (events.length === 0) return null;
  const left = Math.max(0, events.length - mostEvents);
  return {
    id: 'events',
    title: 'Events',
    note: left === 0 ? null : `The newest ${mostEvents} of ${events.length}.`,
    columns: columns('No.>', 'At>', 'Kind', 'Event'),
    rows: events
      .slice(left)
      .map(({atMs, kind, text}, index) => [
        figure(left + index + 1, String),
        {text: formatClock(atMs), value: atMs},
        cell(kind),
        cell(text),
      ]),
  };
}
