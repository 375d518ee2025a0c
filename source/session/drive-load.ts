import type {DriveLoad, DriveSecond} from '../domain/drive.ts';
import {planPositionAt} from '../domain/load-plan.ts';
import type {Cell} from '../metrics/cell.ts';
import {commandedLevelAt, phaseAt, stageClockAt, type ControlState} from './control-state.ts';
import {roundLevel} from './print-load.ts';
import {cellOf, hostPointOf} from './snapshot-cells.ts';

/** A complete second as a drive's recording holds it, with the load as it was commanded at its end. */
export function driveSecond(cell: Cell, state: ControlState, lastGoodLevel: number | null): DriveSecond {
  const load = driveLoadOf(state, cell.atMs + 1000, {activeVus: cell.load.vus, lastGoodLevel});
  return {kind: 'second', cell: cellOf(cell), host: hostPointOf(cell), load};
}

function driveLoadOf(
  state: ControlState,
  nowMs: number,
  measured: {readonly activeVus: number; readonly lastGoodLevel: number | null},
): DriveLoad {
  const {model, mode, ramp, plan, paused} = state;
  const stage = plan === null ? null : planPositionAt(plan, stageClockAt(state, nowMs)).stage;
  return {
    model,
    phase: phaseAt(state, nowMs, measured.activeVus),
    mode,
    // Of a ramp to a hundredth: where it began and ended is read from it when the drive is replayed.
    level: Number(commandedLevelAt(state, nowMs).toFixed(2)),
    targetLevel: roundLevel(ramp.toLevel, model),
    stage: stage === null || stage >= plan!.stages.length ? null : stage,
    paused: paused !== null,
    lastGoodLevel: measured.lastGoodLevel,
  };
}
