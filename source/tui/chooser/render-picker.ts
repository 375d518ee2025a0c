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
import {
  entriesOfKind,
  failedCheck,
  selectedEntry,
  shownEntries,
  type PickerOverlay,
  type PickerState,
} from './picker-model.ts';
import {pickerHelp, pickerKeys, pickerLabel, type PickerCommand, type PickerCommandId} from './picker-keys.ts';
import {drawChecks, drawPreview} from './preview-panel.ts';
import {drawProfileList} from './profile-list.ts';

/** What the screen shows besides the state. */
export interface PickerSurroundings {
  readonly version: string;
  /** Since 1970. */
  readonly nowMs: number;
}

/** Checks made before a start: rows kept for them, so that nothing moves while they come in. */
const checkRows = 7;

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
  const count = entriesOfKind(state).length;
  const entry = selectedEntry(state);
  const isRecording = entry?.recording !== undefined;
  const keys = isRecording ? recordingKeys() : startKeys();
  // A recording has nothing to be checked.
  const checks = isRecording ? 0 : checkRows;
  // Two headings, and one heading, filter and titles above the list.
  const rows = shareRows<'list' | 'preview' | 'checks' | 'keys'>(
    body.rows - 5,
    {list: 3, preview: 4, checks, keys: 0},
    [
      ['list', Math.min(count, 4)],
      ['preview', 7],
      ['keys', keys.length + 1],
      ['list', Math.min(count, 8)],
      ['preview', 12],
      ['list', count],
      ['preview', 16],
    ],
  );
  drawProfiles(body.inner(0, 0, body.columns, rows.list + 3), state, nowMs);
  if (entry === null) return;
  let y = rows.list + 3;
  drawHeading(body, y, `PREVIEW  ${entry.name}`, [entry.file]);
  drawPreview(body.inner(0, y + 1, body.columns, rows.preview), entry, theme);
  y += rows.preview + 1;
  if (entry.recording === undefined) {
    drawHeading(body, y, 'CHECKS BEFORE START', [state.checksDone ? '' : 'looking']);
    drawChecks(body.inner(0, y + 1, body.columns, rows.checks), state.checks);
    y += checks + 1;
  }
  if (body.rows - y <= keys.length) return;
  drawHeading(body, y, isRecording ? 'WHAT TO DO WITH IT' : 'HOW TO START');
  drawKeyLines(body, y + 1, keys);
  const after = y + keys.length + 2;
  if (!isRecording && after < body.rows) {
    const text = 'a preset keeps target, model, load, step, ramp, cap, requests, SLO.   O in a run saves it as one';
    body.text(1, after, fitText(text, body.columns - 2), tone.dim);
  }
}

const startIds: readonly PickerCommandId[] = ['start', 'manual', 'dry-run', 'edit', 'copy', 'delete'];

function startKeys(): readonly PickerCommand[] {
  const keys = pickerKeys();
  return startIds.flatMap((one) => keys.find(({id}) => id === one) ?? []);
}

function recordingKeys(): readonly Pick<PickerCommand, 'label' | 'help'>[] {
  return [
    {label: pickerLabel('start'), help: 'open it: its screens as they were when it happened, then back here'},
    {label: pickerLabel('replay'), help: 'replay: send its load once more'},
    {label: pickerLabel('delete'), help: 'delete (asks, default No)'},
  ];
}

function drawKeyLines(region: Region, y: number, keys: readonly Pick<PickerCommand, 'label' | 'help'>[]): void {
  keys.forEach(({label, help}, index) => {
    region.text(3, y + index, label, tone.strong);
    region.text(11, y + index, fitText(help, region.columns - 12), tone.plain);
  });
}

function drawProfiles(region: Region, state: PickerState, nowMs: number): void {
  drawHeading(region, 0, headings[state.kind], kindsText());
  drawFilter(region, 1, state);
  drawProfileList(region.inner(0, 2, region.columns, region.rows - 2), state, nowMs);
}

function kindsText(): readonly string[] {
  const kinds = pickerLabel('kind-next');
  return [`${pickerLabel('filter')} filter   ${kinds} = profiles / presets / recordings`, `${kinds} = kind`];
}

const headings: Readonly<Record<PickerState['kind'], string>> = {
  profiles: 'PROFILES AND PRESETS',
  presets: 'PRESETS',
  recordings: 'RECORDINGS',
};

function drawFilter(region: Region, y: number, state: PickerState): void {
  const {filter, isTyping} = state;
  const shown = shownEntries(state).length;
  const all = entriesOfKind(state).length;
  const count = shown === all ? `${shown}` : `${shown} of ${all}`;
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
  else region.text(1, y, fitText(`✓ nothing is sent until you press ${sendingKeys(state)}`, width), tone.dim);
}

function sendingKeys({kind}: PickerState): string {
  return kind === 'recordings'
    ? pickerLabel('replay')
    : `${pickerLabel('start')}, ${pickerLabel('manual')} or ${pickerLabel('dry-run')}`;
}

function drawKeyBar(region: Region, y: number, state: PickerState): void {
  const all = state.isTyping
    ? typingKeys
    : state.overlay === null
      ? barKeysOf(state)
      : state.overlay.kind === 'problems'
        ? overlayKeys
        : overlayKeys.slice(0, 1);
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

/** Of a recording, in this order. */
const recordingBar: Readonly<Partial<Record<PickerCommandId, readonly [word: string, rank: number]>>> = {
  previous: ['select', 4],
  start: ['open', 0],
  replay: ['replay', 2],
  delete: ['delete', 5],
  'kind-next': ['kind', 3],
  filter: ['filter', 7],
  help: ['help', 6],
  leave: ['quit', 1],
};

function barKeysOf({kind}: PickerState): readonly BarKey[] {
  if (kind !== 'recordings') return pickerKeys().flatMap(({short, rank}) => (short === null ? [] : [{short, rank}]));
  return Object.entries(recordingBar).map(([id, [word, rank]]) => ({
    short: [pickerLabel(id as PickerCommandId), word],
    rank,
  }));
}

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
  if (overlay.kind === 'copy') {
    const box = drawBox(region, `COPY OF  ${name}`, 66, 5);
    box.text(1, 0, 'name', tone.dim);
    drawEdited(box.inner(7, 0, box.columns - 8, 1), overlay.line);
    box.text(1, 2, fitText('Enter saves it in ./profiles   Esc cancel', box.columns - 2), tone.dim);
    return;
  }
  if (overlay.kind === 'delete') {
    const box = drawBox(region, 'DELETE', 66, 6);
    box.text(1, 0, fitText(`${name}: the file is deleted for good.`, box.columns - 2), tone.plain);
    box.pieces(1, 2, [
      ['Enter', tone.strong],
      ['   keep it  (default)', tone.plain],
    ]);
    box.pieces(1, 3, [
      ['y', tone.strong],
      ['       delete it', tone.plain],
    ]);
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
