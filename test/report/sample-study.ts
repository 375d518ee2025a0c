import type {
  CapacityStudy,
  CapacityTrial,
  LoadFigures,
  SoakStudy,
  SpikeStudy,
  Study,
} from '../../source/domain/study.ts';

export const sampleFigures: LoadFigures = {
  level: 50,
  vus: 50,
  requestsPerSecond: 210,
  meanUs: 18_000,
  p50Us: 16_500,
  p95Us: 41_000,
  p99Us: null,
  errorShare: 0,
  cpu: 0.25,
  targetCpu: null,
};

export const sampleSpike: SpikeStudy = {
  kind: 'spike',
  model: 'closed',
  state: 'done',
  baseline: {...sampleFigures, startMs: 20_000, endMs: 80_000, limitedSeconds: 0},
  thresholdUs: 45_100,
  factors: [
    {
      ...sampleFigures,
      level: 100,
      factor: 2,
      p95Us: 160_000,
      startMs: 80_000,
      endMs: 110_000,
      peakRatio: 4.21,
      recovery: {seconds: 45, plusMinus: 10},
      lost: 0,
      dropped: null,
      goodputLost: 0.04,
      limitedSeconds: 0,
    },
    {
      ...sampleFigures,
      level: 250,
      factor: 5,
      errorShare: 0.031,
      startMs: 200_000,
      endMs: 230_000,
      peakRatio: null,
      recovery: {moreThan: 80},
      lost: 1204.4,
      dropped: null,
      goodputLost: null,
      limitedSeconds: 0,
    },
  ],
  says: '',
};

export const sampleSoak: SoakStudy = {
  kind: 'soak',
  model: 'open',
  state: 'done',
  level: 500,
  durationMs: 86_400_000,
  blockSeconds: 1380,
  periods: [
    {...sampleFigures, level: 499.6, startMs: 0, endMs: 3_600_000, memoryBytes: 2.12e8, targetMemoryBytes: null},
    {...sampleFigures, level: 500, startMs: 3_600_000, endMs: 7_200_000, memoryBytes: null, targetMemoryBytes: null},
  ],
  drifts: [
    {figure: 'p95', change: 0.054, perHour: 0.0022, p: 0.0004, blocks: 60, verdict: 'DRIFT'},
    {figure: 'throughput', change: -0.0001, perHour: 0, p: 0.41, blocks: 60, verdict: 'STEADY'},
    {figure: 'errors', change: 0.001, perHour: null, p: null, blocks: 8, verdict: 'TOO SHORT'},
    {figure: 'memory', change: 2.4, perHour: 2.1e7, p: 0, blocks: 60, verdict: 'LEAK'},
    {figure: 'target memory', change: null, perHour: null, p: null, blocks: 0, verdict: 'UNKNOWN'},
  ],
  says: '',
};

function trialOf(
  level: number,
  phase: CapacityTrial['phase'],
  startSeconds: number,
  p95Ms: number,
  overrides: Partial<CapacityTrial> = {},
): CapacityTrial {
  const passed = p95Ms < 250;
  const used = p95Ms / 250;
  return {
    ...sampleFigures,
    level,
    vus: level,
    requestsPerSecond: Math.min(level, 212) * 4.2,
    p95Us: p95Ms * 1000,
    phase,
    startMs: startSeconds * 1000,
    endMs: (startSeconds + 15) * 1000,
    settledMs: (startSeconds + 3) * 1000,
    verdict: passed ? 'PASS' : 'FAIL',
    why: passed ? `p95 ${p95Ms}ms of 250ms` : `p95 ${p95Ms}ms > 250ms`,
    used: {low: used * 0.9, value: used, high: used * 1.1},
    ...overrides,
  };
}

/** Found and confirmed, with everything a search can tell. */
export const sampleCapacity: CapacityStudy = {
  kind: 'capacity',
  model: 'closed',
  objectives: ['http_req_duration: p(95)<250'],
  gentle: false,
  state: 'done',
  verdict: 'FOUND',
  low: 208,
  high: 216,
  confirmed: true,
  breaking: {from: 216, to: 256, why: '12.0% errors'},
  trials: [
    trialOf(64, 'climb', 5, 41),
    trialOf(128, 'climb', 20, 66),
    trialOf(256, 'climb', 35, 912, {
      verdict: 'ABORTED',
      why: '12.0% errors',
      errorShare: 0.12,
      settledMs: null,
      used: null,
    }),
    trialOf(208, 'bisect', 60, 212),
    trialOf(216, 'bisect', 75, 312),
    trialOf(208, 'confirm', 95, 221, {endMs: 155_000}),
  ],
  usl: {alpha: 0.0277285, beta: 0.0001044, gamma: 89.995, rSquared: 0.9941, peakLevel: 96.5, why: null},
  knee: {fromLevel: 205.4, toLevel: 214},
  hints: ['POST /api/checkout fails first: p95 312ms > 250ms at 216 VUs', "the target's CPU is at 96% at 216 VUs"],
  says: 'capacity 208 to 216 VUs: p95 < 250ms held at 208 VUs, not at 216 VUs',
  tookMs: 150_000,
};

/** The same with foreign text wherever a file can hold it. */
export function hostileStudies(text: string): readonly Study[] {
  const {usl, breaking, trials} = sampleCapacity;
  return [
    {
      ...sampleCapacity,
      objectives: [text, `http_req_duration{name:${text}}: p(95)<250`],
      breaking: {...breaking!, why: text},
      trials: trials.map((trial) => ({...trial, why: text})),
      usl: {...usl!, peakLevel: null, why: text},
      hints: [text],
      says: text,
    },
    {...sampleSpike, says: text},
    {...sampleSoak, says: text},
  ];
}
