/** "Closed-VU display": figures to be shown, never stored as measurements. */
export interface ClosedView {
  /** Unloaded median service time, µs: the least 10-s median so far. */
  readonly unloadedUs: number;
  /** Requests a second these VUs would send were the target unloaded: N / (R₀ + Z). */
  readonly expectedPerSecond: number;
  /** ∫ max(0, X₀ − X) dt over the run: requests that were not sent because users waited. */
  readonly suppressed: number;
  /** VUs whose request has been in flight for longer than the window's p99. */
  readonly blockedVus: number;
}

export interface TotalsView {
  readonly started: number;
  readonly answered: number;
  readonly failed: number;
  readonly aborted: number;
  readonly iterations: number;
  readonly inFlight: number;
  readonly oldestInFlightMs: number | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Requests that went over a connection already open, 0 to 1; null before the first. */
  readonly connectionReuse: number | null;
}

export interface Forecast {
  readonly text: string;
  readonly inMs: number;
  readonly severity: 'critical' | 'warning';
}
