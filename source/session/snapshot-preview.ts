import {formatBytes, formatLatency, formatNumber} from '../domain/format.ts';
import type {Snapshot, SnapshotCell} from '../domain/snapshot.ts';
import {thresholdBound, thresholdPercentile} from '../domain/threshold-evaluation.ts';
import {parseThreshold} from '../domain/threshold-grammar.ts';
import {decodeCounts} from '../metrics/cell-codec.ts';
import {emptySparse, mergeSparse, percentilesOf, type SparseHistogram} from '../metrics/histogram.ts';
import {mostKnown} from '../metrics/merge-metrics.ts';
import {printLevel, printLoad} from './print-load.ts';
import type {SnapshotPreview} from './view-comparison.ts';

const columnsShown = 120;
/** How much is shown of what was before the window. */
const leadMs = 30_000;

/**
 * What view 6 shows of a snapshot.
 * @param fileBytes size of its file; null: not known
 */
export function previewOf(snapshot: Snapshot, file: string, fileBytes: number | null): SnapshotPreview {
  const {startMs, endMs} = snapshot.window;
  return {
    file,
    columns: columnsOf(snapshot.cells.filter((cell) => isShown(cell, startMs - leadMs, endMs))),
    windowStartMs: startMs,
    windowEndMs: endMs,
    facts: factsOf(snapshot, file, fileBytes),
    samples: snapshot.requests[0]?.latencyUs?.samples ?? 0,
    sloBoundUs: boundOf(snapshot),
  };
}

function isShown(cell: SnapshotCell, fromMs: number, toMs: number): boolean {
  return cell.atMs + cell.seconds * 1000 > fromMs && cell.atMs < toMs;
}

/** Neighbours share a column where there are more of them than columns. */
function columnsOf(cells: readonly SnapshotCell[]): SnapshotPreview['columns'] {
  const perColumn = Math.max(1, Math.ceil(cells.length / columnsShown));
  const columns: SnapshotPreview['columns'][number][] = [];
  for (let at = 0; at < cells.length; at += perColumn) columns.push(columnOf(cells.slice(at, at + perColumn)));
  return columns;
}

function columnOf(cells: readonly SnapshotCell[]): SnapshotPreview['columns'][number] {
  const names = cells.flatMap((cell) => cell.names);
  const maxUs = names.reduce((most, one) => mostKnown(most, one.maxUs ?? Number.NaN), Number.NaN);
  const [p50, p95, p99] = percentilesOf(mergeSparse(names.map(({counts}) => readCounts(counts))), [50, 95, 99], maxUs);
  const seconds = cells.reduce((sum, cell) => sum + cell.seconds, 0);
  const vus = cells.reduce((sum, cell) => sum + (cell.meanVus ?? cell.vus) * cell.seconds, 0) / seconds;
  return {atMs: cells[0]!.atMs, p50: p50!, p95: p95!, p99: p99!, vus};
}

/** A damaged cell is a gap in a picture, no reason to show none. */
function readCounts(text: string): SparseHistogram {
  try {
    return decodeCounts(text);
  } catch {
    return emptySparse;
  }
}

/** µs; null: no threshold bounds a percentile of all requests. */
function boundOf({thresholds}: Pick<Snapshot, 'thresholds'>): number | null {
  const bounds = thresholds.flatMap(({source, bound}) => {
    const at = source.indexOf(': ');
    const parsed = at === -1 ? null : parseThreshold(source.slice(0, at), source.slice(at + 2));
    if (parsed === null || 'problem' in parsed || Object.keys(parsed.tags).length > 0) return [];
    const percentile = thresholdPercentile(parsed);
    const us = bound === undefined ? thresholdBound(parsed) : bound * 1000;
    return percentile === null || Number.isNaN(us) ? [] : [{percentile, us}];
  });
  return (bounds.find(({percentile}) => percentile === 95) ?? bounds[0])?.us ?? null;
}

function factsOf(snapshot: Snapshot, file: string, fileBytes: number | null): SnapshotPreview['facts'] {
  const {target, profile, git, host, note, validity} = snapshot;
  const judged = snapshot.thresholds.filter(({ok}) => ok !== null);
  const held = judged.filter(({ok}) => ok === true).length;
  const revision = profile.revision === null ? '' : ` rev ${profile.revision}`;
  const dirty = git?.dirty === true ? '+ (dirty)' : '';
  const branch = git === null || git.branch === null ? '' : ` branch ${git.branch}`;
  return [
    ['load', loadFact(snapshot)],
    ['target', target.label === target.origin ? target.label : `${target.label} at ${target.origin}`],
    ['profile', `${profile.name}${revision}`],
    ['git', git === null ? '--' : `${git.commit.slice(0, 7)}${dirty}${branch}`],
    ['host', `${host.hostname}, ${host.cores} cores, ${host.platform} ${host.kernel}, node ${host.node}`],
    ['gen', generatorFact(snapshot)],
    ...(validity === undefined || validity === null || validity.verdict === 'VALID'
      ? []
      : [['run', [validity.verdict, ...validity.reasons.slice(0, 1).map(({text}) => text)].join(': ')] as const]),
    ['slo', judged.length === 0 ? '--' : `${held}/${judged.length} at capture`],
    ['file', fileBytes === null ? file : `${file} ${formatBytes(fileBytes)}`],
    ...(note === null || note === '' ? [] : [['note', note] as const]),
  ];
}

/** `258 VUs, moving 200-260: not steady`. */
function loadFact({load}: Snapshot): string {
  const {model, vus, minVus, maxVus, rate, steady} = load;
  const now = model === 'open' ? printLoad(rate ?? Number.NaN, 'open') : printLoad(vus, 'closed');
  if (steady) return `${now}, steady`;
  const range = `${printLevel(minVus, 'closed')}-${printLevel(maxVus, 'closed')}${model === 'open' ? ' VUs' : ''}`;
  return `${now}, moving ${range}: not steady`;
}

/** `cpu 42%  loop 2.9ms  healthy`: means over the window. */
function generatorFact({hostSeries, window, generator}: Snapshot): string {
  const points = hostSeries.filter(({atMs}) => atMs >= window.startMs && atMs < window.endMs);
  const cpu = meanOf(points.map((point) => point.cpu));
  const loopDelayMs = meanOf(points.map((point) => point.loopDelayMs));
  const words = {ok: 'healthy', warn: 'strained', saturated: 'saturated'} as const;
  const lost = generator.workersLost === 0 ? [] : [`${formatNumber(generator.workersLost)} workers lost`];
  return [
    `cpu ${cpu === null ? '--' : `${Math.round(cpu * 100)}%`}`,
    `loop ${loopDelayMs === null ? '--' : formatLatency(loopDelayMs * 1000)}`,
    words[generator.verdict],
    ...lost,
  ].join('  ');
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
