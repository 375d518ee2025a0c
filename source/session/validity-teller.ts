import type {RunValidity} from '../domain/run-validity.ts';
import type {SessionEvent, ValidityView} from './view.ts';

/** How long, of time with load, a judgement must have held to be told and shown: one that comes and goes tells nothing. */
const heldMs = {rising: 3000, falling: 5000} as const;

/** The run's judgement on its own figures as people see it. What is written at the end of a run is the judgement itself. */
export interface ValidityTeller {
  /**
   * The judgement as it stands at the end of a complete second.
   * @param judgedMs time with load that it rests on
   * @returns what is to be told: nothing, or that it is another one now
   */
  second(atMs: number, judgedMs: number, validity: ValidityView): readonly SessionEvent[];
  /** What is shown. `sinceMs` is the moment at which it broke for as long as it is not VALID. */
  view(): ValidityView;
  /** Whether at the end of a second it was told to be anything but VALID: whoever asks later hears what was said then. */
  wasDoubtful(endMs: number): boolean;
}

const ranks: Readonly<Record<RunValidity, number>> = {VALID: 0, DEGRADED: 1, INVALID: 2};
const verdicts = ['VALID', 'DEGRADED', 'INVALID'] as const;
const valid: ValidityView = {verdict: 'VALID', sinceMs: null, reasons: []};

interface Judged {
  readonly judgedMs: number;
  readonly atMs: number;
  readonly rank: number;
}

export function createValidityTeller(): ValidityTeller {
  /** Newest last, back to the one that stood before the longest time looked at. */
  let history: readonly Judged[] = [];
  let view = valid;
  /** When it was last told to be VALID again: what broke it before is over. */
  let clearedMs: number | null = null;
  /** When it was told to be VALID, or not to be, ascending. */
  const changes: {readonly atMs: number; readonly doubtful: boolean}[] = [];

  /** Ranks over the last stretch of load, the one it began with included. */
  function ranksOver(ms: number): readonly number[] {
    const first = firstOf(history, ms);
    const ranksThen = history.slice(Math.max(0, first)).map((one) => one.rank);
    return first === -1 ? [0, ...ranksThen] : ranksThen;
  }

  function heldRank(): number {
    const shown = ranks[view.verdict];
    const least = Math.min(...ranksOver(heldMs.rising));
    if (least > shown) return least;
    return Math.min(shown, Math.max(...ranksOver(heldMs.falling)));
  }

  /** Of a verdict that has just become other than VALID: when it broke. */
  function brokenSince(sinceMs: number | null): number {
    const first = history[history.findLastIndex((one) => one.rank === 0) + 1]!;
    // A second is judged at its end.
    return clearedMs === null ? (sinceMs ?? first.atMs - 1000) : Math.max(first.atMs - 1000, clearedMs);
  }

  function show(verdict: RunValidity, raw: ValidityView): ValidityView {
    if (verdict === 'VALID') return raw.verdict === 'VALID' ? raw : valid;
    const sinceMs = view.sinceMs ?? brokenSince(raw.sinceMs);
    return {verdict, sinceMs, reasons: raw.verdict === 'VALID' ? view.reasons : raw.reasons};
  }

  return {
    second(atMs, judgedMs, raw) {
      // Seconds without load are one with the last that had some.
      history = [...history.filter((one) => one.judgedMs < judgedMs), {judgedMs, atMs, rank: ranks[raw.verdict]}];
      history = history.slice(Math.max(0, firstOf(history, heldMs.falling)));
      const before = view.verdict;
      view = show(verdicts[heldRank()]!, raw);
      const {verdict, reasons} = view;
      if (verdict === before) return [];
      changes.push({atMs, doubtful: verdict !== 'VALID'});
      if (verdict === 'VALID') {
        clearedMs = atMs;
        return [{atMs, kind: 'cleared', text: 'run VALID again', mark: '✓valid'}];
      }
      const worst = reasons[0];
      const text = worst === undefined ? `run ${verdict}` : `run ${verdict}: ${worst.text}`;
      return [{atMs, kind: 'alert', text, mark: verdict === 'INVALID' ? '!invalid' : '!degraded'}];
    },
    view: () => view,
    wasDoubtful: (endMs) => changes.findLast((change) => change.atMs <= endMs)?.doubtful ?? false,
  };
}

/** Index of the entry that stood when the last `ms` of load began; −1: it began before all of them. */
function firstOf(history: readonly Judged[], ms: number): number {
  const fromMs = history.at(-1)!.judgedMs - ms;
  return history.findLastIndex((one) => one.judgedMs <= fromMs);
}
