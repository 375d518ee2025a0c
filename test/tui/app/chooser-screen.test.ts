import {describe, expect, it} from 'vitest';
import {realClock} from '../../../source/tui/app/commit-pacer.ts';
import type {PickerChoice} from '../../../source/tui/chooser/picker-chooser.ts';
import {PickerChooser} from '../../../source/tui/chooser/picker-chooser.ts';
import {initialPicker} from '../../../source/tui/chooser/picker-model.ts';
import {FirstRunChooser, type FirstRunChoice} from '../../../source/tui/chooser/first-run-chooser.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {badChecks, entries, entryOf, goodChecks, nowMs, recordings} from '../fixtures/picker-entries.ts';
import {fakeProcess, fakeTerminal, type FakeTerminal} from './fake-terminal.ts';

const {installInkHooks} = await import('../../../source/tui/app/ink-hooks.ts');
installInkHooks({});
const {mountChooser} = await import('../../../source/tui/app/mount-chooser.tsx');

const theme = createTheme({colour: 'truecolor', glyphs: 'full', background: 'dark'});

interface Running<Choice> {
  readonly terminal: FakeTerminal;
  readonly process: ReturnType<typeof fakeProcess>;
  readonly choice: Promise<Choice | null>;
  readonly shows: (text: string) => Promise<string[]>;
}

function mount<Choice>(chooser: Parameters<typeof mountChooser<Choice>>[0]): Running<Choice> {
  const terminal = fakeTerminal(100, 30);
  const process = fakeProcess();
  const {stdin, stdout} = terminal;
  return {
    terminal,
    process,
    choice: mountChooser(chooser, {theme, stdin, stdout, process, captured: []}),
    shows: async (text) => {
      await expect.poll(async () => (await terminal.rows()).join('\n'), {interval: 5, timeout: 5000}).toContain(text);
      return terminal.rows();
    },
  };
}

function picker(checks = goodChecks): Running<PickerChoice> {
  return mount(
    new PickerChooser(initialPicker(entries), {
      version: '0.5.0',
      clock: realClock,
      nowMs: () => nowMs,
      check: async (_, tell) => tell(checks),
      validate: async ({file}) => [`${file}:3  executor  must be one of them`],
      recordings: async () => recordings,
      copy: async (_, name) => ({text: `saved as profiles/${name}.json`, entries: [...entries, entryOf(name, {})]}),
      remove: async ({name}) => ({text: `${name} cannot be deleted`, entries: null}),
    }),
  );
}

describe('a chooser in a terminal', () => {
  it('fills the alternate screen, gives back what was chosen, and the terminal as it was', async () => {
    const {terminal, shows, choice} = picker();
    await shows('localhost:8080 takes connections');
    expect(terminal.isAlternate()).toBe(true);
    terminal.type('j');
    await shows('PREVIEW  checkout-smoke');
    await shows('✓ set: TOKEN');
    terminal.type('\r');
    expect(await choice).toMatchObject({kind: 'start', entry: {name: 'checkout-smoke'}});
    expect(terminal.isAlternate()).toBe(false);
    expect(terminal.rawModes().at(-1)).toBe(false);
    expect(terminal.written()).toContain('\u001B[?25h');
  });

  it('writes nothing to a terminal that takes nothing, then the newest alone', async () => {
    const {terminal, shows, choice} = picker();
    await shows('localhost:8080 takes connections');
    terminal.type('/');
    await shows('filter');
    // Ink may still owe a frame.
    let before = Number.NaN;
    await expect
      .poll(async () => {
        before = terminal.written().length;
        await new Promise((resolve) => setTimeout(resolve, 100));
        return terminal.written().length === before;
      })
      .toBe(true);
    terminal.stall();
    for (const letter of 'smoke\r') {
      terminal.type(letter);
      // Longer than a frame takes.
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    expect(terminal.written()).toHaveLength(before);
    terminal.drain();
    await shows('PREVIEW  checkout-smoke');
    terminal.type('q');
    expect((await choice)?.kind).toBe('leave');
  });

  it('shows what v finds, and stays when a check has failed', async () => {
    const {terminal, shows, choice} = picker(badChecks);
    await shows('✗ not set in the environment: TOKEN');
    terminal.type('v');
    await shows('profiles/checkout-peak.json:3  executor');
    terminal.type('\u001B');
    await expect.poll(async () => (await terminal.rows()).join('')).not.toContain('PROBLEMS');
    terminal.type('\r');
    await shows('not started: not set in the environment: TOKEN');
    terminal.type('q');
    expect((await choice)?.kind).toBe('leave');
  });

  it('lists recorded runs once they have been read, and a copy once it is written', async () => {
    const {terminal, shows, choice} = picker();
    await shows('CHECKS BEFORE START');
    terminal.type('\t\t');
    await shows('2026-11-20-070000');
    await shows('operator');
    terminal.type('\t');
    await shows('PREVIEW  checkout-peak');
    terminal.type('O');
    await shows('COPY OF');
    terminal.type('\r');
    await shows('saved as profiles/checkout-peak-2.json');
    await shows('PREVIEW  checkout-peak-2');
    terminal.type('D');
    await shows('deleted for good');
    terminal.type('y');
    await shows('cannot be deleted');
    terminal.type('\t\t\r');
    expect(await choice).toMatchObject({kind: 'open', entry: recordings[0]});
  });

  it('follows the window, and ^L draws it anew', async () => {
    const {terminal, shows, choice} = picker();
    await shows('CHECKS BEFORE START');
    terminal.resize(40, 8);
    await shows('Enter start');
    expect((await terminal.rows()).join('')).not.toContain('PREVIEW');
    terminal.resize(120, 40);
    await shows('HOW TO START');
    terminal.type('\u000C');
    await shows('HOW TO START');
    terminal.type('q');
    expect((await choice)?.kind).toBe('leave');
  });

  it.each(['SIGTERM', 'SIGHUP'])('%s leaves it without a choice, the terminal restored', async (signal) => {
    const {terminal, process, shows, choice} = picker();
    await shows('CHECKS BEFORE START');
    process.emitter.emit(signal);
    expect(await choice).toBeNull();
    expect(terminal.isAlternate()).toBe(false);
    expect(process.emitter.eventNames()).toEqual([]);
  });

  it('the first screen hands over what was typed', async () => {
    const looked: string[] = [];
    const {terminal, shows, choice} = mount<FirstRunChoice>(
      new FirstRunChooser({
        version: '0.5.0',
        problemOf: () => null,
        look: async (target) => {
          looked.push(target);
          return {outcome: 'ok', text: '', brief: 'takes connections: 1ms'};
        },
      }),
    );
    await shows('NO SERVER TO HAND?');
    terminal.type('http://localhost:9\t');
    await shows('takes connections: 1ms');
    terminal.type('?x=1');
    await shows('GET /?x=1');
    terminal.type('\r');
    const texts = {target: 'http://localhost:9', requests: 'GET /?x=1', limits: '', ceiling: '50'};
    expect(await choice).toEqual({kind: 'drive', texts});
    expect(new Set(looked)).toEqual(new Set(['http://localhost:9']));
  });
});
