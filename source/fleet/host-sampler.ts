import {createSocket} from 'node:dgram';
import {lookup} from 'node:dns/promises';
import {readdir, readFile} from 'node:fs/promises';
import {cpus, hostname, loadavg, networkInterfaces, platform, release, totalmem} from 'node:os';
import {isIP} from 'node:net';
import {currentLoad, mem, networkStats} from 'systeminformation';
import type {HostFacts, HostSample} from '../domain/host.ts';
import {descriptorLimit} from './descriptor-limit.ts';

const periodMs = 1000;
const lookupTimeoutMs = 2000;

export interface HostSamplerOptions {
  readonly targetHostname: string;
  /** The run clock, ms. */
  readonly clockMs: () => number;
  readonly onSample: (sample: HostSample) => void;
}

export interface HostSampler {
  /** Never rejects; what cannot be found out is null. */
  facts(): Promise<HostFacts>;
  /** Samples about once a second from now on, never two at a time. */
  start(): void;
  stop(): void;
}

/**
 * Samples the machine and this process. CPU and memory come from systeminformation, which reads them without a child
 * process; network counters do too on Linux, straight from /sys, because systeminformation runs a shell for them (twelve
 * times the time). Elsewhere it is asked.
 */
export function createHostSampler(options: HostSamplerOptions): HostSampler {
  const networkInterface = interfaceTowards(options.targetHostname);
  let timer: NodeJS.Timeout | undefined;
  let stopped = true;
  let network: NetworkReading | null = null;
  let processCpu = process.cpuUsage();
  let atMs = options.clockMs();

  async function sample(): Promise<HostSample> {
    const name = await networkInterface;
    const [load, memory, reading, openFds] = await Promise.all([
      orNull(currentLoad()),
      orNull(mem()),
      name === null ? null : orNull(readNetwork(name, options.clockMs)),
      orNull(countDescriptors()),
    ]);
    const used = process.cpuUsage(processCpu);
    const nowMs = options.clockMs();
    const elapsedMs = nowMs - atMs;
    processCpu = process.cpuUsage();
    atMs = nowMs;
    const rates = network === null || reading === null ? null : ratesBetween(network, reading);
    network = reading;
    return {
      atMs: nowMs,
      cpu: load === null ? null : finiteOrNull(load.currentLoad / 100),
      processCpuCores: elapsedMs > 0 ? (used.user + used.system) / 1000 / elapsedMs : null,
      memoryUsedBytes: memory === null ? null : memory.total - memory.available,
      rssBytes: residentBytes(),
      netRxBytesPerSecond: rates?.rx ?? null,
      netTxBytesPerSecond: rates?.tx ?? null,
      openFds,
      // Windows has none, and Node says 0 there.
      load1: process.platform === 'win32' ? null : finiteOrNull(loadavg()[0] ?? Number.NaN),
    };
  }

  async function run(): Promise<void> {
    const startedMs = options.clockMs();
    const taken = await sample();
    if (stopped) return;
    options.onSample(taken);
    timer = setTimeout(() => void run(), Math.max(0, periodMs - (options.clockMs() - startedMs)));
    timer.unref();
  }

  return {
    facts: async () => hostFacts(await networkInterface),
    start() {
      if (!stopped) return;
      stopped = false;
      void run();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function hostFacts(netInterface: string | null): Promise<HostFacts> {
  const processors = cpus();
  const manifest = await orNull(readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  return {
    hostname: hostname(),
    platform: platform(),
    kernel: release(),
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    node: process.version,
    perftui: manifest === null ? 'unknown' : (JSON.parse(manifest) as {version: string}).version,
    fdLimit: descriptorLimit(),
    netInterface,
  };
}

interface NetworkReading {
  readonly atMs: number;
  readonly rxBytes: number;
  readonly txBytes: number;
}

async function readNetwork(name: string, clockMs: () => number): Promise<NetworkReading | null> {
  if (process.platform === 'linux') {
    const read = async (counter: string): Promise<number> =>
      Number(await readFile(`/sys/class/net/${name}/statistics/${counter}`, 'utf8'));
    const [rxBytes, txBytes] = await Promise.all([read('rx_bytes'), read('tx_bytes')]);
    return {atMs: clockMs(), rxBytes, txBytes};
  }
  const [stats] = await networkStats(name);
  return stats === undefined ? null : {atMs: clockMs(), rxBytes: stats.rx_bytes, txBytes: stats.tx_bytes};
}

/** Null when a counter went back: the interface was reset. */
function ratesBetween(before: NetworkReading, now: NetworkReading): {rx: number; tx: number} | null {
  const seconds = (now.atMs - before.atMs) / 1000;
  const rx = (now.rxBytes - before.rxBytes) / seconds;
  const tx = (now.txBytes - before.txBytes) / seconds;
  return rx >= 0 && tx >= 0 && Number.isFinite(rx + tx) ? {rx, tx} : null;
}

/** The interface packets to the target leave by: connecting a UDP socket sends nothing, but binds the address. */
async function interfaceTowards(targetHostname: string): Promise<string | null> {
  const address = await addressOf(targetHostname.replace(/^\[(.*)\]$/, '$1'));
  const local = address === null ? null : await localAddressTowards(address);
  if (local === null) return null;
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    if (addresses?.some((one) => one.address === local || (one.internal && local.startsWith('127.')))) return name;
  }
  return null;
}

async function addressOf(name: string): Promise<string | null> {
  if (isIP(name) !== 0) return name;
  const timeout = new Promise<null>((resolve) => setTimeout(resolve, lookupTimeoutMs, null).unref());
  return Promise.race([orNull(lookup(name).then((found) => found.address)), timeout]);
}

function localAddressTowards(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
    const end = (local: string | null): void => {
      socket.close();
      resolve(local);
    };
    socket.once('error', () => end(null));
    socket.connect(9, address, () => end(socket.address().address));
  });
}

async function countDescriptors(): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  // One of them is the directory being listed.
  return (await readdir('/proc/self/fd')).length - 1;
}

/** At a full descriptor table even this throws. */
function residentBytes(): number | null {
  try {
    return process.memoryUsage.rss();
  } catch {
    return null;
  }
}

async function orNull<T>(value: Promise<T>): Promise<T | null> {
  try {
    return await value;
  } catch {
    return null;
  }
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
