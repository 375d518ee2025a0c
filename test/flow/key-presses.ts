import type {KeyScope} from '../../source/tui/app/key-table.ts';

/** A key as a terminal sends it. */
export function bytesOf(press: string): string {
  const known = named[press];
  if (known !== undefined) return known;
  if (press.startsWith('ctrl+')) return String.fromCharCode(press.codePointAt(5)! - 96);
  return press;
}

const named: Readonly<Record<string, string>> = {
  enter: '\r',
  escape: '\u001B',
  tab: '\t',
  'shift+tab': '\u001B[Z',
  up: '\u001B[A',
  down: '\u001B[B',
  right: '\u001B[C',
  left: '\u001B[D',
  home: '\u001B[H',
  end: '\u001B[F',
  pageup: '\u001B[5~',
  pagedown: '\u001B[6~',
  backspace: '\u007F',
  delete: '\u001B[3~',
};

/** A key, and what must be on the screen once it has been taken. */
export interface KeyPressed {
  readonly scope: KeyScope | 'session' | null;
  readonly press: string;
  readonly sees: (screen: string, before: string) => boolean;
}

/** The same for keys that only lead from one step to the next. */
export function steps(
  scope: KeyPressed['scope'],
  ...pressed: readonly (readonly [string, KeyPressed['sees'] | string | RegExp])[]
): readonly KeyPressed[] {
  return pressed.map(([press, sees]) => ({
    scope,
    press,
    sees:
      typeof sees === 'function'
        ? sees
        : (screen) => (typeof sees === 'string' ? screen.includes(sees) : sees.test(screen)),
  }));
}

/** Where the load is going: `6 ▸ 15 VUs`, `15 VUs`. */
export function target(screen: string): number {
  return Number(
    /(\d+) VUs {2,}(?:eta|steady)|(?:▸ )(\d+) VUs/
      .exec(screen.split('\n').slice(2, 12).join('\n'))
      ?.slice(1)
      .find(Boolean) ??
      /(\d+) VUs/.exec(screen)?.[1] ??
      Number.NaN,
  );
}

export const rises: KeyPressed['sees'] = (screen, before) => target(screen) > target(before);
export const falls: KeyPressed['sees'] = (screen, before) => target(screen) < target(before);

/** Between header and message line: with the picture frozen only a key changes it. */
export const bodyChanges: KeyPressed['sees'] = (screen, before) => bodyOf(screen) !== bodyOf(before);

function bodyOf(screen: string): string {
  return screen.split('\n').slice(1, -2).join('\n');
}

/** The line that tells the figures at the inspect cursor. */
export const cursorMoves: KeyPressed['sees'] = (screen, before) => {
  const told = screen.split('\n').at(-2) ?? '';
  return told.startsWith(' ▸ ') && told !== before.split('\n').at(-2);
};
