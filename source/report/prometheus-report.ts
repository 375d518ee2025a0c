import type {Snapshot, SnapshotRequest} from '../domain/snapshot.ts';
import {cumulativeCounts} from '../metrics/cumulative-counts.ts';
import {decodeHdr} from '../metrics/hdr-codec.ts';
import {studyFamilies} from './prometheus-study.ts';
import {familyLines, gauge, type Family, type Sample} from './prometheus-text.ts';
import type {ReportRecord} from './report-record.ts';

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
  const {load, checks = [], thresholds, window, study} = snapshot;
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
    gauge('perftui_vus', 'Virtual users, mean over the window.', [[{}, load.vus]]),
    gauge(
      'perftui_threshold_ok',
      '1 when the threshold holds, 0 when not; absent when it could not be judged.',
      thresholds.map(({source, ok, severity}) => [{threshold: source, severity}, ok === null ? null : Number(ok)]),
    ),
    gauge('perftui_window_seconds', 'Length of what was measured.', [[{}, window.seconds]]),
    ...(study === undefined ? [] : studyFamilies(study)),
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
