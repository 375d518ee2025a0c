import type {Snapshot} from '../domain/snapshot.ts';
import {decodeHdr} from '../metrics/hdr-codec.ts';
import {countSparse, percentilesOf} from '../metrics/histogram.ts';
import type {ReportRecord} from './report-record.ts';
import {seriesOf, type SeriesPoint} from './report-series.ts';
import {firstLatencyThreshold, thresholdParts, thresholdTarget} from './threshold-text.ts';

type Column = readonly (number | null)[];

/** What the plots of the HTML report are drawn from: seconds since the start, ms, per second, percent, bytes. */
export interface HtmlData {
  readonly series: Readonly<Record<string, Column>>;
  /** By load: seconds of the run, and what was held: plateaus, or the trials of a search. */
  readonly scatter: {
    readonly level: Column;
    readonly p95: Column;
    readonly held: readonly {readonly label: string; readonly isOver: boolean; readonly p95: Column}[];
  };
  /** Latency by percentile; x is 1/(1 − share). */
  readonly curves: {readonly x: Column; readonly lines: readonly {readonly label: string; readonly ms: Column}[]};
  readonly plateaus: readonly {readonly from: number; readonly to: number; readonly steady: boolean | null}[];
  /** Numbered as in the table of events. */
  readonly events: readonly {readonly at: number; readonly number: number}[];
  /** Of the first threshold on p95; null: there is none. */
  readonly boundMs: number | null;
  readonly boundLabel: string;
  readonly targetLabel: string;
  readonly levelLabel: string;
}

/** As many events as are told apart on a plot. */
const mostMarks = 60;

export function htmlData(record: ReportRecord): HtmlData {
  const {snapshot, before} = record;
  const points = seriesOf(record);
  const isOpen = snapshot.load.model === 'open';
  const {boundMs, boundLabel} = boundOf(snapshot);
  return {
    series: seriesColumns(points),
    scatter: scatterOf(snapshot, points),
    curves: curvesOf(snapshot, before ?? null),
    plateaus: (snapshot.plateaus ?? []).map(({startMs, endMs, steady}) => ({
      from: startMs / 1000,
      to: endMs / 1000,
      steady,
    })),
    events: snapshot.events.map(({atMs}, index) => ({at: atMs / 1000, number: index + 1})).slice(-mostMarks),
    boundMs,
    boundLabel,
    targetLabel: isOpen ? 'target iterations/s' : 'target VUs',
    levelLabel: isOpen ? 'iterations/s' : 'VUs',
  };
}

function boundOf({thresholds, study}: Snapshot): {boundMs: number | null; boundLabel: string} {
  const objectives = study?.kind === 'capacity' ? study.objectives : [];
  const asked = objectives.map((source) => ({source, value: null, ok: null, severity: 'critical'}) as const);
  const threshold = firstLatencyThreshold([...asked, ...thresholds]);
  const parts = threshold === null ? null : thresholdParts(threshold.source);
  if (threshold === null || parts === null || parts.tags !== '' || parts.aggregation !== 'p(95)') {
    return {boundMs: null, boundLabel: ''};
  }
  return {boundMs: threshold.bound ?? parts.boundValue, boundLabel: thresholdTarget(threshold)};
}

function seriesColumns(points: readonly SeriesPoint[]): Record<string, Column> {
  const column = (read: (point: SeriesPoint) => number | null): Column => points.map((point) => short(read(point)));
  return {
    time: column(({atMs}) => atMs / 1000),
    p50: column(({p50Us}) => ms(p50Us)),
    p95: column(({p95Us}) => ms(p95Us)),
    p99: column(({p99Us}) => ms(p99Us)),
    requestsPerSecond: column((point) => point.requestsPerSecond),
    errorsPerSecond: column((point) => point.errorsPerSecond),
    vus: column(({vus}) => vus),
    target: column(({targetVus, targetRate}) => targetVus ?? targetRate),
    inFlight: column(({inFlight}) => inFlight),
    cpu: column(({host}) => (host === null || host.cpu === null ? null : host.cpu * 100)),
    memory: column(({host}) => host?.memoryUsedBytes ?? null),
  };
}

/** Loads that were held, as dots of one kind. */
interface HeldLoads {
  readonly label: string;
  readonly isOver: boolean;
  readonly loads: readonly {readonly level: number; readonly p95Us: number | null}[];
}

function heldLoads({load, plateaus = [], study}: Snapshot): readonly HeldLoads[] {
  if (study?.kind === 'capacity' && study.model === load.model) {
    const passed = study.trials.filter(({verdict}) => verdict === 'PASS');
    const failed = study.trials.filter(({verdict}) => verdict === 'FAIL' || verdict === 'ABORTED');
    return [
      {label: 'p95, a trial that passed', isOver: false, loads: passed},
      {label: 'p95, a trial that failed', isOver: true, loads: failed},
    ];
  }
  const own = plateaus.filter(({model}) => model === load.model);
  const loads = own.map(({level, requests}) => ({level, p95Us: requests[0]?.latencyUs?.p95 ?? null}));
  return [{label: 'p95, a plateau', isOver: true, loads}];
}

/** Ascending by load, as the plot needs it. */
function scatterOf(snapshot: Snapshot, points: readonly SeriesPoint[]): HtmlData['scatter'] {
  const isOpen = snapshot.load.model === 'open';
  const held = heldLoads(snapshot);
  const rows = [
    ...points.map(({vus, targetRate, p95Us}) => ({level: isOpen ? targetRate : vus, p95Us, kind: -1})),
    ...held.flatMap(({loads}, kind) => loads.map(({level, p95Us}) => ({level, p95Us, kind}))),
  ]
    .flatMap(({level, p95Us, kind}) => (level === null || p95Us === null ? [] : [{level, p95: ms(p95Us), kind}]))
    .toSorted((a, b) => a.level - b.level);
  const column = (wanted: number): Column => rows.map(({p95, kind}) => (kind === wanted ? short(p95) : null));
  return {
    level: rows.map(({level}) => short(level)),
    p95: column(-1),
    held: held.map(({label, isOver}, kind) => ({label, isOver, p95: column(kind)})),
  };
}

/** 12 steps for each halving of what lies above, to the last percentile with a sample over it. */
const stepsPerHalf = 12;

const mostHalves = 20;

function curvesOf(snapshot: Snapshot, before: Snapshot | null): HtmlData['curves'] {
  const sides = [snapshot, ...(before === null ? [] : [before])].map(({name, requests}, index) => {
    const [total] = requests;
    const sparse = decodeHdr(total?.histogram ?? '');
    return {
      label: index === 0 ? 'now' : `before: ${name}`,
      sparse,
      samples: countSparse(sparse),
      maxUs: total?.latencyUs?.max,
    };
  });
  const most = Math.max(1, ...sides.map(({samples}) => samples));
  const halves = Math.min(mostHalves, Math.log2(most));
  const x = Array.from({length: Math.floor(halves * stepsPerHalf) + 1}, (_, step) => 2 ** (step / stepsPerHalf));
  const percentiles = x.map((one) => 100 * (1 - 1 / one));
  return {
    x: x.map(short),
    lines: sides.map(({label, sparse, samples, maxUs}) => {
      const values = percentilesOf(sparse, percentiles, maxUs);
      return {label, ms: values.map((us, index) => (x[index]! > samples ? null : short(us / 1000)))};
    }),
  };
}

function ms(us: number | null): number | null {
  return us === null ? null : us / 1000;
}

/** Six digits are more than a plot shows. */
function short(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(6));
}
