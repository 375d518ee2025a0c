import type {SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {drawPromptLine} from '../panels/bottom-lines.ts';
import {phasePiece} from '../panels/header.ts';
import {helpPage, helpRows, type HelpPage} from '../panels/help-lines.ts';
import {levelPieces, levelUnit} from '../panels/level-text.ts';
import {sloSummary} from '../panels/slo-text.ts';
import {tone} from '../theme/tone.ts';
import type {ScreenState} from '../ui-state.ts';

/** The whole screen: every key, from the key table, and what the marks mean; scrolled, and narrowed by a search. */
export function drawHelp(region: Region, view: SessionView | null, screen: ScreenState): void {
  const {columns, rows} = region;
  const page = helpPage(screen, view, {columns, rows});
  const total = helpRows(page);
  const {filter, scroll} = screen.overlay?.kind === 'help' ? screen.overlay : {filter: '', scroll: 0};
  const body = region.inner(0, 1, columns, Math.max(0, rows - 2));
  const from = Math.max(0, Math.min(scroll, total - body.rows));
  drawTop(region, view);
  drawColumns(body, page, -from);
  drawWords(body, page, page.columnRows - from);
  if (total === 0) body.text(2, 1, `nothing in the help has "${fitText(filter, 30)}"`, tone.near);
  if (rows < 3) return;
  if (screen.prompt === null) drawFoot(region, {filter, from, last: Math.max(0, total - body.rows)});
  else drawPromptLine(region, rows - 1, screen.prompt, view);
}

/** Cells of the keys, a blank included. */
const labelCells = 10;

function drawColumns(body: Region, page: HelpPage, top: number): void {
  const width = Math.floor(body.columns / Math.max(1, page.columns.length));
  for (const [index, sections] of page.columns.entries()) {
    const x = index * width;
    let y = top;
    for (const {title, lines} of sections) {
      line(body, y++, (at) => body.text(x + 1, at, fitText(title, width - 2), tone.strong));
      for (const {label, help} of lines) {
        const helpX = Math.max(labelCells, widthOf(label) + 2);
        line(body, y, (at) => {
          body.text(x + 2, at, fitText(label, width - 3), tone.strong);
          body.text(x + 1 + helpX, at, fitText(help, Math.max(0, width - 2 - helpX)), tone.plain);
        });
        y++;
      }
    }
  }
}

function drawWords(body: Region, {words}: HelpPage, top: number): void {
  for (const [index, {label, help}] of words.entries()) {
    line(body, top + index, (at) => {
      body.text(1, at, label, tone.strong);
      body.text(10, at, fitText(help, body.columns - 11), tone.dim);
    });
  }
}

/** Only rows that are in sight are drawn. */
function line(body: Region, y: number, draw: (y: number) => void): void {
  if (y >= 0 && y < body.rows) draw(y);
}

/** ` / search   : command   j k more   esc close`. */
function drawFoot(
  region: Region,
  {filter, from, last}: {readonly filter: string; readonly from: number; readonly last: number},
): void {
  const y = region.rows - 1;
  const parts: readonly (readonly [key: string, word: string])[] = [
    ...(filter === '' ? [] : ([[`"${fitText(filter, 20)}"`, 'found']] as const)),
    ['/', 'search help'],
    [':', 'type a command'],
    ...(last === 0 ? [] : ([['j k', from === last ? 'the end' : `more (${last - from} rows)`]] as const)),
    ['esc', 'close'],
  ];
  let x = 1;
  for (const [key, word] of parts) {
    if (x + widthOf(key) + widthOf(word) + 2 > region.columns) continue;
    x = region.text(x, y, key, tone.strong);
    x = region.text(x + 1, y, word, tone.dim) + 3;
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
  const recording = view !== null && view.playback !== null;
  const off = recording ? 'HELP   nothing is sent' : 'HELP   raising is off, - and X work';
  region.textRight(region.columns - 1, 0, region.columns >= 76 ? off : 'HELP', tone.strong);
}
