import {keyHelp, type KeyGroup} from '../app/key-table.ts';
import type {SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {phasePiece} from '../panels/header.ts';
import {levelPieces, levelUnit} from '../panels/level-text.ts';
import {sloSummary} from '../panels/slo-text.ts';
import {tone} from '../theme/tone.ts';

const legend = [
  ['colours', 'blue ok  ~ near  ! over SLO  ? few samples  ≥ or more  -- not known'],
  ['bars', '2/3 = SLO   .... = no data   dotted, ~ below: generator not trusted'],
  ['plan', 'dim, right of now: what it has left; it waits while you drive'],
  ['CLOSED', 'VUs wait for answers: service time; X₀ = the rate were it unloaded'],
  ['OPEN', 'a rate whatever the target does: response time, from when it was due'],
  ['changes', '+28% against the baseline at the same load, ~ where its load differs'],
] as const;

/** The whole screen: every key, from the key table, and what the marks mean. */
export function drawHelp(region: Region, view: SessionView | null): void {
  const {columns, rows} = region;
  drawTop(region, view);
  const right = Math.max(Math.min(42, columns - 38), Math.ceil(columns * 0.5));
  const twoColumns = columns >= 56;
  const capture = keyHelp('CAPTURE').length + 1;
  const leftRows = keyHelp('DRIVE').length + 1;
  const captureLeft = !twoColumns || leftRows + capture + legend.length <= rows - 2;
  const left: readonly KeyGroup[] = captureLeft ? ['DRIVE', 'CAPTURE'] : ['DRIVE'];
  const others: readonly KeyGroup[] = captureLeft ? ['LOOK', 'APP'] : ['CAPTURE', 'LOOK', 'APP'];
  const body = region.inner(0, 1, columns, rows - 2);
  const leftPart = body.inner(0, 0, twoColumns ? right - 1 : columns, rows - 2);
  const end = drawGroups(leftPart, 0, twoColumns ? left : [...left, ...others]);
  const rightEnd = twoColumns ? drawGroups(body.inner(right, 0, columns - right, rows - 2), 0, others) : 0;
  legend.forEach(([word, text], index) => {
    const y = Math.max(end, rightEnd) + index;
    body.text(1, y, word, tone.strong);
    body.text(10, y, fitText(text, columns - 11), tone.dim);
  });
  if (rows >= 3) {
    region.inner(0, rows - 1, columns, 1).clear();
    region.pieces(1, rows - 1, [
      ['esc', tone.strong],
      [' close', tone.dim],
    ]);
  }
}

/** ` RAMP 248 ▸ 250 VUs   SLO 4/5 ! p95     HELP   raising is off, - and X work  esc`. */
function drawTop(region: Region, view: SessionView | null): void {
  const wide = region.columns >= 60;
  if (view !== null) {
    const load = [
      phasePiece(view),
      [' ', tone.plain] as const,
      ...levelPieces(view),
      [levelUnit(view.load.model), tone.plain] as const,
    ];
    const x = region.pieces(1, 0, load);
    if (wide && x + 40 < region.columns) region.pieces(x + 3, 0, sloSummary(view));
  }
  const off = 'HELP   raising is off, - and X work';
  region.textRight(region.columns - 1, 0, region.columns >= 76 ? off : 'HELP', tone.strong);
}

function drawGroups(region: Region, top: number, groups: readonly KeyGroup[]): number {
  let y = top;
  for (const group of groups) {
    region.text(1, y++, group, tone.strong);
    for (const {label, help} of keyHelp(group)) {
      region.text(2, y, label, tone.strong);
      region.text(11, y++, fitText(help, region.columns - 11), tone.plain);
    }
  }
  return y;
}
