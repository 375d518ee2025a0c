import {errorKinds} from '../domain/error-kind.ts';
import type {DurationMetrics, IntervalMetrics, NameMetrics} from '../metrics/interval.ts';
import {endedRequests, mergeNames} from '../metrics/merge-metrics.ts';
import {histogramSamples} from './prometheus-histogram.ts';
import type {MetricFamily, MetricSample, PrometheusReading, PrometheusSource} from './prometheus-metrics.ts';

/** A target can answer with any status: beyond this many different ones a request name's others are `other`. */
const mostStatuses = 32;

type Labels = Readonly<Record<string, string>>;

/** Requests of one name and method. */
interface Group {
  readonly labels: Labels;
  readonly series: ReadonlySet<number>;
}

/** Counters and histograms, all over the whole run. Requests are labelled by their name, never by a URL. */
export function counterFamilies(source: PrometheusSource): MetricFamily[] {
  const groups = groupsOf(source);
  const checks = checkGroups(source);
  const byGroup =
    (samples: (metrics: NameMetrics, labels: Labels) => readonly MetricSample[]) =>
    ({totals}: PrometheusReading): MetricSample[] =>
      groups.flatMap((group) => samples(sumOf(totals, group), group.labels));
  const perGroup = (value: (metrics: NameMetrics) => number) =>
    byGroup((metrics, labels) => [{labels, value: value(metrics)}]);
  return [
    counter(
      'perftui_http_reqs_total',
      'Requests that ended, by what they ended with: a status, or the word for an error.',
      byGroup(outcomeSamples),
    ),
    counter(
      'perftui_http_req_failed_total',
      'Requests that ended with an error or a status that was not expected.',
      perGroup(({failed}) => failed),
    ),
    counter(
      'perftui_http_reqs_started_total',
      'Requests handed to the transport.',
      perGroup(({started}) => started),
    ),
    counter(
      'perftui_http_reqs_aborted_total',
      'Requests cut off by a stop while they were in flight: neither answered nor failed.',
      perGroup(({aborted}) => aborted),
    ),
    counter(
      'perftui_data_received_bytes_total',
      'Bytes received.',
      perGroup(({bytesIn}) => bytesIn),
    ),
    counter(
      'perftui_data_sent_bytes_total',
      'Bytes sent.',
      perGroup(({bytesOut}) => bytesOut),
    ),
    {
      name: 'perftui_http_req_duration_seconds',
      help: 'Response time (open model, first request of an iteration) or service time (all others) of answers and timeouts.',
      type: 'histogram',
      samples: byGroup((metrics, labels) => histogramSamples(labels, metrics.latency, metrics.latencySumUs)),
    },
    ...durationFamilies,
    counter('perftui_iterations_total', 'Iterations that ended.', ({totals}) => plain(totals.iterations)),
    counter('perftui_iterations_interrupted_total', 'Iterations that were cut off.', ({totals}) =>
      plain(totals.iterationsInterrupted),
    ),
    counter(
      'perftui_dropped_iterations_total',
      'Open model: iterations given up after waiting for a free virtual user.',
      ({totals}) => plain(totals.arrivalsDropped),
    ),
    counter(
      'perftui_missed_iterations_total',
      'Open model: iterations never tried, because the generator itself came too late.',
      ({totals}) => plain(totals.arrivalsMissed),
    ),
    counter('perftui_flow_errors_total', 'Iterations that could not go on.', ({totals}) => plain(totals.flowErrors)),
    counter('perftui_connections_opened_total', 'Connections opened.', ({totals}) => plain(totals.connectionsOpened)),
    counter('perftui_checks_total', 'Checks made, by their result.', ({totals}) =>
      checks.flatMap((group) => checkSamples(totals, group)),
    ),
  ];
}

function counter(name: string, help: string, samples: MetricFamily['samples']): MetricFamily {
  return {name, help, type: 'counter', samples};
}

function plain(value: number): MetricSample[] {
  return [{labels: {}, value}];
}

const durationFamilies: readonly MetricFamily[] = (
  [
    ['perftui_iteration_duration_seconds', 'Time iterations took.', 'iterationDuration'],
    [
      'perftui_http_req_service_time_seconds',
      'Open model, first requests of iterations: from the actual send until done.',
      'serviceTime',
    ],
    [
      'perftui_send_lag_seconds',
      'Open model, first requests of iterations: actual send minus intended start.',
      'sendLag',
    ],
  ] as const
).map(([name, help, key]) => ({
  name,
  help,
  type: 'histogram',
  samples: ({totals}) => durationSamples(totals[key]),
}));

function durationSamples({histogram, sumUs}: DurationMetrics): readonly MetricSample[] {
  return histogramSamples({}, histogram, sumUs);
}

function groupsOf({plan, redact}: PrometheusSource): Group[] {
  const groups = new Map<string, {labels: Labels; series: Set<number>}>();
  for (const [index, {name, tags}] of plan.series.entries()) {
    const labels = {name: redact(plan.requestNames[name] ?? ''), method: redact(tags['method'] ?? '')};
    const key = JSON.stringify([labels.name, labels.method]);
    const group = groups.get(key) ?? {labels, series: new Set<number>()};
    group.series.add(index);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function sumOf({names}: IntervalMetrics, {series}: Group): NameMetrics {
  return mergeNames(
    names.filter(({name}) => series.has(name)),
    0,
  );
}

/** `expected` and `unexpected` are answers by their status, `error` has none: its word stands in its place. */
function outcomeSamples(metrics: NameMetrics, labels: Labels): MetricSample[] {
  const unexpected = new Map(metrics.unexpected);
  const samples: MetricSample[] = [];
  let others = 0;
  let otherUnexpected = 0;
  for (const [index, [status, count]] of metrics.statuses.entries()) {
    const bad = unexpected.get(status) ?? 0;
    if (index >= mostStatuses) {
      others += count - bad;
      otherUnexpected += bad;
      continue;
    }
    const own = {...labels, status: String(status)};
    if (count > bad) samples.push({labels: {...own, outcome: 'expected'}, value: count - bad});
    if (bad > 0) samples.push({labels: {...own, outcome: 'unexpected'}, value: bad});
  }
  const other = {...labels, status: 'other'};
  if (others > 0) samples.push({labels: {...other, outcome: 'expected'}, value: others});
  if (otherUnexpected > 0) samples.push({labels: {...other, outcome: 'unexpected'}, value: otherUnexpected});
  for (const [kind, count] of metrics.errors) {
    const status = errorKinds[kind]?.word ?? 'other';
    samples.push({labels: {...labels, status, outcome: 'error'}, value: count});
  }
  // A name that has not been asked for yet has a series as well, so that its rate begins at 0.
  if (endedRequests(metrics) === 0) samples.push({labels: {...labels, status: '200', outcome: 'expected'}, value: 0});
  return samples;
}

interface CheckGroup {
  readonly labels: Labels;
  readonly ids: ReadonlySet<number>;
}

/** Checks of one name of one request, over all scenarios and groups. */
function checkGroups({plan, redact}: PrometheusSource): CheckGroup[] {
  const groups = new Map<string, {labels: Labels; ids: Set<number>}>();
  for (const [id, {name, series}] of plan.checks.entries()) {
    const request = plan.requestNames[plan.series[series]?.name ?? -1] ?? '';
    const labels = {name: redact(request), check: redact(name)};
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? {labels, ids: new Set<number>()};
    group.ids.add(id);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function checkSamples({checks}: IntervalMetrics, {labels, ids}: CheckGroup): MetricSample[] {
  const own = checks.filter(({check}) => ids.has(check));
  const count = (pick: 'passed' | 'failed'): number => own.reduce((sum, one) => sum + one[pick], 0);
  return [
    {labels: {...labels, result: 'passed'}, value: count('passed')},
    {labels: {...labels, result: 'failed'}, value: count('failed')},
  ];
}
