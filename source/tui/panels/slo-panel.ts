import {formatClock, formatDuration} from '../../domain/format.ts';
import type {SessionView, SloRow} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText, joinFitting, widthOf} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {drawBar} from '../plots/bar.ts';
import {tone} from '../theme/tone.ts';
import {percentOf, sloTones, sloValue, usedPiece, worstFirst} from './slo-text.ts';

/** Share of the limit at which a bar is full: the limit itself stands at three quarters. */
const fullBar = 4 / 3;

/**
 * Heading and one row per threshold, in the profile's order while all fit, worst first when they do not.
 *
 *      p95 < 250ms  ▮▮▮▮▮▮▮▮▮▯▯▯  !105%  263ms            narrow
 *      p95 < 250ms     ▮▮▮▮▮▮▮▮▮▮▮▮▮▯▯▯▯  !105%   263ms   for 13s    wide, with a summary below
 */
export function drawSloPanel(region: Region, view: SessionView, kind: 'narrow' | 'wide'): void {
  const {slos} = view;
  const rows = Math.max(0, region.rows - 1 - (kind === 'wide' ? 1 : 0));
  const shown = slos.length <= rows ? slos : worstFirst(slos).slice(0, rows);
  const hidden = slos.length - shown.length;
  const covers = view.window.seconds > 0 ? `last ${formatDuration(view.window.seconds * 1000)}` : '';
  drawHeading(region, 0, 'SLO', [hidden > 0 ? `+${hidden} more   ${covers}` : covers]);
  if (shown.length === 0) return;
  const longest = Math.max(...shown.map((slo) => widthOf(labelOf(slo))));
  const look = sloLook(region.columns - 1, longest + 2, kind);
  shown.forEach((slo, at) => drawSlo(region, at + 1, slo, look));
  if (kind === 'wide') drawSummary(region, shown.length + 1, slos);
}

interface SloLook {
  /** Cells of the label and the gap after it. */
  readonly label: number;
  /** Cells of the bar and the gap after it. */
  readonly bar: number;
  readonly kind: 'narrow' | 'wide';
}

/** Cells right of the bar and its gap. */
const tails = {narrow: 12, wide: 24} as const;
const leastBar = 7;

/** Beside a table, where a bar of a few cells says less than the name it would cut, there is none. */
function sloLook(width: number, wanted: number, kind: SloLook['kind']): SloLook {
  const room = Math.max(0, width - tails[kind]);
  const label = Math.min(wanted, kind === 'wide' ? room - leastBar : room);
  const bar = Math.min(42, room - label);
  return {label, bar: bar < leastBar ? 0 : bar, kind};
}

function drawSlo(region: Region, y: number, slo: SloRow, {label, bar, kind}: SloLook): void {
  const wide = kind === 'wide';
  const x = 1;
  region.text(x, y, fittedLabel(slo, label - 1), tone.plain);
  const barX = x + label;
  drawBar(region, barX, y, bar - 2, (slo.used ?? Number.NaN) / fullBar, sloTones[slo.state]);
  const [used, look] = usedPiece(slo);
  region.text(barX + bar, y, used, look);
  const value = sloValue(slo);
  const valueTone = slo.few ? tone.dim : tone.plain;
  if (!wide) {
    region.textRight(barX + bar + 12, y, value, valueTone);
    return;
  }
  region.textRight(barX + bar + 13, y, value, valueTone);
  const state = slo.state === 'over' ? `for ${formatDuration(slo.overForMs)}` : slo.state === 'near' ? 'near' : '';
  region.textRight(region.columns - 1, y, state, look);
}

/** ` full bar = 133% of limit   4 of 5 pass   worst 164% at 00:11:16`. */
function drawSummary(region: Region, y: number, slos: readonly SloRow[]): void {
  const over = slos.filter((slo) => slo.state === 'over').length;
  const known = slos.filter((slo) => slo.state !== 'unknown').length;
  const worst = slos.reduce<SloRow['worst']>(
    (most, {worst: own}) => (own !== null && own.used > (most?.used ?? 0) ? own : most),
    null,
  );
  const parts = ['full bar = 133% of limit', `${known - over} of ${known} pass`];
  if (worst !== null) parts.push(`worst ${percentOf(worst.used)} at ${formatClock(worst.atMs)}`);
  region.text(1, y, joinFitting(parts, '   ', region.columns - 2), tone.dim);
}

/** Long names are cut before the limit: `budget POST /… p95 < 300ms`; which limit it is says more than the rest of them. */
function fittedLabel(slo: SloRow, width: number): string {
  const full = labelOf(slo);
  const [, name = '', limit = ''] = /^(.*\S) (\S+ [<>=!]+ \S+)$/s.exec(full) ?? [];
  const left = width - widthOf(limit) - 1;
  return widthOf(full) <= width || name === '' || left < 8 ? fitText(full, width) : `${fitText(name, left)} ${limit}`;
}

/** `p95 < 250ms`, `login p95 < 30ms`, `budget login p95 < 30ms`. */
function labelOf({label, requestName, budget}: SloRow): string {
  const named = requestName === null || label.includes(requestName) ? label : `${requestName} ${label}`;
  return budget && !named.startsWith('budget') ? `budget ${named}` : named;
}
