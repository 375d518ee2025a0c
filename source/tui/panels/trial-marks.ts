import type {CapacityTrial, TrialVerdict} from '../../domain/study.ts';
import {tone, type Tone} from '../theme/tone.ts';

/** How a trial's verdict is drawn, told apart by its sign where there is no colour. */
export interface TrialMark {
  readonly sign: string;
  readonly look: Tone;
  /** As the table says it, in eleven cells. */
  readonly word: string;
}

export const trialMarks: Readonly<Record<TrialVerdict, TrialMark>> = {
  PASS: {sign: '✓', look: tone.ok, word: 'PASS'},
  FAIL: {sign: '✗', look: tone.over, word: 'FAIL'},
  UNDECIDED: {sign: '?', look: tone.near, word: 'UNDECIDED'},
  'GENERATOR-LIMITED': {sign: 'G', look: tone.nearStrong, word: 'GEN-LIMITED'},
  ABORTED: {sign: '!', look: tone.overStrong, word: 'ABORTED'},
  INTERRUPTED: {sign: '-', look: tone.dim, word: 'INTERRUPTED'},
};

/** In the order they are to be drawn: what says least first, so that what says more stands over it. */
export function drawnTrials(trials: readonly CapacityTrial[]): readonly CapacityTrial[] {
  return trials.toSorted((a, b) => weightOf(a) - weightOf(b));
}

function weightOf({verdict}: CapacityTrial): number {
  return verdict === 'INTERRUPTED' ? 0 : 1;
}
