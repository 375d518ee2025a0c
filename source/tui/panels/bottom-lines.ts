import type {PlaybackView, SessionView} from '../../session/view.ts';
import {commandOf} from '../app/key-table.ts';
import {wouldRaise} from '../app/load-effect.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {tone} from '../theme/tone.ts';
import {exactLevel} from './level-text.ts';
import {messagePieces} from './message-pieces.ts';
import {snapsKeys} from './snaps-actions.ts';
import {plotsAreVisible, type Prompt, type ScreenSize, type ScreenState} from '../ui-state.ts';

/** Draws the message line; too long a text ends in `…`. */
export function drawMessageLine(
  region: Region,
  y: number,
  view: SessionView,
  screen: ScreenState,
  withChecks = false,
): void {
  let x = 1;
  for (const [text, look] of messagePieces(view, screen, region.columns, withChecks)) {
    x = region.text(x, y, fitText(text, region.columns - 1 - x), look);
  }
}

/** The bottom line: answers to a question, the prompt, or the key bar. */
export function drawKeyLine(region: Region, y: number, view: SessionView, screen: ScreenState): void {
  if (view.question !== null) drawAnswers(region, y, view, screen.prompt);
  else if (screen.prompt !== null) drawPrompt(region, y, screen.prompt, 'Enter go   Esc cancel');
  else if (screen.overlay?.kind === 'scenarios') drawKeys(region, y, scenarioKeys);
  else if (screen.overlay !== null) drawKeys(region, y, overlayKeys(view, screen.overlay.kind === 'quit'));
  else if (screen.view === 'snaps') drawKeys(region, y, snapsKeys(view, region.columns));
  else if (screen.view === 'compare') drawKeys(region, y, compareKeys(view, screen, region));
  else if (view.playback !== null) drawKeys(region, y, fitKeys(playbackKeys(view.playback), region.columns));
  else drawKeys(region, y, keyBar(view, region.columns));
}

/** How to move in a recording, and what else there is to do with it. */
const playbackKeys = ({playing}: PlaybackView): readonly RankedKey[] => [
  ['h l', '10s', 0],
  ['H L', '60s', 1],
  ['g G', 'ends', 2],
  ['space', playing ? 'pause' : 'play', 0],
  [', .', 'zoom', 4],
  ['f', 'freeze', 5],
  ['?', 'help', 3],
  ['q', 'quit', 0],
];

type RankedKey = readonly [key: string, word: string, rank: number];

/** The key bar of view 4: `+ - space X` first, the way back last. */
function compareKeys(
  view: SessionView,
  screen: ScreenState,
  {columns, rows}: ScreenSize,
): readonly (readonly [string, string])[] {
  const raises = plotsAreVisible({columns, rows}, screen);
  const load: readonly RankedKey[] = [
    [raises ? '+ -' : '-', 'load', 0],
    ...(raises || !wouldRaise('hold', view) ? [['space', 'hold', 0] as const] : []),
    ['X', 'STOP', 0],
  ];
  const keys: readonly RankedKey[] = [
    ...load,
    ['h l', 'align', 1],
    ['B', 'baseline', 2],
    ['u', 'swap A/B', 3],
    ['d', '% / figures', 4],
    ['?', 'help', 5],
    ['esc', 'back', 0],
  ];
  return fitKeys(keys, columns);
}

/** As many keys as fit, in their order; the highest rank goes first. */
function fitKeys(keys: readonly RankedKey[], columns: number): readonly (readonly [string, string])[] {
  const kept = [...keys];
  const width = (): number => kept.reduce((sum, [key, word]) => sum + widthOf(key) + widthOf(word) + 3, 0);
  while (width() > columns && kept.length > 1) {
    const worst = kept.reduce((at, [, , rank], index) => (rank >= kept[at]![2] ? index : at), 0);
    kept.splice(worst, 1);
  }
  return kept.map(([key, word]) => [key, word]);
}

/** While the scenarios are open `+` and `-` are not the load's. */
const scenarioKeys = [
  ['+/-', 'weight'],
  ['m', 'mute'],
  ['x', 'half load'],
  ['X', 'STOP'],
  ['Esc', 'close'],
] as const;

/** Behind the other dialogs only what cannot raise the load works. */
function overlayKeys(view: SessionView, quits: boolean): readonly (readonly [string, string])[] {
  const space = wouldRaise('hold', view) ? [] : [['space', 'hold'] as const];
  return [['-', 'down'], ...space, ['X', 'STOP'], ['Esc', quits ? 'stay' : 'close']];
}

/** Keys as `[key, word]` in drawing order, as many as fit; `+ - space X` come first and stay longest. */
export function keyBar(view: SessionView, columns: number): readonly (readonly [key: string, word: string])[] {
  const wanted: readonly (readonly [id: string, rank: number])[] = [
    ['+', 0],
    [' ', 0],
    ['X', 0],
    ['t', 2],
    [':', 6.5],
    ['z', 3],
    ['c', 4],
    ['b', 5],
    ['m', 8],
    ['f', 7],
    ['p', view.phase === 'PAUSED' ? 1 : 9],
    ['a', view.load.plan !== null && view.load.mode === 'manual' ? 10 : 99],
    ['u', view.scenarios.length > 1 ? 7.5 : 99],
    ['O', 11],
    ['?', 6],
    ['q', 1],
  ];
  const items = wanted
    .filter(([, rank]) => rank < 99)
    .map(([key, rank]) => ({rank, text: keyWords(key, view)}))
    .filter((item) => item.text !== null)
    .map((item) => ({rank: item.rank, text: item.text!}));
  const width = (): number => items.reduce((sum, {text}) => sum + widthOf(text[0]) + widthOf(text[1]) + 3, 0);
  while (width() > columns && items.length > 1) {
    const worst = items.reduce((at, item, index) => (item.rank >= items[at]!.rank ? index : at), 0);
    items.splice(worst, 1);
  }
  return items.map(({text}) => text);
}

function drawKeys(region: Region, y: number, keys: readonly (readonly [string, string])[]): void {
  let x = 1;
  for (const [key, word] of keys) {
    x = region.text(x, y, key, tone.strong);
    x = region.text(x + 1, y, word, tone.dim) + 2;
  }
}

/** Words that are not on the key table's bar, and those that depend on what the key would do now. */
function keyWords(key: string, view: SessionView): readonly [string, string] | null {
  const {load, phase} = view;
  if (key === ' ' && load.resumeLevel !== null && phase === 'STOPPED') {
    return ['space', `back to ${exactLevel(load.resumeLevel)}${load.model === 'open' ? '/s' : ''}`];
  }
  if (key === ' ' && load.heldTargetLevel !== null) return ['space', `on to ${exactLevel(load.heldTargetLevel)}`];
  if (key === 'p') return ['p', phase === 'PAUSED' ? 'go on' : 'pause'];
  if (key === 'a') return ['a', 'auto'];
  if (key === 'O') return ['O', 'save preset'];
  if (key === 'z') return load.undoLevel === null ? null : ['z', 'undo'];
  const short = commandOf(key)?.short ?? null;
  if (short === null) return null;
  const space = short.indexOf(' ');
  return [short.slice(0, space), short.slice(space + 1)];
}

const promptNames: Readonly<Record<Prompt['kind'], string>> = {
  target: 'target> ',
  command: ':',
  'snapshot-note': 'note> ',
  'mark-text': 'mark> ',
  'preset-name': 'preset name> ',
  'snapshot-edit': 'name | note> ',
  'snapshot-filter': 'filter> ',
};

function drawPrompt(region: Region, y: number, prompt: Prompt, keys: string): void {
  const rightX = region.columns - 1 - keys.length;
  const label = promptNames[prompt.kind];
  const showKeys = rightX > label.length + 12;
  if (showKeys) region.text(rightX, y, keys, tone.dim);
  const x = region.text(1, y, label, tone.strong);
  const field = region.inner(x, y, Math.max(1, (showKeys ? rightX - 1 : region.columns) - x), 1);
  // Long texts scroll so that the cursor is in sight.
  const before = Array.from(prompt.text.slice(0, prompt.cursor));
  while (widthOf(before.join('')) > field.columns - 2) before.shift();
  const at = field.text(0, 0, before.join(''), tone.plain);
  const [under = '_', ...after] = Array.from(prompt.text.slice(prompt.cursor));
  const next = field.text(at, 0, under, under === '_' && after.length === 0 ? tone.strong : tone.cursor);
  field.text(next, 0, after.join(''), tone.plain);
}

function drawAnswers(region: Region, y: number, view: SessionView, prompt: Prompt | null): void {
  const leftS = Math.max(0, Math.ceil(((view.question?.untilMs ?? 0) - view.elapsedMs) / 1000));
  const keys = `y = yes   Esc/Enter = no   No in ${leftS}s`;
  if (prompt !== null) drawPrompt(region, y, prompt, keys);
  else region.text(1, y, fitText(keys, region.columns - 2), tone.nearStrong);
}
