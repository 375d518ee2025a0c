import type {RunValidity} from '../domain/run-validity.ts';
import type {Recording} from './playback.ts';
import type {ValidityView} from './view.ts';

/** What the run said of its own figures, as its recording tells. */
export interface PlaybackValidity {
  /** As it stood then; null: not known. */
  at(atMs: number, isEnd: boolean): ValidityView | null;
  /** What was measured in a second that ended then is not to be trusted. */
  isDoubtful(endMs: number): boolean;
}

/** By what `createValidityTeller` leaves on the time axis. */
const verdictOfMark: Readonly<Record<string, RunValidity>> = {
  '!invalid': 'INVALID',
  '!degraded': 'DEGRADED',
  '✓valid': 'VALID',
};

/** A snapshot was judged once, at its end; a drive tells whenever the judgement became another one. */
export function createPlaybackValidity({drive, snapshot}: Recording): PlaybackValidity {
  const final = snapshot.validity ?? null;
  const told = (drive?.events ?? []).flatMap(({atMs, mark = ''}) => {
    const verdict = Object.hasOwn(verdictOfMark, mark) ? verdictOfMark[mark] : undefined;
    return verdict === undefined ? [] : [{atMs, verdict}];
  });

  function toldBy(atMs: number): RunValidity | null {
    return told.findLast((one) => one.atMs <= atMs)?.verdict ?? null;
  }

  return {
    at(atMs, isEnd) {
      if (isEnd && final !== null) return {...final, sinceMs: null};
      const verdict = toldBy(atMs) ?? (final === null || drive === null ? null : 'VALID');
      return verdict === null ? null : {verdict, sinceMs: null, reasons: []};
    },
    isDoubtful: (endMs) => (toldBy(endMs) ?? 'VALID') !== 'VALID',
  };
}
