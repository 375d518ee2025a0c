import {createEndurance} from '../analysis/endurance.ts';
import {createSpikeRecovery} from '../analysis/spike-recovery.ts';
import type {SoakQuestion, SpikeQuestion, Study} from '../domain/study.ts';
import type {Cell} from '../metrics/cell.ts';

/** A spike or endurance test: it only looks on, the load is the run's plan. */
export interface StudyObserver {
  /**
   * Takes the next complete second.
   * @returns null: nothing new is known
   */
  second(cell: Cell): Study | null;
  finish(): Study;
}

/** @param earlier what earlier processes measured of the same endurance test */
export function createStudyObserver(setup: SpikeQuestion | SoakQuestion, earlier: readonly Cell[]): StudyObserver {
  return setup.kind === 'spike' ? spikeObserver(setup) : soakObserver(setup, earlier);
}

function spikeObserver(setup: SpikeQuestion): StudyObserver {
  const recovery = createSpikeRecovery(setup);
  return {
    second(cell) {
      recovery.second(cell);
      return recovery.study();
    },
    finish: () => recovery.finish(),
  };
}

/** Its drifts are computed anew from all blocks: each second at first, once a minute of a run of hours. */
function soakObserver(setup: SoakQuestion, earlier: readonly Cell[]): StudyObserver {
  const endurance = createEndurance(setup, earlier);
  let nextMs = 0;
  let over: Study | null = null;
  return {
    second(cell) {
      if (over !== null) return null;
      endurance.cell(cell);
      if (hasEnded(setup, endurance.measuredMs, cell)) return (over = endurance.finish());
      const untilMs = cell.atMs + cell.seconds * 1000;
      if (untilMs < nextMs) return null;
      const study = endurance.study();
      // The more there is, the less a second tells, and the more it costs.
      nextMs = untilMs + Math.min(60_000, study.durationMs / 60);
      return study;
    },
    finish: () => over ?? endurance.finish(),
  };
}

/** A screen stays on after the last request; its idle time is none of the test. */
function hasEnded({model, durationMs}: SoakQuestion, measuredMs: number, {load}: Cell): boolean {
  return measuredMs >= durationMs && (model === 'closed' ? load.targetVus : load.targetRate) === 0;
}
