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
}

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
