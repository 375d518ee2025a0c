import type {Snapshot, SnapshotScenario} from '../domain/snapshot.ts';
import type {Cell} from '../metrics/cell.ts';
import type {IntervalMetrics} from '../metrics/interval.ts';
import {emptyName, endedRequests, mergeMetrics} from '../metrics/merge-metrics.ts';
import type {ScenarioWeights} from './control-state.ts';
import type {SeriesIndex} from './series-index.ts';
import {latencyOf} from './snapshot-builder.ts';

/**
 * User classes with their weights as they are now and what their requests did in a snapshot's window.
 * @param cells by series, at least those of the window
 * @param run by series, since the start
 */
export function scenarioFigures(
  weights: readonly ScenarioWeights[],
  {scope, startMs, endMs, seconds}: Snapshot['window'],
  {
    cells,
    run,
    index,
  }: {
    readonly cells: readonly Cell[];
    readonly run: IntervalMetrics;
    readonly index: Pick<SeriesIndex, 'metricsByScenario'>;
  },
): readonly SnapshotScenario[] {
  const inWindow = cells.filter(({atMs}) => atMs >= startMs && atMs < endMs);
  const {names} = index.metricsByScenario(scope === 'run' ? run : mergeMetrics(inWindow.map(({metrics}) => metrics)));
  return weights.map(({name, weight, profileWeight}, at) => {
    const own = names.find((one) => one.name === at) ?? emptyName(at);
    const ended = endedRequests(own);
    return {
      name,
      weight,
      profileWeight,
      requests: ended,
      failed: own.failed,
      requestsPerSecond: seconds === 0 ? 0 : ended / seconds,
      errorShare: ended === 0 ? null : own.failed / ended,
      latencyUs: latencyOf(own),
    };
  });
}
