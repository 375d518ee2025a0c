/** Limits both the parser and profile.schema.json hold to. */
export const limits = {
  maxVus: 100_000,
  /** Iterations a second. */
  maxRate: 1_000_000,
  /** Latencies are recorded up to 120 s. */
  maxTimeoutMs: 120_000,
  maxDurationMs: 7 * 86_400_000,
  maxIterations: 1_000_000_000,
  maxRedirects: 50,
  leastCaptureBytes: 1024,
  maxCaptureBytes: 16 * 1_048_576,
  maxRepeat: 10_000,
  leastParallel: 2,
  maxParallel: 16,
  /** Requests counted apart: names, scenarios, groups and tags. */
  maxSeries: 200,
  maxTagLength: 100,
  /** Windows are read from 1-s cells, which are kept for ten minutes. */
  maxWindowMs: 600_000,
  maxThinkMs: 86_400_000,
  maxVusPerSecond: 100_000,
  maxWeight: 1_000_000,
  maxNameLength: 100,
  maxConnectionRequests: 1_000_000_000,
  /** A client may not open more streams than a connection has ids. */
  maxH2Streams: 10_000,
} as const;

/** What a profile gets that does not say. */
export const defaults = {
  vus: 1,
  timeoutMs: 10_000,
  leastCapVus: 200,
  step: 10,
  vusPerSecond: 2,
  timeUnit: '1s',
  /** Of a profile in the closed model, which names no rate. */
  capRate: 10_000,
  rateStep: 10,
  ratePerSecond: 50,
  /** Of a profile in the open model, at least. */
  leastCapRate: 1000,
  leastMaxVus: 100,
  mostMaxVus: 10_000,
  method: 'GET',
  weight: 1,
} as const;
