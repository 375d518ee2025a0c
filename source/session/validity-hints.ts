import type {HealthCause} from '../protocol/report.ts';

/** What to do about each thing that makes figures doubtful. */
export const validityHints: Readonly<Record<HealthCause | 'late' | 'lost' | 'sockets' | 'short', string>> = {
  busy: 'less load, more --workers, or a second machine',
  'max-throughput': 'for latency, pace it: think time or --rate; for throughput alone, drop the latency thresholds',
  'client-wait': 'less load, more --workers, or a second machine',
  'start-lag': '--precise, or less load a worker (more --workers)',
  missed: 'a lower rate, more --workers, or --precise',
  'loop-delay': 'more --workers, smaller bodies or fewer checks',
  starved: 'stop what else runs on this machine, or run the load from another one',
  machine: 'stop what else runs on this machine, or run the load from another one',
  steal: 'a machine whose CPUs are its own',
  queue: 'raise --max-vus, or lower the rate: every VU is busy',
  'host-cpu': 'run the target on another machine than the load',
  late: 'stop what else runs on this machine, or more --workers',
  lost: 'see the log for why; what it had in flight is lost',
  short: 'run it for longer',
  sockets: 'raise the limit (ulimit -n), use fewer VUs, or reuse connections',
};
