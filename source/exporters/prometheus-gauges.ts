import type {SessionView} from '../session/view.ts';
import type {MetricFamily, MetricSample, PrometheusSource} from './prometheus-metrics.ts';

const verdicts = ['VALID', 'DEGRADED', 'INVALID'] as const;

type Read = (view: SessionView) => number | null | undefined;

/** Values as of now. Shares are 0 to 1; what is not known has no sample. */
export function gaugeFamilies({info, redact}: PrometheusSource): MetricFamily[] {
  const run = {profile: redact(info.profile), target: redact(info.target), version: info.version};
  return [
    ...simpleGauges.map(([name, help, read]) => gauge(name, help, (view) => sample(read(view)))),
    gauge('perftui_target_level', 'Load the run is going to: VUs, or iterations a second.', ({load}) =>
      sample(load.targetLevel, {model: load.model}),
    ),
    gauge('perftui_commanded_level', 'Load commanded at this moment: on a ramp between its two ends.', ({load}) =>
      sample(load.commandedLevel, {model: load.model}),
    ),
    gauge('perftui_run_validity', 'The run judges its own figures: 1 for the verdict that holds.', ({validity}) =>
      verdicts.map((verdict) => ({labels: {verdict}, value: validity?.verdict === verdict ? 1 : 0})),
    ),
    gauge('perftui_threshold_ok', 'Whether a threshold holds at this moment.', ({slos}) =>
      slos
        .filter(({state}) => state !== 'unknown')
        .map(({source, severity, state}) => ({
          labels: {threshold: redact(source), severity},
          value: state === 'over' ? 0 : 1,
        })),
    ),
    gauge('perftui_scenario_vus', 'Virtual users at work, by scenario.', ({scenarios}) =>
      scenarios.map(({name, activeVus}) => ({labels: {scenario: redact(name)}, value: activeVus})),
    ),
    {
      name: 'perftui_run_info',
      help: 'What runs; always 1.',
      type: 'gauge',
      samples: () => [{labels: run, value: 1}],
    },
  ];
}

const simpleGauges: readonly (readonly [name: string, help: string, read: Read])[] = [
  ['perftui_vus', 'Virtual users at work.', ({load}) => load.activeVus],
  ['perftui_http_reqs_in_flight', 'Requests in flight.', ({totals}) => totals.inFlight],
  ['perftui_open_sockets', 'Connections open.', ({openSockets}) => openSockets],
  ['perftui_queued_iterations', 'Open model: iterations waiting for a free VU.', ({arrivals}) => arrivals?.queued],
  ['perftui_run_elapsed_seconds', 'Length of the run so far.', ({elapsedMs}) => elapsedMs / 1000],
  ['perftui_workers', 'Worker threads alive.', ({workers}) => workers.alive],
  [
    'perftui_generator_utilisation_ratio',
    "Busy share of the busiest worker's event loop.",
    ({generator}) => generator.utilisation,
  ],
  [
    'perftui_generator_loop_delay_seconds',
    "99th percentile of the worst worker's event-loop delay.",
    ({generator}) => generator.loopDelayMs / 1000,
  ],
  [
    'perftui_generator_saturated',
    'Whether the generator holds the load back itself.',
    ({generator}) => (generator.verdict === 'saturated' ? 1 : 0),
  ],
  ['perftui_host_cpu_ratio', "CPU in use on the generator's machine.", ({host}) => host?.cpu],
  ['perftui_host_memory_used_bytes', "Memory in use on the generator's machine.", ({host}) => host?.memoryUsedBytes],
  ['perftui_process_resident_bytes', 'Memory of perftui itself.', ({host}) => host?.rssBytes],
  [
    'perftui_host_network_receive_bytes_per_second',
    'Received on the interface that leads to the target.',
    ({host}) => host?.netRxBytesPerSecond,
  ],
  [
    'perftui_host_network_transmit_bytes_per_second',
    'Sent on the interface that leads to the target.',
    ({host}) => host?.netTxBytesPerSecond,
  ],
];

function gauge(name: string, help: string, samples: (view: SessionView) => readonly MetricSample[]): MetricFamily {
  return {name, help, type: 'gauge', samples: ({view}) => (view === null ? [] : samples(view))};
}

function sample(value: number | null | undefined, labels: Readonly<Record<string, string>> = {}): MetricSample[] {
  return value === null || value === undefined ? [] : [{labels, value}];
}
