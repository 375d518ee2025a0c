/** What one request did over a stretch of a run. Null: not known. */
export interface EndpointFigures {
  /** Length of what was measured, s: rates are over it. */
  readonly seconds: number;
  /** Of all requests of the stretch, 0 to 1. */
  readonly share: number | null;
  readonly requests: number;
  readonly failed: number;
  readonly requestsPerSecond: number | null;
  readonly errorShare: number | null;
  /** Latency samples, µs. */
  readonly samples: number;
  readonly minUs: number | null;
  readonly p50Us: number | null;
  readonly p75Us: number | null;
  readonly p90Us: number | null;
  readonly p95Us: number | null;
  readonly p99Us: number | null;
  readonly p999Us: number | null;
  readonly maxUs: number | null;
  readonly rxBytesPerSecond: number | null;
  readonly txBytesPerSecond: number | null;
}

/** A line of the table of requests: as it stands now, and over the run. */
export interface EndpointRecord {
  /** Null: all together. */
  readonly name: string | null;
  readonly method: string;
  readonly path: string;
  readonly window: EndpointFigures;
  readonly run: EndpointFigures;
  /** Against the baseline at this load, ratios minus 1 (the error share: a difference); null: cannot be told. */
  readonly change: {
    readonly p95: number | null;
    readonly requestsPerSecond: number | null;
    readonly errorShare: number | null;
  };
  /** Of the limit of its worst threshold, 1: at it. */
  readonly sloShare: number | null;
}
