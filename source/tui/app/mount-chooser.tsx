import process from 'node:process';
import {render, type Instance} from 'ink';
import {createStore} from 'zustand/vanilla';
import type {Chooser} from '../chooser/chooser.ts';
import type {Theme} from '../theme/theme.ts';
import {captureWrites} from './capture-writes.ts';
import {guardScreen} from './guard-screen.ts';
import {createLogRing} from './log-ring.ts';
import {RowsApp, type ShownRows} from './rows-app.tsx';
import {ScreenOutput} from './screen-output.ts';
import type {GuardedProcess} from './terminal-guard.ts';

export interface ChooserDeps {
  readonly theme: Theme;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** For tests. */
  readonly process?: GuardedProcess;
  readonly captured?: readonly NodeJS.WriteStream[];
}

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
  chooser.onChange((fromNothing) => {
    if (fromNothing) repaint();
    else shown.setState(({size}) => ({rows: chooser.draw(size, theme)}));
  });
  stdout.on('resize', repaint);
  try {
    // Ink does so only after its first frame: a key typed until then would be echoed into it.
    stdin.setRawMode(true);
    instance = render(
      <RowsApp shown={shown} onPress={(press) => chooser.press(press)} onPaste={(text) => chooser.paste(text)} />,
      {
        stdin,
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
    stdout.off('resize', repaint);
    chooser.onChange(() => {});
    chooser.dispose();
    guard.restore();
    guard.dispose();
    release();
  }
}
