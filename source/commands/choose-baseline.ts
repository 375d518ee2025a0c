import type {Threshold} from '../domain/profile.ts';
import {readBaselineChoice, readSnapshot} from '../files/snapshot-store.ts';
import type {ChosenBaseline} from '../session/session-files.ts';
import {loadRecord} from './load-record.ts';

export interface BaselineWish {
  /** `--baseline`; null: not given. */
  readonly flag: string | null;
  readonly thresholds: readonly Threshold[];
  readonly interactive: boolean;
  readonly snapshotsFolder: string;
  /** Path of the one to begin with where the folder has chosen none. */
  readonly defaultBaseline: string | null;
}

export interface RunBaselines {
  /** What the run is compared with at its end. */
  readonly asked: ChosenBaseline | null;
  /** What relative thresholds take their bounds from. */
  readonly ofThresholds: ChosenBaseline | null;
}

/**
 * The baselines of a run. On a screen the one that is chosen in the folder gives relative thresholds their bounds when no
 * flag names one: it is what the screen shows beside the run.
 * @throws PerftuiError when one is named and cannot be read
 */
export async function chooseBaseline(wish: BaselineWish): Promise<RunBaselines> {
  const {flag, thresholds, interactive, snapshotsFolder, defaultBaseline} = wish;
  if (flag !== null) {
    const {file, snapshot} = await loadRecord(flag);
    const asked = {file, snapshot};
    return {asked, ofThresholds: asked};
  }
  const none = {asked: null, ofThresholds: null};
  if (!interactive || !thresholds.some(({relativeShare}) => relativeShare !== null)) return none;
  const file = (await readBaselineChoice(snapshotsFolder)) ?? defaultBaseline;
  return file === null ? none : {asked: null, ofThresholds: {file, snapshot: await readSnapshot(file)}};
}
