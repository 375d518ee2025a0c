import {liveCurveCell, loadCurve} from '../analysis/load-curve.ts';
import type {ComparedSpan, ComparisonAlign, LoadCurvePoint} from '../domain/comparison.ts';
import {describeError} from '../domain/errors.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import type {Cell} from '../metrics/cell.ts';
import type {EventLog} from './event-log.ts';
import type {Intent} from './intent.ts';
import type {LoadedBaseline, SessionEffects} from './session-files.ts';
import type {ComparedSide, ComparisonView} from './view-comparison.ts';

/** While one side is live, the comparison is made anew so often. */
const refreshMs = 5000;

/** Of verdicts that are read again and again, fewer may be chance. */
const liveConfidence = 0.99;
const confidence = 0.95;

/** Files read for it that are kept. */
const sidesKept = 4;

type CompareIntent = Extract<Intent, {kind: 'compare'}>;

/** View 4's comparison: one at a time, the newest wish wins. */
export interface SessionComparison {
  open(intent: CompareIntent): void;
  close(): void;
  /** Time goes on: a live one is made anew when it is due. */
  tick(): void;
  /** The baseline is another one, or a file has changed: what rested on it is made anew. */
  sidesChanged(file: string | null): void;
  readonly view: ComparisonView | null;
  /** Why there is none, though one was asked for; null: there is, or it is on its way. */
  readonly failure: string | null;
}

export interface ComparisonParts {
  readonly effects: Pick<SessionEffects, 'readSnapshot' | 'loadCurve' | 'compare'>;
  readonly log: Pick<EventLog, 'say' | 'tell'>;
  readonly nowMs: () => number;
  readonly baseline: () => LoadedBaseline | null;
  readonly live: (align: ComparisonAlign) => Snapshot;
  /** Complete ones, oldest first. */
  readonly liveCells: () => readonly Cell[];
}

/** One side, read. */
interface Side {
  readonly file: string;
  readonly snapshot: Snapshot;
  readonly curve: readonly LoadCurvePoint[];
}

export function createSessionComparison(parts: ComparisonParts): SessionComparison {
  const {effects, log} = parts;
  let wanted: CompareIntent | null = null;
  let view: ComparisonView | null = null;
  let running = false;
  /** Another one is wanted than the one that is being computed. */
  let again = false;
  /** Given: it is not tried again until something has changed. */
  let failure: string | null = null;
  let begunMs = 0;
  /** Sides as they were read from files, the newest last. */
  const sides = new Map<string, Side>();

  function compute(): void {
    if (running) {
      again = true;
      return;
    }
    if (wanted === null) return;
    running = true;
    again = false;
    failure = null;
    begunMs = parts.nowMs();
    if (view !== null) view = {...view, stale: true};
    void finish(wanted);
  }

  async function finish(intent: CompareIntent): Promise<void> {
    try {
      const result = await compareSides(intent);
      if (wanted === intent) view = result;
    } catch (error) {
      if (wanted === intent) fail(error);
    } finally {
      running = false;
      if (again) compute();
    }
  }

  function fail(error: unknown): void {
    view = null;
    failure = error instanceof NoBaseline ? error.message : describeError(error);
    if (error instanceof NoBaseline) return log.say(error.message, 'plain');
    const text = `not compared: ${failure}`;
    log.say(text, 'over');
    log.tell('failure', text, '');
  }

  async function compareSides({a, b, align}: CompareIntent): Promise<ComparisonView> {
    const [now, before] = await Promise.all([sideOf(a, align), sideOf(b, align)]);
    const isLive = a === 'live' || b === 'live';
    const result = await effects.compare(now.snapshot, before.snapshot, align, isLive ? liveConfidence : confidence);
    return {a: comparedSide(now, result.now), b: comparedSide(before, result.before), align, result, stale: false};
  }

  async function sideOf(which: string | null, align: ComparisonAlign): Promise<Side> {
    if (which === 'live') {
      const snapshot = parts.live(align);
      return {
        file: 'live',
        snapshot: {...snapshot, name: 'live'},
        curve: loadCurve(parts.liveCells().map(liveCurveCell)),
      };
    }
    const baseline = parts.baseline();
    if (which === null && baseline === null) throw new NoBaseline();
    const file = which ?? baseline!.file;
    const known = sides.get(file);
    if (known !== undefined) return known;
    const isBaseline = baseline?.file === file;
    const snapshot = isBaseline ? baseline.snapshot : await effects.readSnapshot(file);
    const isRead = isBaseline && baseline.curve.length > 0;
    const side = {file, snapshot, curve: isRead ? baseline.curve : await effects.loadCurve(snapshot)};
    sides.set(file, side);
    for (const oldest of sides.keys()) if (sides.size > sidesKept) sides.delete(oldest);
    return side;
  }

  return {
    open(intent) {
      wanted = intent;
      compute();
    },
    close() {
      wanted = null;
      view = null;
      again = false;
      failure = null;
      sides.clear();
    },
    tick() {
      if (wanted === null || running || failure !== null || (wanted.a !== 'live' && wanted.b !== 'live')) return;
      if (parts.nowMs() - begunMs >= refreshMs) compute();
    },
    sidesChanged(file) {
      if (file === null) sides.clear();
      else sides.delete(file);
      if (wanted !== null) compute();
    },
    get view() {
      return view;
    },
    get failure() {
      return failure;
    },
  };
}

class NoBaseline extends Error {
  constructor() {
    super('nothing to compare with: press B to choose a baseline');
  }
}

/** @param span what of it was compared; null: nothing, so its window stands for it */
function comparedSide({file, snapshot, curve}: Side, span: ComparedSpan | null): ComparedSide {
  const {load, window, name, takenAt} = snapshot;
  const model = span?.model ?? load.model;
  return {
    file,
    name,
    takenAt: file === 'live' ? null : takenAt,
    model,
    level: span?.level ?? (load.model === 'open' ? (load.rate ?? Number.NaN) : load.vus),
    seconds: span?.seconds ?? window.seconds,
    curve,
  };
}
