import process from 'node:process';

/** What the target's own process is, in the text format of Prometheus and under the names of its client libraries. */
export function processPage(): string {
  const {rss, heapUsed, external} = process.memoryUsage();
  const {user, system} = process.cpuUsage();
  const startS = (performance.timeOrigin / 1000).toFixed(3);
  return [
    ...figure('process_resident_memory_bytes', 'gauge', 'Resident memory size in bytes.', rss),
    ...figure('process_cpu_seconds_total', 'counter', 'User and system CPU time in seconds.', (user + system) / 1e6),
    ...figure('process_start_time_seconds', 'gauge', 'Start time since the Unix epoch in seconds.', startS),
    ...figure('nodejs_heap_size_used_bytes', 'gauge', 'Heap that is in use, in bytes.', heapUsed),
    ...figure('nodejs_external_memory_bytes', 'gauge', 'What objects hold outside of the heap, in bytes.', external),
    '',
  ].join('\n');
}

function figure(name: string, type: 'counter' | 'gauge', help: string, value: number | string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, `${name} ${value}`];
}
