import {parseDuration} from '../domain/duration.ts';
import type {ArrivalPattern, LoadModel} from '../domain/load-model.ts';
import {parseTargetMetrics} from '../domain/target-metrics.ts';
import {limits} from '../files/profile-schema.ts';

/* Values of flags as they are typed; null: it is none. */

/** `30s:50`, or `30s:500/s` in the open model. */
export interface FlagStage {
  readonly durationMs: number;
  readonly target: number;
  readonly model: LoadModel;
}

/** A file that the run's seconds are written to as they come. */
export interface OutStream {
  readonly format: 'jsonl' | 'csv';
  readonly file: string;
}

export function wholeNumber(text: string, least: number, most = 1_000_000): number | null {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
}

export function positiveDuration(text: string): number | null {
  const ms = parseDuration(text);
  if (ms === null && /^\d+$/.test(text)) return null;
  return ms !== null && ms > 0 ? ms : null;
}

export function parseStage(text: string): FlagStage | null {
  const [duration = '', target = '', ...rest] = text.split(':');
  const durationMs = parseDuration(duration);
  const isRate = target.includes('/');
  const level = isRate ? parseRate(target) : wholeNumber(target, 0);
  if (durationMs === null || level === null || rest.length > 0) return null;
  return {durationMs, target: level, model: isRate ? 'open' : 'closed'};
}

const unitSeconds: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600};

/** `200`, `200/s`, `12000/m`, `0.5/s` in iterations a second; null when it is none, or too many. */
export function parseRate(text: string): number | null {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(?:\/(s|m|h))?$/.exec(text) ?? [];
  if (number === undefined) return null;
  const rate = Number(number) / unitSeconds[unit]!;
  return rate <= limits.maxRate ? rate : null;
}

/** `:9464` and `9464` are loopback's. */
export function parseListen(text: string): {readonly host: string; readonly port: number} | null {
  const [, host = '', port = ''] = /^(?:(\[[\da-f:]+\]|[^\s:]*):)?(\d{1,5})$/i.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) return null;
  return {host: host === '' ? '127.0.0.1' : host.replaceAll(/[[\]]/g, ''), port: Number(port)};
}

export function parseOut(text: string): OutStream | null {
  const [, format, file] = /^(jsonl|csv)=(.+)$/.exec(text) ?? [];
  return format === undefined || file === undefined ? null : {format: format as OutStream['format'], file};
}

export const ceilingWords = 'a whole number of virtual users, at least 1';

export function parseCeiling(text: string): number | null {
  return wholeNumber(text, 1);
}

export const arrivalPatterns: readonly ArrivalPattern[] = ['constant', 'poisson'];

export function among<T extends string>(words: readonly T[], text: string): T | null {
  return words.find((word) => word === text) ?? null;
}

export function positive(value: number | null): number | null {
  return value !== null && value > 0 ? value : null;
}

/** Above 0, at most 1000. */
export function parseFactor(text: string): number | null {
  const factor = /^(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  return factor > 0 && factor <= 1000 ? factor : null;
}

export function proxyUrl(text: string): string | null {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '') ? text : null;
}

export function targetMetricsUrl(text: string): string | null {
  return text.includes('${') || !('problem' in parseTargetMetrics(text)) ? text : null;
}

export function parseHeader(text: string): readonly [string, string] | null {
  const colon = text.indexOf(':');
  if (colon < 1) return null;
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}
