import {drawBox} from '../canvas/box.ts';
import {Canvas, type Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {wrapText} from '../canvas/wrap-text.ts';
import type {Theme} from '../theme/theme.ts';
import {tone} from '../theme/tone.ts';
import type {ScreenSize} from '../ui-state.ts';
import {shareRows} from '../views/layout.ts';
import {drawEdited} from './edited-text.ts';
import {failedCheck, selectedEntry, shownEntries, type PickerOverlay, type PickerState} from './picker-model.ts';
import {pickerHelp, pickerKeys} from './picker-keys.ts';
import {drawChecks, drawPreview} from './preview-panel.ts';
import {drawProfileList} from './profile-list.ts';

/** What the screen shows besides the state. */
export interface PickerSurroundings {
  readonly version: string;
  /** Since 1970. */
  readonly nowMs: number;
}

/** Checks made before a start: rows kept for them, so that nothing moves while they come in. */
const checkRows = 5;

/**
 * The picker: `size.rows` strings of exactly `size.columns` cells.
 *
 *      IDLE  no profile   perftui 0.5.0
 *     ─ PROFILES ──────────────────────────────
 *      / filter                         4 of 11
 *        name       whose  load       last run
 *      ▸ checkout   here   0-260 VUs  2h ago
 *     ─ PREVIEW  checkout ─────────────────────
 *      plot             │ target ...
 *     ─ CHECKS BEFORE START ───────────────────
 *       ✓ ...
 *      ✓ nothing is sent until you press Enter or d
 *      j k select  Enter start  ...
 */
export function renderPicker(
  state: PickerState,
  size: ScreenSize,
  theme: Theme,
  {version, nowMs}: PickerSurroundings,
): string[] {
  const canvas = new Canvas(Math.max(1, Math.floor(size.columns)), Math.max(1, Math.floor(size.rows)));
  const region = canvas.region();
  region.text(region.text(1, 0, 'IDLE', tone.badge) + 2, 0, `no profile   perftui ${version}`, tone.plain);
  const body = region.inner(0, 1, region.columns, Math.max(0, region.rows - 3));
  if (body.rows < 14 || body.columns < 60) drawProfiles(body, state, nowMs);
  else drawBody(body, state, theme, nowMs);
  drawMessage(region, region.rows - 2, state);
  drawKeyBar(region, region.rows - 1, state);
  if (state.overlay !== null) drawOverlay(body, state.overlay, selectedEntry(state)?.name ?? '');
  return canvas.toRows(theme);
}

function drawBody(body: Region, state: PickerState, theme: Theme, nowMs: number): void {
  const count = state.entries.length;
  // Two headings, and one heading, filter and titles above the list.
  const rows = shareRows<'list' | 'preview' | 'checks'>(body.rows - 5, {list: 3, preview: 4, checks: checkRows}, [
    ['list', Math.min(count, 5)],
    ['preview', 8],
    ['list', Math.min(count, 12)],
    ['preview', 12],
    ['list', count],
    ['preview', 16],
  ]);
  drawProfiles(body.inner(0, 0, body.columns, rows.list + 3), state, nowMs);
  const entry = selectedEntry(state);
  if (entry === null) return;
  let y = rows.list + 3;
  drawHeading(body, y, `PREVIEW  ${entry.name}`, [entry.file]);
  drawPreview(body.inner(0, y + 1, body.columns, rows.preview), entry, theme);
  y += rows.preview + 1;
  drawHeading(body, y, 'CHECKS BEFORE START', [state.checksDone ? '' : 'looking']);
  drawChecks(body.inner(0, y + 1, body.columns, rows.checks), state.checks);
  y += rows.checks + 1;
  if (body.rows - y > startKeys.length) drawHowToStart(body, y);
}

const startKeys = pickerKeys.filter(({id}) => ['start', 'dry-run', 'validate', 'new'].includes(id));

function drawHowToStart(region: Region, y: number): void {
  drawHeading(region, y, 'HOW TO START');
  startKeys.forEach(({label, help}, index) => {
    region.text(3, y + 1 + index, label, tone.strong);
    region.text(11, y + 1 + index, fitText(help, region.columns - 12), tone.plain);
  });
}

function drawProfiles(region: Region, state: PickerState, nowMs: number): void {
  drawHeading(region, 0, 'PROFILES', ['here: ./profiles   yours: your own folder   shipped: with perftui', '/ filter']);
  drawFilter(region, 1, state);
  drawProfileList(region.inner(0, 2, region.columns, region.rows - 2), state, nowMs);
}

function drawFilter(region: Region, y: number, state: PickerState): void {
  const {filter, isTyping} = state;
  const shown = shownEntries(state).length;
  const count = shown === state.entries.length ? `${shown}` : `${shown} of ${state.entries.length}`;
  region.text(1, y, '/', isTyping ? tone.strong : tone.dim);
  if (isTyping) drawEdited(region.inner(3, y, Math.max(1, region.columns - 14), 1), filter);
  else region.text(3, y, fitText(filter.text, region.columns - 14), tone.plain);
  region.textRight(region.columns - 1, y, count, tone.dim);
}

function drawMessage(region: Region, y: number, state: PickerState): void {
  if (y < 1) return;
  const width = region.columns - 2;
  const failed = failedCheck(state);
  if (state.hint !== null) region.text(1, y, fitText(state.hint, width), tone.nearStrong);
  else if (state.isStarting)
    region.text(1, y, fitText('starting once its checks are made   Esc stays here', width), tone.near);
  else if (failed !== null) region.text(1, y, fitText(`✗ ${failed.text}`, width), tone.over);
  else region.text(1, y, fitText('✓ nothing is sent until you press Enter or d', width), tone.dim);
}

function drawKeyBar(region: Region, y: number, state: PickerState): void {
  const all = state.isTyping
    ? typingKeys
    : state.overlay === null
      ? barKeys
      : state.overlay.kind === 'help'
        ? overlayKeys.slice(0, 1)
        : overlayKeys;
  let kept = [...all];
  for (let rank = 9; rank >= 0; rank--) {
    if (kept.reduce((sum, {short}) => sum + barCells(short), 0) <= region.columns) break;
    kept = kept.filter((one) => one.rank !== rank);
  }
  let x = 1;
  for (const {short} of kept) {
    x = region.text(x, y, short[0], tone.strong) + 1;
    x = region.text(x, y, short[1], tone.dim) + 2;
  }
}

function barCells([key, word]: readonly [string, string]): number {
  return key.length + word.length + 3;
}

interface BarKey {
  readonly short: readonly [key: string, word: string];
  readonly rank: number;
}

const barKeys: readonly BarKey[] = pickerKeys.flatMap(({short, rank}) => (short === null ? [] : [{short, rank}]));
const typingKeys: readonly BarKey[] = [
  {short: ['Enter', 'keep'], rank: 0},
  {short: ['Esc', 'clear'], rank: 1},
];
const overlayKeys: readonly BarKey[] = [
  {short: ['Esc', 'close'], rank: 0},
  {short: ['j k', 'scroll'], rank: 1},
];

function drawOverlay(region: Region, overlay: PickerOverlay, name: string): void {
  if (overlay.kind === 'help') {
    const lines = pickerHelp();
    const box = drawBox(region, 'KEYS', 66, lines.length + 2);
    lines.forEach(({label, help}, y) => {
      box.text(1, y, label, tone.strong);
      box.text(12, y, fitText(help, box.columns - 13), tone.plain);
    });
    return;
  }
  const {lines, top} = overlay;
  const width = region.columns - 6;
  // A problem that is cut would not say what was expected.
  const all = lines === null ? ['·'] : lines.length === 0 ? ['none: it is valid'] : lines.slice(top);
  const shown = all.flatMap((line) => wrapText(line, width).map((part, index) => (index === 0 ? part : `  ${part}`)));
  const box = drawBox(region, `PROBLEMS  ${name}`, region.columns - 2, Math.max(5, shown.length + 2));
  shown.slice(0, box.rows).forEach((line, y) => box.text(1, y, fitText(line, box.columns - 2), tone.plain));
}
