import {parseDuration} from '../domain/duration.ts';
import {PerftuiError} from '../domain/errors.ts';

/** What `meow` is told; every value is taken as text, so that a wrong one is answered in our own words. */
export const flagTable = {
  vus: {type: 'string', shortFlag: 'u'},
  duration: {type: 'string', shortFlag: 'd'},
  stage: {type: 'string', shortFlag: 's', isMultiple: true},
  cap: {type: 'string'},
  threshold: {type: 'string', isMultiple: true},
  headless: {type: 'boolean'},
  summaryExport: {type: 'string'},
  snapshot: {type: 'string'},
  workers: {type: 'string'},
  timeout: {type: 'string'},
  header: {type: 'string', shortFlag: 'H', isMultiple: true},
  method: {type: 'string', shortFlag: 'X'},
  body: {type: 'string'},
  requestIds: {type: 'boolean'},
  yes: {type: 'boolean', shortFlag: 'y'},
  help: {type: 'boolean', shortFlag: 'h'},
  version: {type: 'boolean', shortFlag: 'v'},
} as const;

/** Flags of a run, checked; null or empty where not given. */
export interface RunFlags {
  readonly vus: number | null;
  readonly durationMs: number | null;
  readonly stages: readonly {readonly durationMs: number; readonly target: number}[];
  readonly capVus: number | null;
  readonly thresholds: readonly string[];
  readonly headless: boolean;
  readonly summaryExport: string | null;
  readonly snapshot: string | null;
  readonly workers: number | null;
  readonly timeoutMs: number | null;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly method: string | null;
  readonly body: string | null;
  readonly requestIds: boolean;
  readonly yes: boolean;
}

type RawFlags = Readonly<Record<string, unknown>>;

/** Checks the flags of a run. Throws PerftuiError (104) naming every wrong one. */
export function parseRunFlags(raw: RawFlags): RunFlags {
  const problems: string[] = [];
  const check = (flag: string, parse: (text: string) => number | null, expected: string): number | null => {
    const text = textOf(raw[flag]);
    if (text === null) return null;
    const value = parse(text);
    if (value === null) {
      problems.push(`--${dashed(flag)} ${text === '' ? 'has no value' : `"${text}"`}: expected ${expected}`);
    }
    return value;
  };
  const flags: RunFlags = {
    vus: check('vus', (text) => wholeNumber(text, 0), 'a whole number of virtual users'),
    durationMs: check('duration', positiveDuration, 'a duration such as 30s, 5m or 1m30s'),
    stages: listOf(raw['stage']).flatMap((text) => {
      const stage = parseStage(text);
      if (stage === null) problems.push(`--stage "${text}": expected DURATION:VUS such as 30s:50`);
      return stage ?? [];
    }),
    capVus: check('cap', (text) => wholeNumber(text, 1), 'a whole number of virtual users, at least 1'),
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
    requestIds: raw['requestIds'] === true,
    yes: raw['yes'] === true,
  };
  for (const flag of ['summaryExport', 'snapshot', 'method'] as const) {
    if (flags[flag] === '') problems.push(`--${dashed(flag)} has no value`);
  }
  if (flags.stages.length > 0 && flags.durationMs !== null) {
    problems.push('--stage and --duration exclude each other: the stages say how long the run is');
  }
  if (problems.length > 0) throw new PerftuiError('ERR_USAGE', problems.join('; '), {hint: 'see perftui --help'});
  return flags;
}

/** Throws PerftuiError (104) when a flag is not one of ours, naming the nearest that is. */
export function refuseUnknownFlags(raw: RawFlags): void {
  const known = Object.keys(flagTable);
  const unknown = Object.keys(raw).filter((name) => !known.includes(name) && name !== '--');
  if (unknown.length === 0) return;
  const names = unknown.map((name) => (name.length === 1 ? `-${name}` : `--${dashed(name)}`)).join(', ');
  throw new PerftuiError('ERR_USAGE', `unknown flag ${names}`, {hint: 'perftui --help lists the flags'});
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : Array.isArray(value) && value.length > 0 ? String(value.at(-1)) : null;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
}

function wholeNumber(text: string, least: number, most = 1_000_000): number | null {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
}

function positiveDuration(text: string): number | null {
  const ms = parseDuration(text);
  if (ms === null && /^\d+$/.test(text)) return null;
  return ms !== null && ms > 0 ? ms : null;
}

function parseStage(text: string): {durationMs: number; target: number} | null {
  const [duration = '', target = '', ...rest] = text.split(':');
  const durationMs = parseDuration(duration);
  const vus = wholeNumber(target, 0);
  return durationMs === null || vus === null || rest.length > 0 ? null : {durationMs, target: vus};
}

function parseHeader(text: string): readonly [string, string] | null {
  const colon = text.indexOf(':');
  if (colon < 1) return null;
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}
