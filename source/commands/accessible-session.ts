import process from 'node:process';
import {realClock} from '../tui/app/commit-pacer.ts';
import {commandOf, ownCommandOf} from '../tui/app/key-table.ts';
import type {KeyPress} from '../tui/app/key-press.ts';
import {ScreenController, type ScreenExit} from '../tui/app/screen-controller.ts';
import type {SessionConnection} from '../tui/app/session-connection.ts';
import {stopProcess} from '../tui/app/stop-process.ts';
import {guardTerminal, type GuardedProcess, type TerminalGuard} from '../tui/app/terminal-guard.ts';
import {terminalWatcher} from '../tui/app/terminal-watcher.ts';
import type {Prompt, ScreenState} from '../tui/ui-state.ts';
import {pressesOf, pressName} from './accessible-keys.ts';
import {AccessibleReader} from './accessible-reader.ts';
import {AccessibleWriter} from './accessible-writer.ts';
import {sentence, spoken} from './accessible-words.ts';

export interface SpokenDeps {
  readonly connection: SessionConnection;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Tells the session to stop and finish on a signal; default: as `q s` does. */
  readonly onSignal?: () => void;
}

const greeting = [
  'perftui for a screen reader: one line per change, no redraw.',
  'i says all now, 1 to 8 each view, ? the keys, q quits.',
];

/** Every key is a key here: nothing is hidden, as on a screen that has room for all. */
const unlimited = {columns: 200, rows: 60};

/**
 * The session as lines for a screen reader, with the keys of the screen: until it is finished, or the operator does not
 * wait for that (`forced`). Draws nothing, moves no cursor, and gives the terminal back as it was.
 */
export async function startSpoken(deps: SpokenDeps): Promise<ScreenExit> {
  const {connection, stdin, stdout} = deps;
  // Raw mode has to wait for whoever remembers the modes of before.
  await terminalWatcher().ready;
  const left = Promise.withResolvers<ScreenExit>();
  const writer = new AccessibleWriter({write: (text) => stdout.write(text), columns: () => stdout.columns || 80});
  const stop = deps.onSignal ?? ((): void => connection.dispatch({kind: 'finish', how: 'stop', end: true}));
  const guard = guardSpoken(deps, () => controller.finish(stop));
  const controller = new ScreenController({
    connection,
    clock: realClock,
    columnSeconds: () => 1,
    output: {
      size: () => unlimited,
      write: () => true,
      get congested() {
        return stdout.writableNeedDrain;
      },
    },
    port: {
      clear: () => {},
      leave: (exit) => left.resolve(exit),
      fail: (error) => left.reject(error),
      suspend: () => suspend(stdin, guard),
    },
  });
  const reader = new AccessibleReader();
  const stopTelling = tell(controller, reader, writer);
  const onData = (data: Buffer): void => {
    for (const press of pressesOf(data.toString())) pressed({controller, reader, writer}, press);
  };
  for (const line of greeting) writer.line(line);
  stdin.setRawMode(true);
  guard.setReleased(false);
  stdin.on('data', onData);
  stdin.ref();
  stdin.resume();
  const unsubscribe = connection.subscribe(controller.receive);
  try {
    return await left.promise;
  } finally {
    unsubscribe();
    stopTelling();
    controller.dispose();
    stdin.off('data', onData);
    stdin.pause();
    stdin.unref();
    guard.restore();
    guard.dispose();
  }
}

/** Says each state as it is published. @returns how to stop */
function tell(controller: ScreenController, reader: AccessibleReader, writer: AccessibleWriter): () => void {
  return controller.store.shown.subscribe(({mirror, screen}) => {
    if (screen.prompt === null) writer.typing('', null);
    if (mirror !== null) for (const line of reader.read(mirror, screen)) writer.line(line);
    if (screen.prompt !== null) writer.typing(promptLabel(screen.prompt), screen.prompt.text);
  });
}

interface Told {
  readonly controller: ScreenController;
  readonly reader: AccessibleReader;
  readonly writer: AccessibleWriter;
}

function pressed({controller, reader, writer}: Told, press: KeyPress): void {
  const {screen} = controller.store.keys();
  const mirror = controller.store.latest();
  const isTyping = screen.prompt !== null;
  const command = isTyping ? null : (ownCommandOf(press, screen.view) ?? commandOf(press));
  const isAnswer = screen.overlay !== null || mirror?.view.question != null;
  if (!isTyping && (command !== null || isAnswer)) writer.key(pressName(press));
  // There is no picture to inspect: the key that would says where the run stands.
  const asksForAll = command?.id === 'inspect' || command?.id === 'repaint' || saysSameView(command?.id, screen);
  if (asksForAll && mirror !== null && screen.overlay === null) {
    writer.line(reader.summary(mirror));
    return;
  }
  controller.press(press);
  if (isTyping) tellRefusal(controller.store.keys().screen, press, writer);
}

/** What is wrong with a line that was entered and stays open, or how it may go on. */
function tellRefusal({prompt, hint}: ScreenState, press: KeyPress, writer: AccessibleWriter): void {
  const id = ownCommandOf(press, 'prompt')?.id;
  if (prompt === null || hint === null || (id !== 'submit' && id !== 'complete')) return;
  writer.line(sentence(spoken(hint.text)));
}

/** `1` on the first view. */
function saysSameView(id: string | undefined, screen: ScreenState): boolean {
  return id === 'view-drive' && screen.view === 'drive';
}

const promptWords: Readonly<Record<Prompt['kind'], string>> = {
  target: 'target',
  command: 'command',
  'snapshot-note': 'note of the snapshot',
  'mark-text': 'text of the mark',
  'preset-name': 'name of the profile',
  'snapshot-edit': 'name, then note',
  'snapshot-filter': 'filter',
  'endpoint-filter': 'filter',
  'event-filter': 'filter',
  'help-search': 'search the keys',
  'recording-name': 'name of the recording',
};

function promptLabel({kind}: Prompt): string {
  return `${spoken(promptWords[kind])}, Enter accepts, Escape cancels: `;
}

async function suspend(stdin: NodeJS.ReadStream, guard: TerminalGuard): Promise<void> {
  stdin.setRawMode(false);
  guard.setReleased(true);
  await stopProcess();
  stdin.setRawMode(true);
  guard.setReleased(false);
}

function guardSpoken({stdin, stdout}: SpokenDeps, onSignal: () => void): TerminalGuard {
  return guardTerminal({
    process: process as unknown as GuardedProcess,
    stdin,
    stdout,
    // No mode but the input's was changed.
    writeTerminal: () => {},
    writeError: (line) => process.stderr.write(`${line}\n`),
    onSignal,
    onHeld: (held) => terminalWatcher().setHeld(held ? 'modes' : null),
  });
}
