import {parseDuration} from '../domain/duration.ts';
import {PerftuiError} from '../domain/errors.ts';
import type {ArrivalPattern} from '../domain/load-model.ts';
import type {TransportSettings} from '../domain/transport-choice.ts';
import {targetMetricsForms} from '../domain/target-metrics.ts';
import {transportKinds} from '../domain/transport-choice.ts';
import {limits} from '../files/profile-schema.ts';
import {createFlagCheck, dashed, listOf, textOf, type RawFlags} from './raw-flags.ts';
import {
  among,
  arrivalPatterns,
  ceilingWords,
  parseCeiling,
  parseFactor,
  parseHeader,
  parseListen,
  parseOut,
  parseRate,
  parseStage,
  positive,
  positiveDuration,
  proxyUrl,
  targetMetricsUrl,
  wholeNumber,
  type FlagStage,
  type OutStream,
} from './flag-values.ts';

const transportChoices = ['auto', ...transportKinds] as const;

/** What `meow` is told; every value is taken as text, so that a wrong one is answered in our own words. */
export const flagTable = {
  vus: {type: 'string', shortFlag: 'u'},
  duration: {type: 'string', shortFlag: 'd'},
  iterations: {type: 'string', shortFlag: 'i'},
  stage: {type: 'string', shortFlag: 's', isMultiple: true},
  rate: {type: 'string'},
  arrivals: {type: 'string'},
  maxVus: {type: 'string'},
  cap: {type: 'string'},
  maxRate: {type: 'string'},
  threshold: {type: 'string', isMultiple: true},
  headless: {type: 'boolean'},
  summaryExport: {type: 'string'},
  snapshot: {type: 'string'},
  workers: {type: 'string'},
  timeout: {type: 'string'},
  header: {type: 'string', shortFlag: 'H', isMultiple: true},
  method: {type: 'string', shortFlag: 'X'},
  body: {type: 'string'},
  transport: {type: 'string'},
  // `--no-reuse`: what stands behind "no-" is the flag.
  reuse: {type: 'boolean', default: true},
  maxConnectionAge: {type: 'string'},
  maxConnectionRequests: {type: 'string'},
  dnsTtl: {type: 'string'},
  h2Streams: {type: 'string'},
  insecure: {type: 'boolean', shortFlag: 'k'},
  cacert: {type: 'string'},
  cert: {type: 'string'},
  key: {type: 'string'},
  proxy: {type: 'string'},
  cookies: {type: 'boolean', default: true},
  maxRedirects: {type: 'string'},
  targetMetrics: {type: 'string'},
  scale: {type: 'string'},
  timeScale: {type: 'string'},
  dryRun: {type: 'boolean'},
  precise: {type: 'boolean'},
  allowInvalid: {type: 'boolean'},
  requestIds: {type: 'boolean'},
  yes: {type: 'boolean', shortFlag: 'y'},
  output: {type: 'string', shortFlag: 'o'},
  think: {type: 'boolean', default: true},
  assets: {type: 'boolean', default: true},
  baseline: {type: 'string'},
  prometheus: {type: 'string'},
  out: {type: 'string', isMultiple: true},
  align: {type: 'string'},
  format: {type: 'string'},
  toProfile: {type: 'string'},
  slo: {type: 'string', isMultiple: true},
  gentle: {type: 'boolean'},
  factors: {type: 'string'},
  hold: {type: 'string'},
  recovery: {type: 'string'},
  resume: {type: 'string'},
  all: {type: 'boolean'},
  force: {type: 'boolean'},
  theme: {type: 'string'},
  glyphs: {type: 'string'},
  screenReader: {type: 'boolean'},
  print: {type: 'boolean'},
  check: {type: 'boolean'},
  json: {type: 'boolean'},
  markdown: {type: 'boolean'},
  help: {type: 'boolean', shortFlag: 'h'},
  version: {type: 'boolean', shortFlag: 'v'},
} as const;

/** Flags of a run, checked; null or empty where not given. */
export interface RunFlags {
  readonly vus: number | null;
  readonly durationMs: number | null;
  /** Of all VUs together. */
  readonly iterations: number | null;
  readonly stages: readonly FlagStage[];
  /** Iterations a second. */
  readonly rate: number | null;
  readonly arrivals: ArrivalPattern | null;
  /** Ceilings: VUs in both models, iterations a second. */
  readonly maxVus: number | null;
  readonly maxRate: number | null;
  readonly thresholds: readonly string[];
  readonly headless: boolean;
  readonly summaryExport: string | null;
  readonly snapshot: string | null;
  readonly workers: number | null;
  readonly timeoutMs: number | null;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly method: string | null;
  readonly body: string | null;
  readonly transport: TransportSettings['choice'] | null;
  readonly noReuse: boolean;
  readonly maxConnectionAgeMs: number | null;
  readonly maxConnectionRequests: number | null;
  readonly dnsTtlMs: number | null;
  readonly h2Streams: number | null;
  /** Certificates are not verified. */
  readonly insecure: boolean;
  /** Paths of PEM files. */
  readonly cacert: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly proxy: string | null;
  readonly noCookies: boolean;
  /** Followed per request; 0: none. */
  readonly maxRedirects: number | null;
  /** See `Profile.targetMetrics`. */
  readonly targetMetrics: string | null;
  /** Factors of the load and of its times. */
  readonly scale: number | null;
  readonly timeScale: number | null;
  readonly dryRun: boolean;
  readonly precise: boolean;
  readonly allowInvalid: boolean;
  readonly requestIds: boolean;
  readonly yes: boolean;
  /** Name or FILE.json: what relative thresholds are measured by, and the run is compared with at its end. */
  readonly baseline: string | null;
  /** Where `/metrics` is served while the run goes on. */
  readonly prometheus: {readonly host: string; readonly port: number} | null;
  readonly outs: readonly OutStream[];
}

/** Checks the flags of a run. Throws PerftuiError (104) naming every wrong one. */
export function parseRunFlags(raw: RawFlags): RunFlags {
  const problems: string[] = [];
  const check = createFlagCheck(raw, problems);
  const flags: RunFlags = {
    vus: check('vus', (text) => wholeNumber(text, 0), 'a whole number of virtual users'),
    durationMs: check('duration', positiveDuration, 'a duration such as 30s, 5m or 1m30s'),
    iterations: check(
      'iterations',
      (text) => wholeNumber(text, 1, 1_000_000_000),
      'a whole number of iterations, at least 1',
    ),
    stages: listOf(raw['stage']).flatMap((text) => {
      const stage = parseStage(text);
      if (stage === null) problems.push(`--stage "${text}": expected DURATION:VUS such as 30s:50, or 30s:500/s`);
      return stage ?? [];
    }),
    rate: check('rate', parseRate, 'iterations a second such as 200/s, 12000/m or 200'),
    arrivals: check('arrivals', (text) => among(arrivalPatterns, text), 'constant or poisson'),
    maxVus: check('maxVus', parseCeiling, ceilingWords) ?? check('cap', parseCeiling, ceilingWords),
    maxRate: check('maxRate', (text) => positive(parseRate(text)), 'iterations a second such as 500/s'),
    thresholds: listOf(raw['threshold']),
    headless: raw['headless'] === true,
    summaryExport: textOf(raw['summaryExport']),
    snapshot: textOf(raw['snapshot']),
    workers: check('workers', (text) => wholeNumber(text, 1, 256), 'a number of worker threads from 1 to 256'),
    timeoutMs: check('timeout', positiveDuration, 'a duration such as 10s or 500ms'),
    headers: listOf(raw['header']).flatMap((text) => {
      const header = parseHeader(text);
      if (header === null) problems.push('--header: expected "name: value"');
      return header === null ? [] : [header];
    }),
    method: textOf(raw['method'])?.toUpperCase() ?? null,
    body: textOf(raw['body']),
    transport: check('transport', (text) => among(transportChoices, text), transportChoices.join(', ')),
    noReuse: raw['reuse'] === false,
    maxConnectionAgeMs: check('maxConnectionAge', positiveDuration, 'a duration such as 30s'),
    maxConnectionRequests: check(
      'maxConnectionRequests',
      (text) => wholeNumber(text, 1),
      'a number of requests from 1',
    ),
    dnsTtlMs: check('dnsTtl', parseDuration, 'a duration such as 30s, or 0s to ask each time'),
    h2Streams: check(
      'h2Streams',
      (text) => wholeNumber(text, 1, limits.maxH2Streams),
      `a number of virtual users for each connection, 1 to ${limits.maxH2Streams}`,
    ),
    insecure: raw['insecure'] === true,
    cacert: textOf(raw['cacert']),
    cert: textOf(raw['cert']),
    key: textOf(raw['key']),
    proxy: check('proxy', proxyUrl, 'the URL of an HTTP proxy such as http://127.0.0.1:3128'),
    noCookies: raw['cookies'] === false,
    maxRedirects: check('maxRedirects', (text) => wholeNumber(text, 0, 100), 'a number of redirects from 0 to 100'),
    targetMetrics: check('targetMetrics', targetMetricsUrl, targetMetricsForms),
    scale: check('scale', parseFactor, 'a factor such as 0.01'),
    timeScale: check('timeScale', parseFactor, 'a factor such as 0.1'),
    dryRun: raw['dryRun'] === true,
    precise: raw['precise'] === true,
    allowInvalid: raw['allowInvalid'] === true,
    requestIds: raw['requestIds'] === true,
    yes: raw['yes'] === true,
    baseline: textOf(raw['baseline']),
    prometheus: check('prometheus', parseListen, 'a port such as :9464, or HOST:PORT'),
    outs: listOf(raw['out']).flatMap((text) => {
      const out = parseOut(text);
      if (out === null) problems.push(`--out "${text}": expected jsonl=FILE or csv=FILE`);
      return out ?? [];
    }),
  };
  for (const flag of ['summaryExport', 'snapshot', 'method', 'cacert', 'cert', 'key', 'baseline'] as const) {
    if (flags[flag] === '') problems.push(`--${dashed(flag)} has no value`);
  }
  if (textOf(raw['maxVus']) !== null && textOf(raw['cap']) !== null) {
    problems.push('--max-vus and --cap are the same: give one of them');
  }
  problems.push(...contradictions(flags));
  if (problems.length > 0) throw new PerftuiError('ERR_USAGE', problems.join('; '), {hint: 'see perftui --help'});
  return {...flags, stages: stagesOfOneModel(flags)};
}

/** What cannot be asked for together, in words. */
function contradictions(flags: RunFlags): string[] {
  const {stages, rate, vus, durationMs, h2Streams, transport, iterations, cert, key, proxy} = flags;
  const problems: string[] = [];
  if (iterations !== null && (rate !== null || stages.length > 0)) {
    problems.push(`--iterations and --${rate === null ? 'stage' : 'rate'} exclude each other: it goes with --vus`);
  }
  if ((cert === null) !== (key === null)) problems.push('--cert and --key go together');
  if (proxy !== null && (transport === 'http1' || transport === 'http2')) {
    problems.push(`--proxy goes with --transport undici or auto, not ${transport}`);
  }
  if (stages.length > 0 && durationMs !== null) {
    problems.push('--stage and --duration exclude each other: the stages say how long the run is');
  }
  if (rate !== null && vus !== null) {
    problems.push('--rate and --vus exclude each other: a rate takes the virtual users it needs, up to --max-vus');
  }
  const rates = stages.filter((stage) => stage.model === 'open').length;
  if (rates > 0 && vus !== null) problems.push('--vus and a --stage with a rate exclude each other: start with --rate');
  if (rates > 0 && rates < stages.length && rate === null) {
    problems.push('--stage: give a rate such as 500/s to all stages or to none');
  }
  if (h2Streams !== null && transport !== null && transport !== 'http2') {
    problems.push(`--h2-streams goes with --transport http2, not ${transport}`);
  }
  return problems;
}

/** With `--rate` a stage's bare number is a rate as well. */
function stagesOfOneModel({stages, rate}: RunFlags): readonly FlagStage[] {
  return rate === null ? stages : stages.map((stage) => ({...stage, model: 'open'}));
}

/** `-o`, null where not given. Throws PerftuiError (104) when it has no value. */
export function outputFlag(raw: RawFlags): string | null {
  const output = textOf(raw['output']);
  if (output === '') throw new PerftuiError('ERR_USAGE', '--output has no value', {hint: 'write -o NAME'});
  return output;
}

/** One of `words`; `otherwise` where the flag is not given. Throws PerftuiError (104) for any other word. */
export function wordFlag<Word extends string, Otherwise extends Word | null>(
  raw: RawFlags,
  flag: keyof typeof flagTable,
  words: readonly Word[],
  otherwise: Otherwise,
): Word | Otherwise {
  const text = textOf(raw[flag]);
  if (text === null) return otherwise;
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw new PerftuiError('ERR_USAGE', `--${dashed(flag)} "${text}": expected ${words.join(', ')}`, {
    hint: 'see perftui --help',
  });
}

/** Throws PerftuiError (104) when a flag is not one of ours, naming the nearest that is. */
export function refuseUnknownFlags(raw: RawFlags): void {
  const known = Object.keys(flagTable);
  const unknown = Object.keys(raw).filter((name) => !known.includes(name) && name !== '--');
  if (unknown.length === 0) return;
  const names = unknown.map((name) => (name.length === 1 ? `-${name}` : `--${dashed(name)}`)).join(', ');
  throw new PerftuiError('ERR_USAGE', `unknown flag ${names}`, {hint: 'perftui --help lists the flags'});
}

/** Throws PerftuiError (104) when a flag that may be repeated is given without a value, which reads as not given. */
export function refuseEmptyLists(argv: readonly string[]): void {
  const end = argv.indexOf('--');
  const given = end === -1 ? argv : argv.slice(0, end);
  const lists = Object.entries(flagTable).flatMap(([name, flag]) => {
    if (!('isMultiple' in flag)) return [];
    return [`--${dashed(name)}`, ...('shortFlag' in flag ? [`-${flag.shortFlag}`] : [])];
  });
  const empty = given.filter((one, at) => lists.includes(one) && (given[at + 1] ?? '--').startsWith('--'));
  if (empty.length === 0) return;
  throw new PerftuiError('ERR_USAGE', empty.map((one) => `${one} has no value`).join('; '), {
    hint: 'see perftui --help',
  });
}
