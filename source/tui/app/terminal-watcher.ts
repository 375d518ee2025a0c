import {spawn, type ChildProcess} from 'node:child_process';
import process from 'node:process';
import {leaveScreenSequence} from './leave-screen-sequence.ts';

/** What this process has changed of the terminal: all of it for a screen, or the input's modes alone; null: nothing. */
export type HeldTerminal = 'screen' | 'modes' | null;

/** Gives the terminal back where this process no longer can: after SIGKILL. */
export interface TerminalWatcher {
  /** Settles once it has seen the terminal as the shell left it; raw mode has to wait for that. Never rejects. */
  readonly ready: Promise<void>;
  readonly setHeld: (held: HeldTerminal) => void;
}

/**
 * What waits in a `sh` of its own session, out of reach of `^Z` and of the terminal's signals, until this process ends:
 * the pipe on fd 0 comes to its end. The last line it got says what was held then.
 *
 * fd 3 is the terminal with this process's non-blocking mode; a descriptor opened anew has none. The modes are set only
 * where they still are the screen's: a shell that was quicker has set its own, and has written its prompt on the screen
 * that was left then. One more row for a moment makes its line editor write it again.
 */
const script = `
name=$(tty <&3) && [ -w "$name" ] && exec 4<>"$name" || exec 4<&3
saved=$(stty -g <&4) || exit
echo
raw= held=null
while read -r line; do
  held=$line
  if [ "$held" != null ] && [ -z "$raw" ]; then raw=$(stty -g <&4); fi
done
[ "$held" = null ] && exit
if [ "$held" = screen ]; then printf %s "$1" >&4; fi
printf '%s\\r\\n' "$2" >&4
if [ "$(stty -g <&4)" = "$raw" ]; then
  stty "$saved" <&4
  exit
fi
rows=$(stty size <&4) && rows=\${rows% *} && [ "$rows" -gt 0 ] || exit
stty rows $((rows + 1)) <&4
sleep 0.1 || sleep 1
stty rows "$rows" <&4
`;

const killedText = 'perftui was killed: its load ended with it, the terminal is as it was';
const longestStartMs = 300;

let watcher: TerminalWatcher | null = null;

/** The one watcher of this process's terminal, started by the first call. */
export function terminalWatcher(): TerminalWatcher {
  watcher ??= startWatcher();
  return watcher;
}

const noWatcher: TerminalWatcher = {ready: Promise.resolve(), setHeld: () => {}};

/** Where there is no `sh` or no terminal nothing watches: `reset` is for that. */
function startWatcher(): TerminalWatcher {
  if (process.platform === 'win32' || !process.stdout.isTTY) return noWatcher;
  let child: ChildProcess;
  try {
    child = spawn('sh', ['-c', script, 'perftui-terminal', leaveScreenSequence, killedText], {
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore', process.stdout.fd],
      // The least a shell needs: it must not hold secrets of the environment.
      env: {PATH: process.env['PATH'] ?? '/usr/bin:/bin'},
    });
  } catch {
    return noWatcher;
  }
  const {stdin, stdout} = child;
  for (const part of [child, stdin, stdout]) part?.on('error', () => {});
  const started = new Promise<void>((resolve) => {
    stdout?.once('data', () => resolve());
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
    setTimeout(resolve, longestStartMs).unref();
  });
  const letGo = async (): Promise<void> => {
    await started;
    child.unref();
    for (const stream of [stdin, stdout]) (stream as Unrefable | null)?.unref?.();
  };
  return {
    ready: letGo(),
    setHeld: (held) => {
      if (stdin?.writable) stdin.write(`${held}\n`);
    },
  };
}

interface Unrefable {
  readonly unref?: () => void;
}
