/** The machine the generator runs on, sampled about once a second. NaN/null: not known here. */
export interface HostSample {
  /** Run clock, ms. */
  readonly atMs: number;
  /** Whole machine, 0 to 1. */
  readonly cpu: number | null;
  /** This process, in cores (1 = one core busy). */
  readonly processCpuCores: number | null;
  readonly memoryUsedBytes: number | null;
  readonly rssBytes: number | null;
  /** Of the interface that routes to the target. */
  readonly netRxBytesPerSecond: number | null;
  readonly netTxBytesPerSecond: number | null;
  readonly openFds: number | null;
  /** Mean of the runnable tasks over a minute; absent: a sample of before it was taken. */
  readonly load1?: number | null;
}

/** The machine under test, as its exporter tells it, or the memory of the target's process. Null: it does not. */
export interface TargetSample {
  /** Run clock, ms. */
  readonly atMs: number;
  /** Whole machine, 0 to 1. */
  readonly cpu: number | null;
  readonly cores: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  /** All interfaces but loopback and virtual ones; those where there is no other. */
  readonly netRxBytesPerSecond: number | null;
  readonly netTxBytesPerSecond: number | null;
  readonly load1: number | null;
}

/**
 * What is known of the two machines beside what every sample of the generator's has: its own process and sockets, and the
 * machine under test where that is observed.
 */
export const machineFields = [
  'processCpuCores',
  'openFds',
  'openSockets',
  'load1',
  'steal',
  'targetCpu',
  'targetMemoryBytes',
  'targetNetRxBytesPerSecond',
  'targetNetTxBytesPerSecond',
  'targetLoad1',
] as const;
export type MachineField = (typeof machineFields)[number];

/** Shares 0 to 1; absent or null: not known. */
export type MachineMeans = {readonly [Field in MachineField]?: number | null};

/** What does not change while a run lasts. */
export interface HostFacts {
  readonly hostname: string;
  readonly platform: string;
  readonly kernel: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly node: string;
  readonly perftui: string;
  readonly fdLimit: number | null;
  readonly netInterface: string | null;
}
