import type {ComparedSpan, MetricComparison, RunComparison, Verdict} from '../../domain/comparison.ts';
import {
  formatBytes,
  formatChange,
  formatLatency,
  formatNumber,
  formatPoints,
  formatShare,
} from '../../domain/format.ts';
import type {LoadModel} from '../../domain/load-model.ts';
import type {ComparedSide, ComparisonView} from '../../session/view-comparison.ts';
import type {Piece} from '../canvas/canvas.ts';
import {fitEnd, fitText, widthOf} from '../canvas/cell-text.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {shortRate} from './level-text.ts';

type Printer = (value: number) => string;

const printers: Readonly<Record<string, Printer>> = {
  'req/s': formatNumber,
  'error share': formatShare,
  'received/s': formatBytes,
};

const labels: Readonly<Record<string, string>> = {'error share': 'error', 'received/s': 'rx/s'};

/** `p95`, `req/s`, `error`, `rx/s`. */
export function metricLabel({metric}: MetricComparison): string {
  return labels[metric] ?? metric;
}

/** `263ms`, `259`, `0.27%`, `9.41MB`; `--` for what was not measured. */
export function metricValue(metric: string, value: number | null): string {
  return value === null || !Number.isFinite(value) ? '--' : printerOf(metric)(value);
}

/** `+26%`, or as a figure `+54.0ms`, `+0.1pp`; `--` where it cannot be told. */
export function changeText({metric, before, now, change}: MetricComparison, absolute: boolean): string {
  if (!absolute) return change === null ? '--' : formatChange(change);
  return before === null || now === null ? '--' : differenceText(metric, now - before);
}

/** `+22..+30%`, `+46.0ms..+62.7ms`; '' without a test. */
export function intervalText({metric, before, interval}: MetricComparison, absolute: boolean): string {
  if (interval === null || !interval.every((end) => Number.isFinite(end))) return '';
  const [lo, hi] = interval;
  if (!absolute) return `${formatChange(lo).replace(/%$/, '')}..${formatChange(hi)}`;
  return before === null ? '' : `${differenceText(metric, before * lo)}..${differenceText(metric, before * hi)}`;
}

function differenceText(metric: string, difference: number): string {
  if (!Number.isFinite(difference)) return '--';
  if (metric === 'error share') return formatPoints(difference);
  const size = printerOf(metric)(Math.abs(difference));
  // What is shown as nothing has no direction.
  if (!/[1-9]/.test(size)) return size;
  return difference > 0 ? `+${size}` : `-${size}`;
}

function printerOf(metric: string): Printer {
  return Object.hasOwn(printers, metric) ? printers[metric]! : formatLatency;
}

export const verdictTones: Readonly<Record<Verdict, Tone>> = {
  REGRESSION: tone.overStrong,
  SUSPECT: tone.nearStrong,
  OK: tone.ok,
  IMPROVED: tone.okStrong,
  INCONCLUSIVE: tone.plain,
  UNTESTED: tone.dim,
};

const verdictWords: Readonly<Record<Verdict, string>> = {
  REGRESSION: '! regression',
  SUSPECT: '~ suspect',
  OK: 'ok',
  IMPROVED: '+ improved',
  INCONCLUSIVE: 'inconclusive',
  UNTESTED: 'no test',
};

/** `! regression`, `~ suspect`, `ok`, `+ improved`, `inconclusive (≥12%)`: what would have been seen; or why not tested. */
export function verdictPiece({verdict, detectable, why}: MetricComparison, cells: number): Piece {
  const look = verdictTones[verdict];
  const word = verdictWords[verdict];
  if (verdict === 'INCONCLUSIVE' && detectable !== null && Number.isFinite(detectable)) {
    const full = `${word} (≥${formatChange(detectable).replace(/^\+/, '')})`;
    return [full.length <= cells ? full : fitText(word, cells), look];
  }
  if (verdict !== 'UNTESTED' || why === null) return [fitText(word, cells), look];
  // A reason that is cut off says less than its first words.
  const reason = [why, why.replace(/:.*/s, '')].find((text) => widthOf(text) <= cells);
  return [fitText(reason ?? word, cells), look];
}

/** Of the whole, for the top right. */
export function overallPiece({refusal, verdict}: RunComparison): Piece {
  return refusal === null ? [verdictWords[verdict], verdictTones[verdict]] : ['not compared', tone.nearStrong];
}

/** `240 VUs`, `500/s`. */
export function loadText(model: LoadModel, level: number): string {
  return Number.isFinite(level) ? shortRate(level) + (model === 'closed' ? ' VUs' : '/s') : '--';
}

/**
 * The sides' short names for heads and legends, at most that many cells each. Names that are alike as far as they can be
 * shown are shown from their ends; where those are alike too the sides' letters stand for them.
 */
export function sideNames({a, b}: Pick<ComparisonView, 'a' | 'b'>, cells: number): Readonly<Record<'a' | 'b', string>> {
  const [now, before] = [a, b].map(({file, name}) => (name === '' ? file : name)) as [string, string];
  const shown = {a: fitText(now, cells), b: fitText(before, cells)};
  if (shown.a !== shown.b || now === before) return shown;
  const ends = {a: fitEnd(now, cells), b: fitEnd(before, cells)};
  return ends.a === ends.b ? {a: 'A', b: 'B'} : ends;
}

/** `A = live 30s at 247 VUs     B = v1.41 nightly 30s at 240 VUs, 2026-08-11 02:14`, longest first. */
export function sidesTexts({a, b, result}: ComparisonView): readonly string[] {
  const looks = [
    {cells: 24, when: true, gap: '     '},
    {cells: 24, when: false, gap: '     '},
    {cells: 12, when: false, gap: '     '},
    {cells: 8, when: false, gap: '   '},
  ];
  const texts = looks.map(({cells, when, gap}) => {
    const names = sideNames({a, b}, cells);
    return `A = ${sideText(names.a, a, result.now, when)}${gap}B = ${sideText(names.b, b, result.before, when)}`;
  });
  const names = sideNames({a, b}, 14);
  return [...texts, `A = ${names.a}   B = ${names.b}`];
}

function sideText(name: string, side: ComparedSide, span: ComparedSpan | null, when: boolean): string {
  const load = loadText(span?.model ?? side.model, span?.level ?? side.level);
  const seconds = Math.round(span?.seconds ?? side.seconds);
  const taken = when && side.takenAt !== null ? `, ${takenText(side.takenAt)}` : '';
  return `${name} ${Number.isFinite(seconds) ? `${seconds}s ` : ''}at ${load}${taken}`;
}

/** `2026-08-11 02:14`, local. */
function takenText(takenAt: string): string {
  const at = new Date(takenAt);
  if (Number.isNaN(at.getTime())) return '--';
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** `load 247 vs 240 VUs (+3%): comparable`, longest first; empty where a side's span is not known. */
export function comparableTexts({result}: ComparisonView): readonly string[] {
  const {now, before, refusal} = result;
  if (now === null || before === null) return [];
  const same = now.model === before.model;
  const differ = now.level === before.level ? 0 : now.level / before.level - 1;
  const near = same && Math.abs(differ) <= 0.1;
  const word = refusal !== null ? 'not compared' : near ? 'comparable' : 'differs';
  const beforeText = loadText(before.model, before.level);
  if (!same) return [`load ${loadText(now.model, now.level)} vs ${beforeText}: ${word}`, `load: ${word}`];
  const change = formatChange(differ);
  return [`load ${shortRate(now.level)} vs ${beforeText} (${change}): ${word}`, `load ${change}: ${word}`];
}
