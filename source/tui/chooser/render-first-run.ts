import {keyFor, keysFor} from '../app/key-name.ts';
import type {CommandId} from '../app/key-table.ts';
import {Canvas, type Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import type {Theme} from '../theme/theme.ts';
import {tone, type Tone} from '../theme/tone.ts';
import type {ScreenSize} from '../ui-state.ts';
import {drawEdited} from './edited-text.ts';
import {
  firstRunFields,
  firstRunKeys,
  type FirstRunCommandEffect,
  type FirstRunField,
  type FirstRunState,
} from './first-run-model.ts';

const fieldCells = 26;
const fieldX = 18;

/** Example, shown dim where nothing was typed; what to write, at the right. */
const fieldWords: Readonly<Record<FirstRunField, readonly [example: string, note: string]>> = {
  target: ['http://localhost:8080', 'looked at when you go on'],
  requests: ['GET /', 'or a file: openapi, har, curl'],
  limits: ['p95 < 250ms   error < 1%', 'optional'],
  ceiling: ['50', 'VUs: nothing goes above this'],
};

const then: readonly (readonly [ids: readonly CommandId[], text: string])[] = [
  [['step-up', 'step-down'], 'more or less load: the numbers and plots answer within a second'],
  [['hold'], 'hold it there'],
  [['emergency-stop'], 'stop everything, at once, no questions'],
  [['snapshot', 'baseline-toggle'], 'snapshot now; later, change your code and compare against it'],
  [['help'], 'every key'],
];

const reachTones: Readonly<Record<'pending' | 'ok' | 'unknown' | 'failed', Tone>> = {
  pending: tone.dim,
  ok: tone.ok,
  unknown: tone.near,
  failed: tone.over,
};

/** The screen of somebody who has no profile yet: `size.rows` strings of exactly `size.columns` cells. */
export function renderFirstRun(
  state: FirstRunState,
  size: ScreenSize,
  theme: Theme,
  {version}: {readonly version: string},
): string[] {
  const canvas = new Canvas(Math.max(1, Math.floor(size.columns)), Math.max(1, Math.floor(size.rows)));
  const region = canvas.region();
  const air = region.rows >= 24 ? 1 : 0;
  region.text(region.text(1, 0, 'IDLE', tone.badge) + 2, 0, 'no profile', tone.plain);
  let y = 1 + air;
  region.text(
    region.text(4, y, `perftui ${version}`, tone.strong) + 5,
    y,
    'live load testing you drive by hand',
    tone.plain,
  );
  y += 1 + air;
  for (const field of firstRunFields) drawField(region, y++, field, state);
  if (state.hint !== null) region.text(4, y, fitText(state.hint, region.columns - 5), tone.over);
  else if (state.isStarting) region.text(4, y, 'looking at the target', tone.near);
  y++;
  drawKeys(region, y, region.columns < 76 ? ['try', 'open', 'leave'] : ['try', 'next', 'open', 'leave']);
  y += 1 + air;
  if (region.rows < 20) {
    drawKeys(region, y, ['demo', 'new']);
    return canvas.toRows(theme);
  }
  drawHeading(region, y++, 'THEN');
  for (const [ids, text] of then) drawKey(region, y++, keysFor(ids, 'session', '  '), text);
  drawHeading(region, y++, 'NO SERVER TO HAND?');
  drawKey(
    region,
    y++,
    keyFor('first-run-demo', 'first-run'),
    'perftui demo: a built-in server with a knee near 200 VUs. Find it.',
  );
  drawKey(region, y++, keyFor('first-run-new', 'first-run'), 'perftui new: a first profile, question by question');
  y += air;
  region.text(
    4,
    y++,
    fitText('Only load systems you own or may test. Hosts other than this machine ask', region.columns - 5),
    tone.dim,
  );
  region.text(4, y, fitText('once per host before anything is sent.', region.columns - 5), tone.dim);
  return canvas.toRows(theme);
}

function drawField(region: Region, y: number, field: FirstRunField, state: FirstRunState): void {
  const line = state.fields[field];
  const hasFocus = state.focus === field;
  const [example, note] = fieldWords[field];
  const cells = Math.min(region.columns - fieldX - 1, region.columns >= 110 ? fieldCells + 24 : fieldCells);
  region.text(4, y, String(firstRunFields.indexOf(field) + 1), tone.dim);
  region.text(7, y, field, hasFocus ? tone.strong : tone.plain);
  const box = region.inner(fieldX, y, cells, 1);
  if (line.text === '') box.text(hasFocus ? 1 : 0, 0, fitText(example, cells - 2), tone.dim);
  else if (!hasFocus) box.text(0, 0, fitText(line.text, cells), tone.plain);
  if (hasFocus) drawEdited(box, line);
  const [text, look] =
    field === 'target' && state.reach !== null
      ? [state.reach.brief, reachTones[state.reach.outcome]]
      : [note, tone.dim];
  region.text(fieldX + cells + 2, y, fitText(text, region.columns - fieldX - cells - 3), look);
}

function drawKeys(region: Region, y: number, effects: readonly FirstRunCommandEffect[]): void {
  let x = 4;
  for (const {label, help, effect} of firstRunKeys()) {
    if (!effects.includes(effect) || x + label.length + 2 + help.length > region.columns) continue;
    x = region.text(x, y, label, tone.strong) + 2;
    x = region.text(x, y, help, tone.plain) + 4;
  }
}

/** Nothing where the key was taken from what it is about. */
function drawKey(region: Region, y: number, key: string | null, text: string): void {
  if (key === null) return;
  region.text(4, y, key, tone.strong);
  region.text(12, y, fitText(text, region.columns - 13), tone.plain);
}
