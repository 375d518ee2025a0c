import {formatClock} from '../../domain/format.ts';
import type {Alert, Notice, SessionView} from '../../session/view.ts';
import {commandOf} from '../app/key-table.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {exactLevel} from './level-text.ts';
import type {Prompt, ScreenState} from '../ui-state.ts';

const tones: Readonly<Record<Notice['tone'], Tone>> = {
  plain: tone.plain,
  good: tone.ok,
  near: tone.nearStrong,
  over: tone.overStrong,
};

/** What the message line says: a question, then the prompt's preview or a refusal, then alert, then notice. */
export function messagePieces(view: SessionView, screen: ScreenState, columns: number): readonly Piece[] {
  if (view.question !== null) {
    const text = `~ ${view.question.text}`;
    const full = `${text}  default No`;
    return [[widthOf(full) <= columns - 2 ? full : text, tone.nearStrong]];
  }
  if (screen.hint !== null) return [flagged(screen.hint.text, screen.hint.tone)];
  const notice = view.notice !== null && view.notice.untilMs > view.elapsedMs ? view.notice : null;
  const alert = view.alert ?? validityAlert(view, columns);
  if (alert !== null && notice?.tone !== 'over') return alertPieces(alert, notice, columns);
  return notice === null ? [] : [flagged(notice.text, notice.tone)];
}

/** Figures that are not to be trusted are news as long as nothing worse is: what broke them, and what to do. */
function validityAlert({validity}: SessionView, columns: number): Alert | null {
  const {verdict, sinceMs, reasons} = validity;
  if (verdict === 'VALID') return null;
  const since = sinceMs === null ? '' : ` from ${formatClock(sinceMs)}`;
  const [worst] = reasons;
  const why = worst === undefined ? '' : `: ${worst.text}`;
  // What is wrong says more than since when, which is in the events and on the time axis.
  const text = verdict + (widthOf(verdict + since + why) <= columns - 4 ? since : '') + why;
  const hint = worst === undefined || worst.hint === '' ? null : worst.hint;
  return {text, hint, more: Math.max(0, reasons.length - 1), tone: verdict === 'INVALID' ? 'over' : 'near'};
}

/** Draws the message line; too long a text ends in `…`. */
export function drawMessageLine(region: Region, y: number, view: SessionView, screen: ScreenState): void {
  let x = 1;
  for (const [text, look] of messagePieces(view, screen, region.columns)) {
    x = region.text(x, y, fitText(text, region.columns - 1 - x), look);
  }
}

/** The bottom line: answers to a question, the prompt, or the key bar. */
export function drawKeyLine(region: Region, y: number, view: SessionView, screen: ScreenState): void {
  if (view.question !== null) drawAnswers(region, y, view, screen.prompt);
  else if (screen.prompt !== null) drawPrompt(region, y, screen.prompt, 'Enter go   Esc cancel');
  else drawKeys(region, y, keyBar(view, region.columns));
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

/** Cells of an alert that stay in sight beside a long notice: its first words. */
const leastAlertCells = 24;

/** What happened last stands in the hint's place: it must be seen, to its end, while an alert stands. */
function alertPieces(alert: Alert, notice: Notice | null, columns: number): readonly Piece[] {
  const [text, look] = flagged(alert.text, alert.tone);
  const gap = columns >= 100 ? '     ' : '    ';
  const others = alert.more > 0 ? [`  +${alert.more} more`, `  +${alert.more}`] : [];
  const withOthers = (room: number): string => text + (others.find((more) => widthOf(text + more) <= room) ?? '');
  if (notice !== null) {
    const room = Math.max(leastAlertCells, columns - 2 - widthOf(gap + notice.text));
    return [
      [cutAtWord(withOthers(room), room), look],
      [gap + notice.text, tones[notice.tone]],
    ];
  }
  const head = withOthers(columns - 2);
  const hint = alert.hint === null ? '' : wholeParts(alert.hint, columns - 2 - widthOf(head) - gap.length);
  return hint === ''
    ? [[head, look]]
    : [
        [head, look],
        [gap + hint, tone.plain],
      ];
}

/** As `fitText`, without half a word where the words are short. */
function cutAtWord(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const cut = fitText(text, width).slice(0, -1);
  const end = /[\s,;:]/.test(text[cut.length] ?? '') ? cut.length : cut.lastIndexOf(' ');
  return `${cut.slice(0, end < cut.length - 12 ? cut.length : end).replace(/[\s,;:]+$/, '')}…`;
}

/** As many parts of a hint (`Z = back to 240   X = stop`) as fit: half a one misleads. */
function wholeParts(hint: string, width: number): string {
  const ends = [...hint.matchAll(/ {2,}|[,;:] /g)].map(({index}) => index).toReversed();
  return [hint.length, ...ends].map((end) => hint.slice(0, end)).find((text) => widthOf(text) <= width) ?? '';
}

/** `!` or `~` before what is wrong, unless it is there already: colour never stands alone. */
function flagged(text: string, own: Notice['tone']): Piece {
  const flag = own === 'over' ? '! ' : own === 'near' ? '~ ' : '';
  return [flag === '' || '!~'.includes(text[0] ?? ' ') ? text : flag + text, tones[own]];
}
