import type {ControlFacts} from './control-state.ts';
import type {SessionMeasures} from './session-measures.ts';

/** What load keys go by of what has been measured. */
export function controlFacts(
  measures: Pick<SessionMeasures, 'slos' | 'last' | 'iterationsPerSecond' | 'lastGood'>,
): ControlFacts {
  const {last, slos, iterationsPerSecond, lastGood} = measures;
  const failing = slos
    .rows()
    .filter((row) => row.state === 'over' && row.severity === 'critical')
    .sort((a, b) => (b.used ?? 1) - (a.used ?? 1))[0];
  return {
    activeVus: last?.gauges.activeVus ?? 0,
    inFlight: last?.gauges.inFlight ?? 0,
    finishedVus: last?.gauges.finishedVus ?? 0,
    iterationsPerSecond,
    lastGood: lastGood.levels(),
    failingSlo: failing === undefined ? null : {short: failing.short, used: failing.used},
  };
}
