import {factorText} from '../analysis/spike-plan.ts';
import {printLevel} from '../domain/load-text.ts';
import type {CapacityStudy, LoadFigures, SoakStudy, SpikeStudy, Study} from '../domain/study.ts';
import {hasCapacity} from './capacity-table.ts';
import {gauge, type Family, type Labels} from './prometheus-text.ts';

/** What a capacity search, a spike or an endurance test found out. */
export function studyFamilies(study: Study): Family[] {
  if (study.kind === 'capacity') return capacityFamilies(study);
  return study.kind === 'spike' ? spikeFamilies(study) : soakFamilies(study);
}

function capacityFamilies(study: CapacityStudy): Family[] {
  const {model, verdict, state, breaking, trials} = study;
  const load = {load: model === 'open' ? 'iterations_per_second' : 'vus'};
  // What is no answer must not be read as one.
  const {low, high} = hasCapacity(study) ? study : {low: null, high: null};
  return [
    gauge('perftui_capacity_verdict', 'How the search ended: 1 at its verdict.', [
      [{verdict: state === 'done' ? verdict : state.toUpperCase()}, 1],
    ]),
    gauge('perftui_capacity_low', 'Highest load that held its limits: capacity is at least that.', [[load, low]]),
    gauge('perftui_capacity_high', 'Lowest load that did not: capacity is below.', [[load, high]]),
    gauge('perftui_breaking_point_low', 'Highest load before the one that broke.', [[load, breaking?.from ?? null]]),
    gauge('perftui_breaking_point_high', 'Lowest load that broke.', [[load, breaking?.to ?? null]]),
    ...loadFamilies(
      trials.map((trial, index) => {
        const {phase, level, verdict: told} = trial;
        return [{step: String(index + 1), phase, level: printLevel(level, model), verdict: told}, trial];
      }),
    ),
  ];
}

function spikeFamilies({baseline, factors, model}: SpikeStudy): Family[] {
  const of = (factor: number, level: number): Labels => ({spike: factorText(factor), level: printLevel(level, model)});
  const labelled = factors.map((spike) => [of(spike.factor, spike.level), spike] as const);
  return [
    gauge(
      'perftui_spike_peak_ratio',
      "Highest p95 of 5 s against the baseline's.",
      labelled.map(([labels, {peakRatio}]) => [labels, peakRatio]),
    ),
    gauge(
      'perftui_spike_recovered',
      '1 when all was as before again while it was watched, 0 when not; absent when it could not be told.',
      labelled.map(([labels, {recovery}]) => [labels, recovery === null ? null : 'seconds' in recovery ? 1 : 0]),
    ),
    gauge(
      'perftui_spike_recovery_seconds',
      'From when the load was back until all was as before; absent when it never was.',
      labelled.map(([labels, {recovery}]) => [
        labels,
        recovery !== null && 'seconds' in recovery ? recovery.seconds : null,
      ]),
    ),
    gauge(
      'perftui_spike_lost_requests',
      "Requests that failed beyond the baseline's share.",
      labelled.map(([labels, {lost}]) => [labels, lost]),
    ),
    gauge(
      'perftui_spike_generator_limited_seconds',
      'So long the generator, not the target, was at its end.',
      labelled.map(([labels, {limitedSeconds}]) => [labels, limitedSeconds]),
    ),
    ...loadFamilies([[{...of(1, baseline.level), spike: 'baseline'}, baseline], ...labelled]),
  ];
}

function soakFamilies({drifts, periods}: SoakStudy): Family[] {
  return [
    gauge(
      'perftui_drift',
      'Change over the whole time: a ratio minus 1, of errors a difference of shares.',
      drifts.map(({figure, change, verdict}) => [{figure, verdict}, change]),
    ),
    gauge(
      'perftui_drift_p',
      'How likely chance alone makes it worse by as much.',
      drifts.map(({figure, p}) => [{figure}, p]),
    ),
    gauge(
      'perftui_step_rss_bytes',
      "Memory of perftui's process, the least of a period's minutes.",
      periods.map((period) => [periodLabels(period), period.memoryBytes]),
    ),
    gauge(
      'perftui_step_target_memory_bytes',
      'Memory of the target, the least of a period.',
      periods.map((period) => [periodLabels(period), period.targetMemoryBytes]),
    ),
    ...loadFamilies(periods.map((period) => [periodLabels(period), period])),
  ];
}

function periodLabels({startMs}: {readonly startMs: number}): Labels {
  return {from_second: String(Math.round(startMs / 1000))};
}

const quantiles = [
  ['0.5', ({p50Us}: LoadFigures) => p50Us],
  ['0.95', ({p95Us}: LoadFigures) => p95Us],
  ['0.99', ({p99Us}: LoadFigures) => p99Us],
] as const;

/** What was measured at each load. */
function loadFamilies(steps: readonly (readonly [labels: Labels, figures: LoadFigures])[]): Family[] {
  const of = (name: string, help: string, read: (figures: LoadFigures) => number | null): Family =>
    gauge(
      `perftui_step_${name}`,
      help,
      steps.map(([labels, figures]) => [labels, read(figures)]),
    );
  return [
    of('http_reqs_per_second', 'Requests a second at a load.', (figures) => figures.requestsPerSecond),
    gauge(
      'perftui_step_http_req_duration_seconds',
      'Latency at a load, by quantile.',
      steps.flatMap(([labels, figures]) =>
        quantiles.map(([quantile, read]) => [{...labels, quantile}, seconds(read(figures))] as const),
      ),
    ),
    of('http_req_duration_mean_seconds', 'Mean latency at a load.', ({meanUs}) => seconds(meanUs)),
    of('http_req_failed_ratio', 'Share of requests that failed at a load, 0 to 1.', ({errorShare}) => errorShare),
    of('cpu_ratio', "CPU of the generator's machine at a load, 0 to 1.", ({cpu}) => cpu),
    of('target_cpu_ratio', "CPU of the target's machine at a load, 0 to 1.", ({targetCpu}) => targetCpu),
  ];
}

function seconds(us: number | null): number | null {
  return us === null ? null : us / 1e6;
}
