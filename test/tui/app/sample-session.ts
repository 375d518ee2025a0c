import {
  columnSeconds,
  type ArrivalsView,
  type ColumnRow,
  type EndpointRow,
  type Quantile,
  type SessionView,
  type TrafficRow,
  type ViewUpdate,
} from '../../../source/session/view.ts';

/** What a case is about; the rest is a steady run of 250 VUs with eight endpoints. */
export interface SampleOptions {
  readonly load?: Partial<SessionView['load']>;
  readonly view?: Partial<Omit<SessionView, 'load'>>;
}

/** A view such as the coordinator posts, deterministic. */
export function sampleView({load, view}: SampleOptions = {}): SessionView {
  const traffic = sampleTraffic(1);
  return {
    elapsedMs: 754_000,
    phase: 'HOLD',
    profileName: 'checkout-peak',
    profileRevision: 'a91f3c20',
    targetLabel: 'http://localhost:8080',
    origin: 'http://localhost:8080',
    thinkMs: 1_000,
    transport: {kind: 'undici', reason: 'chosen'},
    workers: {alive: 1, wanted: 1},
    load: {
      model: 'closed',
      activeVus: 248,
      commandedLevel: 250,
      targetLevel: 250,
      etaMs: 5_000,
      capLevel: 400,
      step: 10,
      rampPerSecond: 5,
      mode: 'manual',
      plan: null,
      lastGoodLevel: 240,
      undoLevel: 240,
      resumeLevel: null,
      heldTargetLevel: null,
      ...load,
    },
    closed: {unloadedUs: 62_000, expectedPerSecond: 233, suppressed: 0, blockedVus: 0},
    arrivals: null,
    validity: {verdict: 'VALID', sinceMs: null, reasons: []},
    totals: {
      started: 128_000,
      answered: 127_650,
      failed: 312,
      aborted: 0,
      iterations: 40_000,
      inFlight: 38,
      oldestInFlightMs: 420,
      bytesIn: 900_000_000,
      bytesOut: 80_000_000,
      connectionReuse: 0.99,
    },
    window: traffic,
    endpoints: endpointNames.map((name, index) => sampleEndpoint(name, index)),
    scenarios: [],
    checks: [],
    flowErrors: 0,
    flowErrorText: null,
    forecast: null,
    since: null,
    knee: null,
    curveFit: null,
    workerRows: [],
    targetHost: null,
    study: null,
    insecure: false,
    outcomes: [
      {code: 0, word: '200', count: 127_338},
      {code: 1503, word: '503', count: 312},
    ],
    latencyBins: [20, 30, 50, 75, 100, 200, 300, 500].map((ms, index) => ({
      upToUs: ms * 1_000,
      count: (index * 37) % 200,
      baselineCount: null,
    })),
    slos: [],
    generator: {
      verdict: 'ok',
      utilisation: 0.41,
      loopDelayMs: 3.1,
      clientWaitMs: 0.4,
      startLagMs: Number.NaN,
      probeLateMs: 0.3,
      steal: 0,
      reason: null,
    },
    host: null,
    hostFacts: null,
    openSockets: 248,
    baseline: null,
    snapshots: [],
    question: null,
    notice: null,
    alert: null,
    recording: 'snapshots/drives/drive.jsonl',
    comparison: null,
    loadMarks: [],
    preview: null,
    playback: null,
    attached: 0,
    finished: false,
    ...view,
  };
}

/** An open run that keeps up: 500 iterations due a second, all started. */
export const sampleArrivals: ArrivalsView = {
  offeredPerSecond: 500,
  startedPerSecond: 500,
  achievedPerSecond: 499,
  droppedPerSecond: 0,
  queued: 0,
  dropped: 0,
  missed: 0,
  maxVus: 200,
  sendLag: {p50: {us: 400, few: false, atLeast: false}, p99: {us: 1200, few: false, atLeast: false}},
};

const endpointNames = ['checkout', 'login', 'recommend', 'cart', 'product', 'cart-read', 'products', 'healthz'];

function sampleTraffic(scale: number): TrafficRow {
  const at = (us: number): Quantile => ({us: Math.round(us * scale), few: false, atLeast: false});
  return {
    seconds: 10,
    samples: 2_590,
    requestsPerSecond: 259 / scale,
    failedPerSecond: 0.7,
    errorShare: 0.0027,
    rxBytesPerSecond: 9_410_000,
    txBytesPerSecond: 1_220_000,
    min: at(4_000),
    p50: at(125_000),
    p75: at(180_000),
    p90: at(218_000),
    p95: at(263_000),
    p99: at(409_000),
    p999: at(815_000),
    max: at(948_000),
    change: null,
  };
}

function sampleEndpoint(name: string, index: number): EndpointRow {
  return {
    ...sampleTraffic(1 / (index + 1)),
    name,
    method: index % 2 === 0 ? 'GET' : 'POST',
    path: `/api/${name}`,
    share: 1 / 8,
    worstSlo: null,
    errorSlo: null,
  };
}

/** A row of every width for each second from `fromS` to `toS` (exclusive), as far as one begins there. */
export function sampleUpdate(fromS: number, toS: number, options: SampleOptions = {}): ViewUpdate {
  return {
    kind: 'view',
    view: sampleView({...options, view: {elapsedMs: toS * 1_000, ...options.view}}),
    columns: columnSeconds.map((seconds) => ({
      seconds,
      rows: Array.from({length: Math.max(0, toS - fromS)}, (_, index) => fromS + index)
        .filter((second) => second % seconds === 0)
        .map((second) => sampleRow(second)),
    })),
    events: [],
  };
}

export function sampleRow(atS: number, complete = true): ColumnRow {
  const wave = 1 + 0.4 * Math.sin(atS / 7);
  return {
    atS,
    complete,
    doubtful: false,
    vus: Math.min(250, atS),
    targetVus: 250,
    offeredPerSecond: Number.NaN,
    startedPerSecond: Number.NaN,
    lostPerSecond: Number.NaN,
    requestsPerSecond: 259 * wave,
    errorShare: 0.003 * wave,
    inFlight: 38,
    rxBytesPerSecond: 9.4e6 * wave,
    txBytesPerSecond: 1.2e6 * wave,
    p50: 125_000 * wave,
    p75: 180_000 * wave,
    p90: 218_000 * wave,
    p95: 263_000 * wave,
    p99: 409_000 * wave,
    max: 948_000 * wave,
    cpu: 0.41 * wave,
    loopDelayMs: 3.1 * wave,
    rssBytes: 2.1e8,
    netRxBytesPerSecond: 9.4e6,
    netTxBytesPerSecond: 1.2e6,
    machine: null,
    endpointP95: endpointNames.map((_, index) => (263_000 * wave) / (index + 1)),
    endpointRequestsPerSecond: endpointNames.map((_, index) => (60 * wave) / (index + 1)),
  };
}
