import type {SessionView} from '../../session/view.ts';
import {commandsFitting} from '../app/complete-command.ts';
import {keyFor} from '../app/key-name.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText, joinFitting, widthOf} from '../canvas/cell-text.ts';
import {tone} from '../theme/tone.ts';
import {barKeys, type BarKeys} from './key-bars.ts';
import {messagePieces} from './message-pieces.ts';
import type {Prompt, ScreenState} from '../ui-state.ts';

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
  else if (screen.prompt !== null) drawPromptLine(region, y, screen.prompt, view);
  else drawKeys(region, y, barKeys(view, screen, region));
}

function drawKeys(region: Region, y: number, keys: BarKeys): void {
  let x = 1;
  for (const [key, word] of keys) {
    x = region.text(x, y, key, tone.strong);
    x = region.text(x + 1, y, word, tone.dim) + 2;
  }
}

const promptNames: Readonly<Record<Prompt['kind'], string>> = {
  target: 'target> ',
  command: ':',
  'snapshot-note': 'note> ',
  'mark-text': 'mark> ',
  'preset-name': 'preset name> ',
  'snapshot-edit': 'name | note> ',
  'snapshot-filter': 'filter> ',
  'endpoint-filter': 'filter> ',
  'event-filter': 'filter> ',
  'help-search': 'search> ',
  'recording-name': 'name of this recording> ',
};

/** What is being typed; beside a command what fits it, as much as there is room for. */
export function drawPromptLine(region: Region, y: number, prompt: Prompt, view: SessionView | null): void {
  const go = `${keyFor('submit', 'prompt') ?? ''} go   ${keyFor('escape') ?? ''} cancel`;
  const fits = prompt.kind === 'command' && view !== null ? fittingText(prompt, view, region.columns - 32) : '';
  drawPrompt(region, y, prompt, fits === '' ? go : fits);
}

/** `Tab: theme  target`. */
function fittingText({text, cursor}: Prompt, view: SessionView, cells: number): string {
  const fits = commandsFitting(text.slice(0, cursor), view);
  const tab = keyFor('complete', 'prompt');
  if (fits.length === 0 || tab === null) return '';
  return joinFitting([`${tab}:`, ...fits], '  ', cells);
}

function drawPrompt(region: Region, y: number, prompt: Prompt, keys: string): void {
  const rightX = region.columns - 1 - widthOf(keys);
  const label = promptNames[prompt.kind];
  const showKeys = keys !== '' && rightX > label.length + Math.max(12, widthOf(prompt.text) + 3);
  if (showKeys) region.text(rightX, y, keys, tone.dim);
  const x = region.text(1, y, label, tone.strong);
  const field = region.inner(x, y, Math.max(1, (showKeys ? rightX - 1 : region.columns) - x), 1);
  // Long texts scroll so that the cursor is in sight.
  const before = Array.from(prompt.text.slice(0, prompt.cursor));
  while (before.length > 0 && widthOf(before.join('')) > field.columns - 2) before.shift();
  const at = field.text(0, 0, before.join(''), tone.plain);
  const [under = '_', ...after] = Array.from(prompt.text.slice(prompt.cursor));
  const next = field.text(at, 0, under, under === '_' && after.length === 0 ? tone.strong : tone.cursor);
  field.text(next, 0, after.join(''), tone.plain);
}

function drawAnswers(region: Region, y: number, view: SessionView, prompt: Prompt | null): void {
  const leftS = Math.max(0, Math.ceil(((view.question?.untilMs ?? 0) - view.elapsedMs) / 1000));
  const keys = `${keyFor('yes', 'question') ?? '-'} = yes   Esc/Enter = no   No in ${leftS}s`;
  if (prompt !== null) drawPrompt(region, y, prompt, keys);
  else region.text(1, y, fitText(keys, region.columns - 2), tone.nearStrong);
}
