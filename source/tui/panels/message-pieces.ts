import {formatClock} from '../../domain/format.ts';
import type {Study} from '../../domain/study.ts';
import type {Alert, Notice, PlaybackView, SessionView} from '../../session/view.ts';
import type {Piece} from '../canvas/canvas.ts';
import {fitText, joinFitting, widthOf} from '../canvas/cell-text.ts';
import {keyFor} from '../app/key-name.ts';
import {tone, type Tone} from '../theme/tone.ts';
import type {ScreenState} from '../ui-state.ts';
import {checkBadge, checkLine} from './check-text.ts';

const tones: Readonly<Record<Notice['tone'], Tone>> = {
  plain: tone.plain,
  good: tone.ok,
  near: tone.nearStrong,
  over: tone.overStrong,
};

/**
 * What the message line says: a question, then the prompt's preview or a refusal, then the first of alert, doubt about the
 * figures, forecast and failing checks, with the notice beside it. Of a recording: where in it the picture is.
 * @param withChecks true where checks have no place of their own
 */
export function messagePieces(
  view: SessionView,
  screen: ScreenState,
  columns: number,
  withChecks = false,
): readonly Piece[] {
  if (view.question !== null) {
    const text = `~ ${view.question.text}`;
    const full = `${text}  default No`;
    return [[widthOf(full) <= columns - 2 ? full : text, tone.nearStrong]];
  }
  if (screen.hint !== null) return [flagged(screen.hint.text, screen.hint.tone)];
  const notice = view.notice !== null && view.notice.untilMs > view.elapsedMs ? view.notice : null;
  if (view.playback !== null && notice === null) return [[playbackText(view.playback, columns - 2), tone.plain]];
  const alert = view.alert ?? validityAlert(view, columns) ?? forecastAlert(view);
  if (alert !== null && notice?.tone !== 'over') return alertPieces(alert, notice, columns);
  if (notice !== null) return [flagged(notice.text, notice.tone)];
  if (view.study !== null && screen.view !== 'study') return [[studyText(view.study, columns - 2), tone.plain]];
  return withChecks && checkBadge(view).length > 0 ? checkLine(view, columns - 2) : [];
}

/** `search: bisects: 220 VUs for 12s   8 = all of it`. */
function studyText(study: Study, cells: number): string {
  const head = `${studyNames[study.kind]}: ${study.says}`;
  const key = keyFor('view-study');
  return joinFitting([head, ...(key === null ? [] : [`${key} = all of it`])], '   ', cells);
}

const studyNames: Readonly<Record<Study['kind'], string>> = {
  capacity: 'search',
  spike: 'spike test',
  soak: 'endurance test',
};

/** Where in the recording the picture is. */
function playbackText({file, atMs, endMs, playing}: PlaybackView, cells: number): string {
  const at = `${formatClock(atMs)} of ${formatClock(endMs)}`;
  return joinFitting([at, playing ? 'playing' : 'stopped', file], '   ', cells);
}

/** What is going to be wrong is news while nothing is. */
function forecastAlert({forecast}: SessionView): Alert | null {
  if (forecast === null) return null;
  return {text: forecast.text, hint: null, more: 0, tone: forecast.severity === 'critical' ? 'over' : 'near'};
}

/** Figures that are not to be trusted are news as long as nothing worse is: what broke them, and what to do. */
function validityAlert({validity}: SessionView, columns: number): Alert | null {
  if (validity === null || validity.verdict === 'VALID') return null;
  const {verdict, sinceMs, reasons} = validity;
  const since = sinceMs === null ? '' : ` from ${formatClock(sinceMs)}`;
  const [worst] = reasons;
  const why = worst === undefined ? '' : `: ${worst.text}`;
  // What is wrong says more than since when, which is in the events and on the time axis.
  const text = verdict + (widthOf(verdict + since + why) <= columns - 4 ? since : '') + why;
  const hint = worst === undefined || worst.hint === '' ? null : worst.hint;
  return {text, hint, more: Math.max(0, reasons.length - 1), tone: verdict === 'INVALID' ? 'over' : 'near'};
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
    const head = cutAtWord(withOthers(room), room);
    return [
      [head, look],
      [gap + withoutCutHint(notice.text, columns - 2 - widthOf(head + gap)), tones[notice.tone]],
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

/** `shopper muted   z = undo`: the hint at its end is there whole or not at all. */
function withoutCutHint(text: string, width: number): string {
  const end = text.search(/ {3,}\S/);
  return end === -1 || widthOf(text) <= width ? text : text.slice(0, end);
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
