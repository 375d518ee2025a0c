import type {ComparedSpan} from '../../domain/comparison.ts';
import type {SessionView} from '../../session/view.ts';
import type {ComparedSide, ComparisonView} from '../../session/view-comparison.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText, joinFitting, widthOf} from '../canvas/cell-text.ts';
import {wrapText} from '../canvas/wrap-text.ts';
import {tone} from '../theme/tone.ts';
import {verdictTones} from './compare-text.ts';
import {shortCount} from './measured-text.ts';

/**
 * Lines of the foot, the least telling first, the verdict's last.
 * @param isLow there is one row for what differs
 */
export function footLines(
  view: SessionView,
  comparison: ComparisonView,
  columns: number,
  isLow: boolean,
): readonly Piece[] {
  const {result} = comparison;
  const cells = columns - 2;
  const look = result.differences.length > 0 ? tone.near : tone.dim;
  const facts = factLines(comparison, cells, isLow).map((line): Piece => [line, look]);
  if (result.refusal !== null) return facts;
  const rule = ruleText(view, comparison, cells);
  const verdict: Piece = [fitText(result.text, cells), verdictTones[result.verdict]];
  return [...(rule === '' ? [] : [[rule, tone.dim] as const]), ...facts, verdict];
}

/** At the bottom of the region; with fewer rows the first lines are left out. */
export function drawCompareFoot(region: Region, lines: readonly Piece[]): void {
  const kept = lines.slice(Math.max(0, lines.length - region.rows));
  kept.forEach(([text, look], at) => region.text(1, region.rows - kept.length + at, text, look));
}

const ruleWords = ['fail a CI run with this rule: ', 'in CI: ', ''] as const;

/** `perftui run checkout-peak --baseline v1.41 --threshold 'http_req_duration: p(95)<+10%'`. */
function ruleText(view: SessionView, {a, b}: ComparisonView, cells: number): string {
  const baseline = b.file === 'live' ? a : b;
  if (baseline.file === 'live') return '';
  const isUrlRun = view.origin.endsWith(`/${view.profileName}`);
  const profile = isUrlRun ? 'PROFILE' : shellWord(view.profileName);
  const rule = `perftui run ${profile} --baseline ${shellWord(fileName(baseline))} --threshold`;
  const command = `${rule} 'http_req_duration: p(95)<+10%'`;
  // Half a command is none.
  const words = ruleWords.find((text) => widthOf(text + command) <= cells);
  return words === undefined ? '' : words + command;
}

/** As `--baseline` takes it. */
function fileName({file}: ComparedSide): string {
  return file.replace(/^.*\//, '').replace(/\.json$/, '');
}

function shellWord(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What differs is said in so many lines at most. */
const mostDifferenceLines = 3;

/** What differs and may explain a change; or that nothing of it does, and how much was compared. */
function factLines({result}: ComparisonView, cells: number, isLow: boolean): readonly string[] {
  const {differences, now, before, refusal} = result;
  if (differences.length > 0) {
    if (isLow) return [fitText(`~ differs: ${differences.join('; ')}`, cells)];
    const lines = wrapText(`~ differs: ${differences.join(';   ')}`, cells).map((line) => fitText(line, cells));
    const shown = lines.slice(0, mostDifferenceLines);
    if (shown.length === lines.length) return shown;
    return [...shown.slice(0, -1), fitText(`${shown.at(-1)!.replace(/;? *$/, '')} …`, cells)];
  }
  const parts = refusal === null ? ['same target, profile revision, host, think time'] : [];
  if (now !== null && before !== null) {
    parts.push(`A/B: ${seconds(now)}/${seconds(before)}`);
    parts.push(`samples ${shortCount(now.samples)}/${shortCount(before.samples)}`);
    if (now.steady !== null && before.steady !== null) parts.push(`steady ${yes(now)}/${yes(before)}`);
  }
  return parts.length === 0 ? [] : [joinFitting(parts, '    ', cells)];
}

function seconds(span: ComparedSpan): string {
  return Number.isFinite(span.seconds) ? `${Math.round(span.seconds)}s` : '--';
}

function yes({steady}: ComparedSpan): string {
  return steady === true ? 'yes' : 'no';
}
