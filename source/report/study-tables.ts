import {driftText} from '../analysis/drift-text.ts';
import {factorText} from '../analysis/spike-plan.ts';
import {isLimited, recoveryText} from '../analysis/spike-says.ts';
import type {SnapshotPlateau} from '../domain/snapshot.ts';
import type {CapacityStudy, SoakDrift, SpikeFigures, Study} from '../domain/study.ts';
import {breakingText, capacityCsv, capacityTables, capacityText, capacityVerdict} from './capacity-table.ts';
import {cell, type ReportCell, type ReportTable, type Tone} from './report-table.ts';
import {soakCsv, soakFigureNames, soakTables} from './soak-table.ts';
import {spikeCsv, spikeTable} from './spike-table.ts';
import {thresholdTarget} from './threshold-text.ts';

/** All tables of a capacity search, a spike or an endurance test that have something to say, in reading order. */
export function studyTables(study: Study): ReportTable[] {
  if (study.kind === 'capacity') return capacityTables(study);
  if (study.kind === 'soak') return soakTables(study);
  const table = spikeTable(study);
  return table === null ? [] : [table];
}

/** Its loads as rows: trials in order of time; the baseline and each spike; periods. */
export function studyCsv(study: Study): string {
  if (study.kind === 'capacity') return capacityCsv(study);
  return study.kind === 'soak' ? soakCsv(study) : spikeCsv(study);
}

/** A line of what was found, as the executive summary has it. */
export interface StudyFinding {
  readonly what: string;
  /** What was asked for; empty: nothing was. */
  readonly target: string;
  readonly actual: string;
  readonly status: ReportCell;
}

/** What was found, the answer to what was asked first. */
export function studyFindings(study: Study): StudyFinding[] {
  if (study.kind === 'capacity') return capacityFindings(study);
  if (study.kind === 'spike') return study.factors.map(recoveryFinding);
  const judged = study.drifts.filter(({verdict}) => verdict !== 'UNKNOWN');
  return judged.map((drift) => ({
    what: `drift of ${soakFigureNames[drift.figure]}`,
    target: '',
    actual: driftText(drift),
    status: cell(drift.verdict, driftTones[drift.verdict]),
  }));
}

function capacityFindings(study: CapacityStudy): StudyFinding[] {
  const target = study.objectives.map((source) => thresholdTarget({source, value: null})).join(', ');
  const breaking = breakingText(study);
  return [
    {what: 'capacity', target, actual: capacityText(study), status: capacityVerdict(study)},
    ...(breaking === null ? [] : [{what: 'breaks at', target: '', actual: breaking, status: cell('')}]),
  ];
}

function recoveryFinding(spike: SpikeFigures): StudyFinding {
  const {factor, recovery} = spike;
  const isWithout = recovery !== null && 'moreThan' in recovery;
  return {
    what: `recovery from ${factorText(factor)}`,
    target: '',
    actual: recoveryText(recovery),
    status: isLimited(spike) ? cell('GENERATOR-LIMITED', 'near') : isWithout ? cell('NOT RECOVERED', 'bad') : cell(''),
  };
}

const driftTones: Readonly<Partial<Record<SoakDrift['verdict'], Tone>>> = {LEAK: 'bad', DRIFT: 'near', STEADY: 'good'};

/** The holds that are no part of a search: what its trials and the drains between them are is told by its own table. */
export function plateausBeside(
  plateaus: readonly SnapshotPlateau[],
  study: Study | undefined,
): readonly SnapshotPlateau[] {
  if (study?.kind !== 'capacity') return plateaus;
  const {trials} = study;
  return plateaus.filter(({startMs, endMs}) => {
    const before = trials.findLast((trial) => trial.startMs <= startMs);
    const after = trials.find((trial) => trial.startMs > startMs);
    if (before !== undefined && before.endMs > startMs) return false;
    if (after === undefined) return true;
    return after.startMs >= endMs && (before === undefined || before.verdict === 'INTERRUPTED');
  });
}
