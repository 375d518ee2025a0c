import type {TargetSample} from '../domain/host.ts';
import type {ExposedFigure} from './parse-exposition.ts';

/** What node_exporter (1.x, Linux) calls what we read. */
export const nodeMetrics = [
  'node_cpu_seconds_total',
  'node_memory_MemTotal_bytes',
  'node_memory_MemAvailable_bytes',
  'node_network_receive_bytes_total',
  'node_network_transmit_bytes_total',
  'node_load1',
] as const;

/** No machine has more: a page that says so is damaged, or lies. */
export const mostMemoryBytes = 2 ** 60;
const most = {count: 2 ** 64, memoryBytes: mostMemoryBytes, load: 1e6, bytesPerSecond: 1e13};

const singles: ReadonlySet<string> = new Set(nodeMetrics.filter((name) => /memory|load/.test(name)));

/** Figures of a machine at one moment. */
export interface TargetReading {
  /** Of the clock that rates are over, ms. */
  readonly atMs: number;
  /** Seconds since boot by CPU and mode. */
  readonly cpus: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly memoryTotalBytes: number | null;
  readonly memoryAvailableBytes: number | null;
  /** Bytes since boot by interface. */
  readonly rxBytes: ReadonlyMap<string, number>;
  readonly txBytes: ReadonlyMap<string, number>;
  readonly load1: number | null;
}

/** Null: nothing on the page is one of `nodeMetrics`. */
export function readFigures(figures: readonly ExposedFigure[], atMs: number): TargetReading | null {
  const cpus = new Map<string, Map<string, number>>();
  const rxBytes = new Map<string, number>();
  const txBytes = new Map<string, number>();
  const single = new Map<string, number>();
  for (const {name, labels, value} of figures) {
    if (!(value >= 0 && value <= mostOf(name))) continue;
    if (name === 'node_cpu_seconds_total') {
      const cpu = labels['cpu'] ?? '';
      const modes = cpus.get(cpu) ?? new Map<string, number>();
      cpus.set(cpu, modes.set(labels['mode'] ?? '', value));
    } else if (name === 'node_network_receive_bytes_total') rxBytes.set(labels['device'] ?? '', value);
    else if (name === 'node_network_transmit_bytes_total') txBytes.set(labels['device'] ?? '', value);
    else if (singles.has(name)) single.set(name, value);
  }
  if (cpus.size + rxBytes.size + txBytes.size + single.size === 0) return null;
  return {
    atMs,
    cpus,
    memoryTotalBytes: single.get('node_memory_MemTotal_bytes') ?? null,
    memoryAvailableBytes: single.get('node_memory_MemAvailable_bytes') ?? null,
    rxBytes,
    txBytes,
    load1: single.get('node_load1') ?? null,
  };
}

function mostOf(name: string): number {
  if (name.startsWith('node_memory')) return most.memoryBytes;
  return name === 'node_load1' ? most.load : most.count;
}

/**
 * What a machine did between two readings. Null where a counter went back (it was restarted), or there is no reading before.
 * @param atMs of the sample, run clock
 */
export function sampleBetween(before: TargetReading | null, now: TargetReading, atMs: number): TargetSample {
  const {memoryTotalBytes, memoryAvailableBytes, load1, cpus} = now;
  const seconds = before === null ? 0 : (now.atMs - before.atMs) / 1000;
  const devices = new Set(countedDevices([...now.rxBytes.keys()]));
  const rate = (from: ReadonlyMap<string, number> | undefined, to: ReadonlyMap<string, number>): number | null => {
    const grown = from === undefined || seconds <= 0 ? null : growth(from, to, devices);
    return grown === null || grown / seconds > most.bytesPerSecond ? null : grown / seconds;
  };
  return {
    atMs,
    cpu: before === null ? null : busyShare(before.cpus, cpus),
    cores: cpus.size === 0 ? null : cpus.size,
    memoryUsedBytes:
      memoryTotalBytes === null || memoryAvailableBytes === null || memoryAvailableBytes > memoryTotalBytes
        ? null
        : memoryTotalBytes - memoryAvailableBytes,
    memoryTotalBytes,
    netRxBytesPerSecond: rate(before?.rxBytes, now.rxBytes),
    netTxBytesPerSecond: rate(before?.txBytes, now.txBytes),
    load1,
  };
}

/** Neither idle nor waiting for a disk, of the CPUs that both readings have. */
function busyShare(before: TargetReading['cpus'], now: TargetReading['cpus']): number | null {
  let total = 0;
  let idle = 0;
  for (const [cpu, modes] of now) {
    const was = before.get(cpu);
    if (was === undefined) continue;
    for (const [mode, seconds] of modes) {
      const grown = seconds - (was.get(mode) ?? seconds);
      if (grown < 0) return null;
      total += grown;
      if (mode === 'idle' || mode === 'iowait') idle += grown;
    }
  }
  return total > 0 ? Math.min(1, Math.max(0, 1 - idle / total)) : null;
}

/** Null: one of them went back, or both readings have none in common. */
function growth(
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
  devices: ReadonlySet<string>,
): number | null {
  let sum: number | null = null;
  for (const [device, bytes] of now) {
    const was = before.get(device);
    if (was === undefined || !devices.has(device)) continue;
    if (bytes < was) return null;
    sum = (sum ?? 0) + bytes - was;
  }
  return sum;
}

/** What goes through containers' and bridges' own interfaces goes through a real one too. */
const virtual = /^(?:veth|docker|br-|virbr|cni|flannel|cali|lxc|tap|dummy|ifb)/;

/** The real interfaces; loopback where a machine has no other. */
function countedDevices(devices: readonly string[]): readonly string[] {
  const outside = devices.filter((device) => device !== 'lo' && device !== 'lo0');
  const real = outside.filter((device) => !virtual.test(device));
  return real.length > 0 ? real : outside.length > 0 ? outside : devices;
}
