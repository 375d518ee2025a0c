import process from 'node:process';
import {render, type Instance} from 'ink';
import {createStore} from 'zustand/vanilla';
import type {Chooser} from '../chooser/chooser.ts';
import type {Theme} from '../theme/theme.ts';
import {captureWrites} from './capture-writes.ts';
import {createCommitPacer, realClock} from './commit-pacer.ts';
import {guardScreen} from './guard-screen.ts';
import {KeyInput} from './key-input.ts';
import {createLogRing} from './log-ring.ts';
import {RowsApp, type ShownRows} from './rows-app.tsx';
import {ScreenOutput} from './screen-output.ts';
import type {GuardedProcess} from './terminal-guard.ts';
import type {TerminalWatcher} from './terminal-watcher.ts';
import {watchSize} from './watch-size.ts';

export interface ChooserDeps {
  readonly theme: Theme;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Gives the terminal back after SIGKILL; default: nothing does. */
  readonly watcher?: TerminalWatcher;
  /** For tests. */
  readonly process?: GuardedProcess;
  readonly captured?: readonly NodeJS.WriteStream[];
}

const whenCongestedMs = 50;
const eraseAll = '\u001B[2J\u001B[H';

/**
 * Shows a chooser on the alternate screen until something has been chosen, and leaves the terminal as it was.
 * @returns what was chosen; null: a signal came, or the terminal went away
 */
export async function mountChooser<Choice>(chooser: Chooser<Choice>, deps: ChooserDeps): Promise<Choice | null> {
  const {stdin, stdout, theme} = deps;
  const output = new ScreenOutput(stdout);
  const signalled = Promise.withResolvers<null>();
  const guard = guardScreen(deps, output, () => signalled.resolve(null));
  const release = captureWrites(deps.captured ?? [process.stdout, process.stderr], createLogRing(50));
  const size = output.size();
  const shown = createStore<ShownRows>(() => ({rows: chooser.draw(size, theme), size, paint: 0}));
  let instance: Instance | null = null;
  const repaint = (): void => {
    instance?.clear();
    output.write(eraseAll);
    const size = output.size();
    shown.setState(({paint}) => ({rows: chooser.draw(size, theme), size, paint: paint + 1}));
  };
  const draw = (): void => shown.setState(({size}) => ({rows: chooser.draw(size, theme)}));
  // Keys are drawn at once, but never more of them than the terminal takes.
  const pacer = createCommitPacer({
    clock: realClock,
    intervalMs: whenCongestedMs,
    canDraw: () => !output.congested,
    commit: draw,
  });
  chooser.onChange((fromNothing) => {
    if (!fromNothing && output.congested) {
      pacer.request();
      return;
    }
    pacer.committed();
    if (fromNothing) repaint();
    else draw();
  });
  const unwatch = watchSize(stdout, deps.process ?? process, repaint);
  try {
    // Ink does so only after its first frame: a key typed until then would be echoed into it.
    stdin.setRawMode(true);
    guard.setReleased(false);
    instance = render(
      <RowsApp shown={shown} onPress={(press) => chooser.press(press)} onPaste={(text) => chooser.paste(text)} />,
      {
        stdin: new KeyInput(stdin, () => {}) as unknown as NodeJS.ReadStream,
        stdout: output as unknown as NodeJS.WriteStream,
        alternateScreen: true,
        incrementalRendering: true,
        interactive: true,
        exitOnCtrlC: false,
        patchConsole: false,
        maxFps: 60,
        isScreenReaderEnabled: false,
      },
    );
    const drawn = instance.waitUntilExit();
    // A drawing that throws ends Ink by itself.
    const choice = await Promise.race([chooser.chosen, signalled.promise, drawn.then(() => null)]);
    instance.unmount();
    await drawn;
    guard.setReleased(true);
    return choice;
  } finally {
    unwatch();
    chooser.onChange(() => {});
    pacer.stop();
    chooser.dispose();
    await output.flushed();
    guard.restore();
    output.close();
    guard.dispose();
    release();
  }
}
