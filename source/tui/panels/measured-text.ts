import {formatBytes, formatChange, formatLatency, formatNumber, formatPoints} from '../../domain/format.ts';
import type {LoadModel} from '../../domain/load-model.ts';
import type {BaselineView, Quantile, SessionView} from '../../session/view.ts';
import type {Piece} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {tone, type Tone} from '../theme/tone.ts';

/**
 * `263ms`; `?815ms` or `?94ms`, dim, with few samples above it; `≥815ms` while requests in flight are older; `--` without
 * any. Six cells at most.
 */
export function quantilePiece(quantile: Quantile | null, measured: Tone = tone.plain): Piece {
  if (quantile === null || !Number.isFinite(quantile.us)) return ['--', tone.dim];
  const {us, few, atLeast} = quantile;
  if (atLeast) return [`≥${leastLatency(us)}`, tone.near];
  return few ? [`?${roughLatency(us)}`, tone.dim] : [formatLatency(us), measured];
}

/** `94ms`, `4.1ms`, `815ms`: never above the value, which it is a lower bound of. Five cells at most. */
function leastLatency(us: number): string {
  if (us < 1000) return `${Math.floor(us)}µs`;
  if (us < 1_000_000) return `${flooredTo(us / 1000)}ms`;
  return us < 100_000_000 ? `${flooredTo(us / 1_000_000)}s` : roughLatency(Math.floor(us / 1_000_000) * 1_000_000);
}

function flooredTo(value: number): string {
  return value < 10 ? (Math.floor(value * 10) / 10).toFixed(1) : String(Math.floor(value));
}

/** `94ms`, `4.1ms`: few samples do not bear a third digit, and `?` takes its cell. */
function roughLatency(us: number): string {
  const text = formatLatency(us);
  const point = text.indexOf('.');
  if (point === -1) return text.length <= 5 ? text : text.replace(/(?<=[mh]).*/, '');
  const value = Number.parseFloat(text);
  return value.toFixed(value < 9.95 ? 1 : 0) + text.slice(text.search(/[^\d.]/));
}

/**
 * `+28%` against the baseline; `~+28%`, dim, where its load differs; dim where few samples bear it; '' where it cannot be
 * told.
 * @param worse which direction is bad news: 1 for latencies, −1 for throughput
 */
export function changePiece(
  change: number | null | undefined,
  loadDiffers: boolean,
  worse: 1 | -1,
  few: boolean = false,
): Piece {
  if (change === null || change === undefined || !Number.isFinite(change)) return ['', tone.dim];
  return [`${loadDiffers ? '~' : ''}${formatChange(change)}`, changeTone(change * worse, loadDiffers || few)];
}

/** `+0.1pp` for the error share. */
export function pointsPiece(difference: number | null | undefined, loadDiffers: boolean): Piece {
  if (difference === null || difference === undefined || !Number.isFinite(difference)) return ['', tone.dim];
  return [`${loadDiffers ? '~' : ''}${formatPoints(difference)}`, changeTone(difference * 10, loadDiffers)];
}

/** Under 10% of change is left grey: it says little by itself. */
function changeTone(worseBy: number, isDoubtful: boolean): Tone {
  if (isDoubtful || Math.abs(worseBy) < 0.1) return tone.dim;
  return worseBy > 0 ? tone.near : tone.ok;
}

/** `898`, `2.6k`, `128k`: how many, short. */
export function shortCount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  return count < 9950 ? `${(count / 1000).toFixed(1)}k` : formatNumber(count);
}

/** The baseline while it is shown. */
export function shownBaseline(view: SessionView): BaselineView | null {
  return view.baseline?.shown === true ? view.baseline : null;
}

/** `vs S1`, or `vs base` where the name is long; '' without a baseline. */
export function versusText(view: SessionView): string {
  const baseline = shownBaseline(view);
  if (baseline === null) return '';
  return widthOf(baseline.name) <= 8 ? `vs ${fitText(baseline.name, 8)}` : 'vs base';
}

/** What headings say the changes are against, longest first; empty without a baseline. */
export function baselineTexts(view: SessionView): string[] {
  const baseline = shownBaseline(view);
  if (baseline === null) return [];
  if (baseline.mismatch !== null) return [`~ baseline: ${fitText(baseline.mismatch, 24)}`, '~ other baseline'];
  const name = fitText(baseline.name, 20);
  if (view.window.change?.loadDiffers === true) {
    const load = baselineLoad(view.load.model, baseline);
    return [`~ = vs ${name} at ${load}`, `~ = vs base at ${load}`, '~ = other load'];
  }
  return [`+/-% = vs ${name} at same load`, `+/-% = vs ${name}`, '+/-% vs base'];
}

/** The same for plots that have it dotted beside what is measured now. */
export function ghostTexts(view: SessionView): string[] {
  const texts = baselineTexts(view);
  const baseline = shownBaseline(view);
  if (baseline === null || baseline.curve.length === 0) return texts;
  const name = fitText(baseline.name, 20);
  const isSame = baseline.mismatch === null && view.window.change?.loadDiffers !== true;
  return isSame
    ? [`dotted, +/-% = ${name} at same load`, `dotted, +/-% = ${name}`, ...texts]
    : [`dotted = ${name} at same load   ${texts[0] ?? ''}`, ...texts];
}

/** The load a baseline was taken at: VUs, or the rate where arrivals are what is commanded. */
function baselineLoad(model: LoadModel, {vus, requestsPerSecond}: BaselineView): string {
  if (model === 'closed') return `${Math.round(vus)} VUs`;
  return requestsPerSecond === null ? 'another rate' : `${formatNumber(requestsPerSecond)} req/s`;
}

/** `212M`: bytes in five cells. */
export function shortBytes(bytes: number | null): string {
  if (bytes === null || !Number.isFinite(bytes)) return '--';
  const text = formatBytes(bytes);
  return bytes < 999.5 ? text : text.slice(0, -1);
}

/** `9.41 MB/s`. */
export function byteRate(bytesPerSecond: number | null): string {
  if (bytesPerSecond === null || !Number.isFinite(bytesPerSecond)) return '-- B/s';
  return formatBytes(bytesPerSecond).replace(/[a-zA-Z]+$/, ' $&/s');
}

/** `9.4/1.2MB/s`: received and sent in the unit of the larger; `--` for what is not known. */
export function bytePair(first: number | null, second: number | null, gap = ''): string {
  const most = Math.max(first ?? 0, second ?? 0);
  const power = most < 999.5 ? 0 : Math.min(3, Math.floor(Math.log10(most * 1.0005) / 3));
  const unit = ['B', 'kB', 'MB', 'GB'][power]!;
  const print = (value: number | null): string => {
    if (value === null || !Number.isFinite(value)) return '--';
    const scaled = value / 1000 ** power;
    return power === 0 || scaled >= 99.95 ? scaled.toFixed(0) : scaled.toFixed(1);
  };
  return `${print(first)}/${print(second)}${gap}${unit}/s`;
}
