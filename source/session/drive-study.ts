import {incompleteSays} from '../analysis/capacity-range.ts';
import {createEndurance} from '../analysis/endurance.ts';
import {createSpikeRecovery} from '../analysis/spike-recovery.ts';
import type {Drive} from '../domain/drive.ts';
import type {Study} from '../domain/study.ts';
import type {Cell} from '../metrics/cell.ts';

/** What a drive found out that nobody closed. */
export interface DriveStudy {
  /** Takes the next recorded cell, ascending. */
  cell(cell: Cell): void;
  /** Null: nothing was asked, or nothing was known. */
  finish(): Study | null;
}

/**
 * A spike or endurance test is seen again in the cells; a search judged what cells do not hold (each worker, when load was
 * commanded), and what several processes measured is not all in one drive: there what was written down last counts.
 */
export function createDriveStudy({
  header: {study: question},
  seconds,
  studies,
}: Pick<Drive, 'header' | 'seconds' | 'studies'>): DriveStudy {
  const known = studies.at(-1)?.study ?? null;
  const isExact = seconds.every(({cell}) => cell.seconds === 1);
  if (question?.kind === 'soak' && question.resumes === undefined) {
    const endurance = createEndurance(question);
    return {cell: (cell) => endurance.cell(cell), finish: () => endurance.finish()};
  }
  if (question?.kind === 'spike' && (isExact || known === null)) {
    const recovery = createSpikeRecovery(question);
    return {cell: (cell) => recovery.second(cell), finish: () => recovery.finish()};
  }
  return {cell: () => undefined, finish: () => known && ended(known)};
}

/** As it stands when nothing comes any more. */
function ended(study: Study): Study {
  if (study.state === 'done') return study;
  if (study.kind !== 'capacity') return {...study, state: 'done'};
  return {...study, state: 'done', verdict: 'INCOMPLETE', says: incompleteSays(study)};
}
