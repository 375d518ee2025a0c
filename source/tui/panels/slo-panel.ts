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
  const room = Math.max(0, region.rows - 1 - (kind === 'wide' ? 1 : 0));
  const shown = slos.length <= room ? slos : worstFirst(slos).slice(0, room);
  const hidden = slos.length - shown.length;
  const covers = view.window.seconds > 0 ? `last ${formatDuration(view.window.seconds * 1000)}` : '';
  drawHeading(region, 0, 'SLO', [hidden > 0 ? `+${hidden} more   ${covers}` : covers]);
  if (shown.length === 0) return;
  const longest = Math.max(...shown.map((slo) => widthOf(labelOf(slo))));
  const label = Math.min(longest + 2, Math.max(13, Math.floor(region.columns * 0.35)));
  shown.forEach((slo, at) => drawSlo(region, at + 1, slo, {label, kind}));
  if (kind === 'wide') drawSummary(region, shown.length + 1, slos);
}

interface SloLook {
  readonly label: number;
  readonly kind: 'narrow' | 'wide';
}

function drawSlo(region: Region, y: number, slo: SloRow, {label, kind}: SloLook): void {
  const wide = kind === 'wide';
  const x = 1;
  region.text(x, y, fitText(labelOf(slo), label - 1), tone.plain);
  const barX = x + label;
  const tail = wide ? 26 : 14;
  const bar = Math.min(40, Math.max(0, region.columns - barX - tail));
  drawBar(region, barX, y, bar, (slo.used ?? Number.NaN) / fullBar, sloTones[slo.state]);
  const [used, look] = usedPiece(slo);
  region.text(barX + bar + 2, y, used, look);
  const value = sloValue(slo);
  const valueTone = slo.few ? tone.dim : tone.plain;
  if (!wide) {
    region.textRight(barX + bar + 14, y, value, valueTone);
    return;
  }
  region.textRight(barX + bar + 15, y, value, valueTone);
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

function labelOf(slo: SloRow): string {
  return slo.requestName === null || slo.label.includes(slo.requestName)
    ? slo.label
    : `${slo.requestName} ${slo.label}`;
}
