import type {Snapshot, SnapshotRequest} from '../domain/snapshot.ts';
import {cumulativeCounts} from '../metrics/cumulative-counts.ts';
import {decodeHdr} from '../metrics/hdr-codec.ts';
import type {ReportRecord} from './report-record.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [suffix: string, labels: Labels, value: number];

interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/**
 * The window as Prometheus text (exposition format 0.0.4), for a push gateway or promtool: histograms in seconds,
 * labelled by the request's name.
 */
export function prometheusReport({snapshot}: ReportRecord): string {
  return families(snapshot)
    .filter(({samples}) => samples.length > 0)
    .flatMap(familyLines)
    .concat('')
    .join('\n');
}

function families(snapshot: Snapshot): Family[] {
  const {load, checks = [], thresholds, window} = snapshot;
  return [
    ...requestFamilies(snapshot),
    {
      name: 'perftui_checks_total',
      type: 'counter',
      help: 'Checks made, by their result.',
      samples: checks.flatMap(({name, requestName, passed, failed}): Sample[] => [
        ['', {name: requestName, check: name, result: 'passed'}, passed],
        ['', {name: requestName, check: name, result: 'failed'}, failed],
      ]),
    },
    {name: 'perftui_vus', type: 'gauge', help: 'Virtual users, mean over the window.', samples: [['', {}, load.vus]]},
    {
      name: 'perftui_threshold_ok',
      type: 'gauge',
      help: '1 when the threshold holds, 0 when not; absent when it could not be judged.',
      samples: thresholds.flatMap(({source, ok, severity}): Sample[] =>
        ok === null ? [] : [['', {threshold: source, severity}, ok ? 1 : 0]],
      ),
    },
    {
      name: 'perftui_window_seconds',
      type: 'gauge',
      help: 'Length of what was measured.',
      samples: [['', {}, window.seconds]],
    },
  ];
}

/** Of every request name; their sums are the total. */
function requestFamilies({requests, load}: Snapshot): Family[] {
  const named = requests.slice(1);
  const counter = (name: string, help: string, pick: (request: SnapshotRequest) => number): Family => ({
    name,
    type: 'counter',
    help,
    samples: named.map((request) => ['', {name: request.name ?? ''}, pick(request)]),
  });
  return [
    {
      name: 'perftui_http_reqs_total',
      type: 'counter',
      help: 'Requests that ended, by what they ended with: a status, or the word for an error.',
      samples: named.flatMap(outcomeSamples),
    },
    counter(
      'perftui_http_req_failed_total',
      'Requests that ended with an error or a status that was not expected.',
      ({failed}) => failed,
    ),
    {
      name: 'perftui_http_req_duration_seconds',
      type: 'histogram',
      help:
        load.model === 'open'
          ? 'Response time of the first request of an iteration, service time of the others.'
          : 'Service time.',
      samples: named.flatMap(histogramSamples),
    },
    counter('perftui_data_received_bytes_total', 'Bytes received.', ({bytesIn}) => bytesIn),
    counter('perftui_data_sent_bytes_total', 'Bytes sent.', ({bytesOut}) => bytesOut),
  ];
}

function outcomeSamples({name, outcomes}: SnapshotRequest): Sample[] {
  return outcomes.map(({code, word, count}) => {
    const outcome = code === 0 ? 'expected' : /^\d{3}$/.test(word) ? 'unexpected' : 'error';
    return ['', {name: name ?? '', status: word, outcome}, count];
  });
}

function histogramSamples({name, histogram, latencyUs}: SnapshotRequest): Sample[] {
  if (latencyUs === null) return [];
  const labels = {name: name ?? ''};
  const buckets = cumulativeCounts(decodeHdr(histogram));
  return [
    ...buckets.map(({le, count}): Sample => ['_bucket', {...labels, le}, count]),
    ['_sum', labels, (latencyUs.mean * latencyUs.samples) / 1e6],
    ['_count', labels, buckets.at(-1)!.count],
  ];
}

function familyLines({name, type, help, samples}: Family): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([suffix, labels, value]) => `${name}${suffix}${printLabels(labels)} ${value}`),
  ];
}

function printLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Backslash, quote and line feed are all the format escapes; other control characters have no business in a label. */
function escapeLabel(text: string): string {
  return text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll(/[\u0000-\u001F\u007F]/g, ' ')
    .toWellFormed();
}
