import type {LoadModel} from '../domain/load-model.ts';
import type {RunValidity} from '../domain/run-validity.ts';
import type {Snapshot, SnapshotCell, SnapshotCellName, SnapshotPlateau} from '../domain/snapshot.ts';
import {decodeCounts} from '../metrics/cell-codec.ts';
import {coveredMsOf} from '../metrics/file-cell.ts';
import type {SparseHistogram} from '../metrics/histogram.ts';

/** A recorded run, ready to be set against another: facts, and its cells with histograms read when they are asked for. */
export interface ComparableRun {
  readonly name: string;
  readonly targetLabel: string;
  readonly profileName: string;
  readonly profileRevision: string | null;
  /** Pauses of the flow in order, as written; null: they cannot be told. */
  readonly thinkTimes: string | null;
  readonly hostname: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly transport: string | null;
  readonly validity: RunValidity | null;
  /** First of the reasons that make it not VALID. */
  readonly validityReason: string | null;
  readonly scope: 'window' | 'run';
  readonly windowStartMs: number;
  readonly windowEndMs: number;
  /** By index, what `ComparableName.name` counts. */
  readonly requestNames: readonly string[];
  /** Ascending, never overlapping. */
  readonly cells: readonly ComparableCell[];
  /** Null: the file holds none, they are to be found in the cells. */
  readonly plateaus: readonly SnapshotPlateau[] | null;
}

/** A second of the run, or several merged. */
export interface ComparableCell {
  readonly atMs: number;
  readonly seconds: number;
  /** What rates are divided by. */
  readonly coveredMs: number;
  readonly model: LoadModel;
  /** Mean VUs at work, or iterations offered a second. */
  readonly level: number;
  /** As commanded at its end; null: not known. */
  readonly commandedLevel: number | null;
  /** At its end. */
  readonly vus: number;
  readonly doubtful: boolean;
  readonly names: readonly ComparableName[];
}

export interface ComparableName {
  readonly name: number;
  /** Requests that ended: answered, or failed without an answer. */
  readonly ended: number;
  readonly failed: number;
  readonly bytesIn: number;
  /** NaN without samples. */
  readonly maxUs: number;
  /** Decoded at the first call, and kept. */
  latency(): SparseHistogram;
}

/**
 * What a comparison needs of a snapshot.
 * @throws Error (from `latency()`) when a cell's counts are damaged
 */
export function comparableRun(snapshot: Snapshot): ComparableRun {
  const unanswered = unansweredShares(snapshot);
  return {
    name: snapshot.name,
    targetLabel: snapshot.target.label,
    profileName: snapshot.profile.name,
    profileRevision: snapshot.profile.revision,
    thinkTimes: thinkTimesOf(snapshot.profile.document),
    hostname: snapshot.host.hostname,
    cpuModel: snapshot.host.cpuModel,
    cores: snapshot.host.cores,
    transport: snapshot.transport?.kind ?? null,
    validity: snapshot.validity?.verdict ?? null,
    validityReason: snapshot.validity?.reasons[0]?.text ?? null,
    scope: snapshot.window.scope,
    windowStartMs: snapshot.window.startMs,
    windowEndMs: snapshot.window.endMs,
    requestNames: snapshot.requests.flatMap(({name}) => name ?? []),
    cells: snapshot.cells.map((cell) => comparableCell(cell, unanswered)),
    plateaus: snapshot.plateaus ?? null,
  };
}

/** A cell of a file. `unanswered`: by name, which share of failed requests got no answer (files that do not say). */
export function comparableCell(cell: SnapshotCell, unanswered: readonly number[] = []): ComparableCell {
  const coveredMs = coveredMsOf(cell);
  const {targetRate = null} = cell;
  const isOpen = targetRate !== null;
  return {
    atMs: cell.atMs,
    seconds: cell.seconds,
    coveredMs,
    model: isOpen ? 'open' : 'closed',
    level: isOpen ? offeredRate(cell, targetRate, coveredMs) : (cell.meanVus ?? cell.vus),
    commandedLevel: isOpen ? targetRate : cell.targetVus,
    vus: cell.vus,
    doubtful: cell.doubtful,
    names: cell.names.map((one) => comparableName(one, unanswered[one.name] ?? 0)),
  };
}

/** Over a second the command says it better than a count does: arrivals of a Poisson process are never even. */
function offeredRate({seconds, arrivals}: SnapshotCell, targetRate: number, coveredMs: number): number {
  if (seconds <= 1 || arrivals === undefined || coveredMs === 0) return targetRate;
  return arrivals.offered / (coveredMs / 1000);
}

function comparableName(one: SnapshotCellName, unansweredShare: number): ComparableName {
  let decoded: SparseHistogram | null = null;
  return {
    name: one.name,
    ended: one.answered + unansweredOf(one, unansweredShare),
    failed: one.failed,
    bytesIn: one.bytesIn,
    maxUs: one.maxUs ?? Number.NaN,
    latency: () => (decoded ??= decodeCounts(one.counts)),
  };
}

function unansweredOf({started, errors, failed}: SnapshotCellName, share: number): number {
  if (errors !== undefined) return errors.reduce((sum, [, count]) => sum + count, 0);
  return started === undefined ? Math.round(failed * share) : 0;
}

/** Cells of earlier files count failures without saying how many got no answer: the window's share stands for them. */
function unansweredShares({requests, window}: Snapshot): readonly number[] {
  return requests
    .filter(({name}) => name !== null)
    .map(({requestsPerSecond, answered, failed}) => {
      const unanswered = Math.round(requestsPerSecond * window.seconds) - answered;
      return failed === 0 ? 0 : Math.min(1, Math.max(0, unanswered / failed));
    });
}

/** Every `think` of a profile's document, in order; null when it is no document. */
function thinkTimesOf(document: unknown): string | null {
  if (typeof document !== 'object' || document === null || !('scenarios' in document)) return null;
  const found: string[] = [];
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) return part.forEach(walk);
    if (typeof part !== 'object' || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      if (key === 'think') found.push(typeof value === 'string' ? value : JSON.stringify(value));
      else if (key !== 'request') walk(value);
    }
  };
  walk(document.scenarios);
  return found.join(' ');
}
