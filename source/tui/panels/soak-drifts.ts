import {driftPerHour, driftProbability, driftText} from '../../analysis/drift-text.ts';
import {leastBlocks, ownWarmUpMinutes} from '../../analysis/endurance-drift.ts';
import type {SoakDrift, SoakFigure, SoakStudy} from '../../domain/study.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {sparkline} from '../plots/sparkline.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {floorScale, soakReaders} from './soak-figures.ts';

/** By sign and word, not by colour alone. */
export const driftMarks: Readonly<Record<SoakDrift['verdict'], readonly [sign: string, look: Tone]>> = {
  LEAK: ['!', tone.overStrong],
  DRIFT: ['~', tone.nearStrong],
  STEADY: ['✓', tone.ok],
  'TOO SHORT': ['?', tone.dim],
  UNKNOWN: [' ', tone.dim],
};

const sparkX = 63;
/** Fewer cells of a sparkline show no course. */
const leastSpark = 8;

/** Rows of the drifts; a figure nothing knows of has one where there is room. */
export function driftRows({drifts}: SoakStudy, withUnknown: boolean): number {
  return drifts.filter(({verdict}) => withUnknown || verdict !== 'UNKNOWN').length;
}

/**
 * What drifts, with its course where it stands nowhere else:
 *
 *     ─ DRIFT ─────────────────────────────────────────── over 5h32m, blocks of 5m ─
 *       figure         verdict      change  per hour      p    blocks  course
 *     ! target memory  LEAK         +24.3%    +120MB  <.001        66  ▂▂▃▃▄▄▅▅▆▆▇▇██
 *     ? p95            TOO SHORT     +1.2%        --     --   9 of 12
 */
export function drawDrifts(
  region: Region,
  study: SoakStudy,
  {text, withHeading, withSparks}: {readonly text: string; readonly withHeading: boolean; readonly withSparks: boolean},
): void {
  const top = withHeading ? 1 : 0;
  if (withHeading) drawHeading(region, 0, 'DRIFT', [text]);
  drawHead(region, top, withSparks);
  const rows = region.rows - top - 1;
  const known = study.drifts.filter(({verdict}) => verdict !== 'UNKNOWN');
  const shown = rows >= study.drifts.length ? study.drifts : known;
  shown.slice(0, rows).forEach((drift, at) => {
    const y = top + 1 + at;
    drawDrift(region, y, study, drift);
    if (withSparks) drawSpark(region, y, study, drift);
  });
}

function drawHead(region: Region, y: number, withSparks: boolean): void {
  region.text(3, y, 'figure', tone.dim);
  region.text(18, y, 'verdict', tone.dim);
  for (const [end, head] of [
    [36, 'change'],
    [46, 'per hour'],
    [53, 'p'],
    [62, 'blocks'],
  ] as const) {
    if (end < region.columns) region.textRight(end, y, head, tone.dim);
  }
  if (withSparks && region.columns - sparkX - 2 >= leastSpark) region.text(sparkX + 1, y, 'course', tone.dim);
}

function drawDrift(region: Region, y: number, study: SoakStudy, drift: SoakDrift): void {
  const {figure, verdict, blocks} = drift;
  const [sign, look] = driftMarks[verdict];
  region.text(1, y, sign, look);
  region.text(3, y, figure, verdict === 'UNKNOWN' ? tone.dim : tone.plain);
  if (verdict === 'UNKNOWN') {
    region.text(18, y, fitText(whyUnknown(study, figure), region.columns - 19), tone.dim);
    return;
  }
  region.text(18, y, verdict, look);
  for (const [end, text, own] of [
    [36, driftText(drift), verdict === 'STEADY' ? tone.plain : look],
    [46, driftPerHour(drift), tone.plain],
    [53, driftProbability(drift), tone.plain],
    [62, verdict === 'TOO SHORT' ? `${blocks} of ${leastBlocks}` : String(blocks), tone.dim],
  ] as const) {
    if (end < region.columns) region.textRight(end, y, text, text === '--' ? tone.dim : own);
  }
}

function whyUnknown({periods, state}: SoakStudy, figure: SoakFigure): string {
  const {read} = soakReaders[figure];
  const yet = state === 'done' ? '' : ' yet';
  if (figure === 'memory') return `perftui's own: not judged in its first ${ownWarmUpMinutes}m`;
  if (periods.some((period) => Number.isFinite(read(period)))) return `no whole block${yet}`;
  if (figure !== 'target memory') return `not known${yet}`;
  return state === 'done' ? 'was not observed' : 'not observed: --target-metrics process+/metrics';
}

function drawSpark(region: Region, y: number, {periods}: SoakStudy, {figure, verdict}: SoakDrift): void {
  const room = region.columns - sparkX - 2;
  if (room < leastSpark || verdict === 'UNKNOWN') return;
  const values = periods.map(soakReaders[figure].read).slice(-room);
  const scale = floorScale(values);
  if (scale === null) return;
  // What is lowest is there too.
  const shares = values.map((value) => (Number.isFinite(value) ? Math.max(0.1, scale.share(value)) : Number.NaN));
  region.text(sparkX + 1, y, sparkline(shares, 1), driftMarks[verdict][1]);
}
