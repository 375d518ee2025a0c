import process from 'node:process';
import {realClock, type PacerClock} from '../tui/app/commit-pacer.ts';
import {detectTheme, noAnswers, openQuestions, type TerminalAnswers} from '../tui/theme/detect-theme.ts';
import {terminalWatcher} from '../tui/app/terminal-watcher.ts';
import type {Theme} from '../tui/theme/theme.ts';
import {AnswerFilter} from './answer-filter.ts';

/** A terminal on this machine answers within 5 ms; one that is far away, or silent, is not waited for. */
const patienceMs = 100;
/** An Escape key stands alone; nobody types what else an answer begins with. */
const escapeMs = 30;
const restMs = 1000;

const escape = '\u001B';
const askBackground = '\u001B]11;?\u001B\\';
const askPosition = '\u001B[6n';
const saveCursor = '\u001B7';
const restoreCursorAndErase = '\u001B8\u001B[K';
const ambiguousGlyph = '…';

export interface AskedTerminal {
  readonly stdin: Pick<NodeJS.ReadStream, 'isRaw' | 'setRawMode' | 'read' | 'push' | 'unref'> & {isTTY?: boolean};
  readonly stdout: Pick<NodeJS.WriteStream, 'write' | 'getColorDepth'> & {isTTY?: boolean};
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock?: PacerClock;
}

let asked: Promise<TerminalAnswers> | null = null;

/** The theme of this process's terminal, which is asked once what only it can tell. Before the screen is mounted. */
export async function terminalTheme(): Promise<Theme> {
  const {stdin, stdout, env} = process;
  // Raw mode has to wait for whoever remembers the modes of before.
  asked ??= terminalWatcher()
    .ready.then(() => askTerminal({stdin, stdout, env}))
    // A terminal that has gone is found out by who draws on it.
    .catch(() => noAnswers);
  return detectTheme(env, stdout, await asked);
}

/**
 * Asks a terminal for its background, and for the width of a glyph that is two cells wide in CJK terminals (it is written,
 * the cursor asked before and after, and erased). Resolves after 100 ms at most. Keys pressed meanwhile stay on the input;
 * answers never come out of it, however late they are.
 */
export async function askTerminal(terminal: AskedTerminal): Promise<TerminalAnswers> {
  const {stdin, stdout, env, clock = realClock} = terminal;
  if (stdin.isTTY !== true || stdout.isTTY !== true || !canBeAsked(env)) return noAnswers;
  const {background, ambiguousWidth} = openQuestions(env, stdout);
  if (!background && !ambiguousWidth) return noAnswers;
  const asksColour = background && knowsColourQueries(env['TERM'] ?? '');
  const positions = ambiguousWidth ? 2 : 1;
  const filter = new AnswerFilter();
  const wasRaw = stdin.isRaw;
  stdin.setRawMode(true);
  const answered = diverted(stdin, filter, clock, {positions, colour: asksColour});
  stdout.write(
    (asksColour ? askBackground : '') +
      (ambiguousWidth ? saveCursor + askPosition + ambiguousGlyph + askPosition + restoreCursorAndErase : askPosition),
  );
  // Reading begins, nothing is taken.
  stdin.read(0);
  await Promise.race([answered, new Promise<void>((resolve) => clock.after(patienceMs, resolve))]);
  // What came while the loop was busy is read before the timer is believed.
  await new Promise((resolve) => setImmediate(resolve));
  if (!wasRaw) stdin.setRawMode(false);
  // Whoever reads next holds on to it again.
  stdin.unref();
  return answersOf(filter, ambiguousWidth);
}

/** Puts the filter before whoever reads the input, until every answer has come. Resolves once the position has been told. */
function diverted(
  stdin: AskedTerminal['stdin'],
  filter: AnswerFilter,
  clock: PacerClock,
  wanted: {readonly positions: number; readonly colour: boolean},
): Promise<void> {
  const {promise, resolve} = Promise.withResolvers<void>();
  const pass = stdin.push.bind(stdin);
  let cancelHold: (() => void) | null = null;
  const passKeys = (keys: string): boolean => keys === '' || pass(Buffer.from(keys, 'latin1'));
  stdin.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
    cancelHold?.();
    cancelHold = null;
    if (chunk === null) {
      passKeys(filter.release());
      return pass(null, encoding);
    }
    const goesOn = passKeys(filter.take(chunk.toString('latin1')));
    const {columns, background} = filter.answers;
    const placed = columns.length >= wanted.positions;
    if (placed) resolve();
    if (placed && (!wanted.colour || background !== null)) {
      stdin.push = pass;
      return passKeys(filter.release()) && goesOn;
    }
    if (filter.holds !== '')
      cancelHold = clock.after(filter.holds === escape ? escapeMs : restMs, () => passKeys(filter.release()));
    return goesOn;
  };
  return promise;
}

function answersOf({answers: {background, columns}}: AnswerFilter, ambiguousWidth: boolean): TerminalAnswers {
  const [before, after] = columns;
  const width = before === undefined || after === undefined ? null : after - before;
  return {
    background: background === null ? null : background > 0.4 ? 'light' : 'dark',
    ambiguousIsWide: ambiguousWidth && (width === 1 || width === 2) ? width === 2 : null,
  };
}

/** Not where lines are written, nor of terminals that would show the question. */
function canBeAsked(env: AskedTerminal['env']): boolean {
  const term = env['TERM'] ?? '';
  return term !== '' && term !== 'dumb' && !env['CI'] && !env['ACCESSIBLE'];
}

/** The Linux console and the DEC terminals do not. */
function knowsColourQueries(term: string): boolean {
  return !/^(?:linux|vt\d|ansi|cons25|screen(?!\.xterm))/.test(term) || term.startsWith('screen-256');
}
