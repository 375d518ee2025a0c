import {Readable} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {AnswerFilter} from '../../source/commands/answer-filter.ts';
import {askTerminal} from '../../source/commands/ask-terminal.ts';
import {applyLookFlags} from '../../source/commands/look-flags.ts';
import {noAnswers} from '../../source/tui/theme/detect-theme.ts';

const white = '\u001B]11;rgb:ffff/ffff/ffff\u001B\\';
const black = '\u001B]11;rgb:00/00/00\u0007';
const narrow = '\u001B[7;3R\u001B[7;4R';
const wide = '\u001B[7;3R\u001B[7;5R';

/** A terminal that types `answer` when it is asked; its clock stands until `pass`. */
function terminal(answer: string, env: Record<string, string | undefined> = {TERM: 'xterm-256color', LANG: 'C.UTF-8'}) {
  const timers = new Set<() => void>();
  let isRaw = false;
  let written = '';
  const stdin = Object.assign(new Readable({read() {}}), {
    isTTY: true,
    get isRaw() {
      return isRaw;
    },
    setRawMode(raw: boolean) {
      isRaw = raw;
      return stdin;
    },
    unref: () => stdin,
  });
  const stdout = {
    isTTY: true,
    getColorDepth: () => 8,
    write: (text: string) => {
      written += text;
      if (answer !== '') stdin.push(Buffer.from(answer));
      return true;
    },
  };
  const clock = {
    nowMs: () => 0,
    after: (_: number, action: () => void) => {
      timers.add(action);
      return () => timers.delete(action);
    },
  };
  return {
    place: {stdin, stdout, env, clock} as unknown as Parameters<typeof askTerminal>[0],
    keys: () => String(stdin.read() ?? ''),
    type: (text: string) => stdin.push(Buffer.from(text)),
    pass: () => {
      for (const action of timers) action();
      timers.clear();
    },
    raw: () => isRaw,
    written: () => written,
  };
}

describe('a terminal is asked', () => {
  test.for<[string, object]>([
    [white + narrow, {background: 'light', ambiguousIsWide: false}],
    [black + wide, {background: 'dark', ambiguousIsWide: true}],
    [wide, {background: null, ambiguousIsWide: true}],
    // It stood in the last column.
    ['\u001B[7;80R\u001B[7;80R', {background: null, ambiguousIsWide: null}],
  ])('%j tells %j', async ([answer, told]) => {
    const asked = terminal(answer);
    expect(await askTerminal(asked.place)).toEqual(told);
    expect(asked.keys()).toBe('');
    expect(asked.raw()).toBe(false);
  });

  test('one that is silent is not waited for; its late answer is no key, and keys are none the less', async () => {
    const asked = terminal('');
    const answers = askTerminal(asked.place);
    asked.type('a');
    asked.pass();
    expect(await answers).toEqual(noAnswers);
    asked.type(`b${white.slice(0, 9)}`);
    asked.type(`${white.slice(9)}c\u001B[7;3`);
    asked.type('R\u001B[7;4Rd');
    asked.type('\u001B[A');
    expect(asked.keys()).toBe('abcd\u001B[A');
  });

  test('an Escape that nothing follows is a key', async () => {
    const asked = terminal('');
    const answers = askTerminal(asked.place);
    asked.pass();
    await answers;
    asked.type('\u001B');
    expect(asked.keys()).toBe('');
    asked.pass();
    expect(asked.keys()).toBe('\u001B');
  });

  test.for([
    {TERM: 'dumb'},
    {TERM: 'xterm', CI: '1'},
    {TERM: 'xterm', ACCESSIBLE: '1'},
    {TERM: 'xterm', NO_COLOR: '1', PERFTUI_GLYPHS: 'full'},
    {TERM: 'xterm', PERFTUI_THEME: 'dark', PERFTUI_GLYPHS: 'blocks'},
  ])('not with %j', async (env) => {
    const asked = terminal(white + narrow, env);
    expect(await askTerminal(asked.place)).toEqual(noAnswers);
    expect(asked.written()).toBe('');
  });

  test('for no colour where the question would be shown', async () => {
    for (const TERM of ['linux', 'vt100', 'screen']) {
      const asked = terminal(narrow, {TERM, LANG: 'C.UTF-8'});
      // oxlint-disable-next-line no-await-in-loop -- one terminal after the other
      await askTerminal(asked.place);
      expect(asked.written()).not.toContain(']11;');
    }
  });
});

test('answers are found wherever a read ends', () => {
  const all = `x${white}y${wide}z`;
  for (let cut = 0; cut <= all.length; cut++) {
    const filter = new AnswerFilter();
    const keys = filter.take(all.slice(0, cut)) + filter.take(all.slice(cut)) + filter.release();
    expect(keys).toBe('xyz');
    expect(filter.answers).toEqual({background: 1, columns: [3, 5]});
  }
});

describe('flags of the look', () => {
  test('come before the environment', () => {
    const env: NodeJS.ProcessEnv = {PERFTUI_THEME: 'dark'};
    applyLookFlags({theme: 'high-contrast', glyphs: 'narrow', screenReader: true}, env);
    expect(env).toEqual({PERFTUI_THEME: 'high-contrast', PERFTUI_GLYPHS: 'narrow', ACCESSIBLE: '1'});
    applyLookFlags({}, env);
    expect(env['PERFTUI_THEME']).toBe('high-contrast');
  });

  test.for([{theme: 'blue'}, {glyphs: 'fancy'}, {screenReader: true, headless: true}])('%j is refused', (raw) => {
    expect(() => applyLookFlags(raw, {})).toThrow(/theme|glyphs|screen-reader/);
  });
});
