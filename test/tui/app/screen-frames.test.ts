import {describe, expect, it} from 'vitest';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import type {DrawScreen} from '../../../source/tui/app/screen-app.tsx';
import type {ScreenExit} from '../../../source/tui/app/screen-controller.ts';
import {fakeConnection, type FakeConnection} from './fake-connection.ts';
import {fakeProcess, fakeTerminal, type FakeTerminal} from './fake-terminal.ts';
import {sampleUpdate, sampleView, type SampleOptions} from './sample-session.ts';

// As in production: the substitutes stand before Ink is imported.
const {installInkHooks} = await import('../../../source/tui/app/ink-hooks.ts');
const hooked = installInkHooks({});
const {mountScreen} = await import('../../../source/tui/app/mount-screen.tsx');
const {runScreen} = await import('../../../source/tui/app/run-screen.tsx');

const theme = createTheme({colour: 'truecolor', glyphs: 'full', background: 'dark'});
const idle: SampleOptions = {
  load: {activeVus: 0, commandedLevel: 0, targetLevel: 0},
  view: {totals: {...sampleView().totals, inFlight: 0}},
};

interface Running {
  readonly terminal: FakeTerminal;
  readonly connection: FakeConnection;
  readonly process: ReturnType<typeof fakeProcess>;
  readonly exit: Promise<ScreenExit>;
  /** The screen, once `text` is on it. */
  readonly shows: (text: string) => Promise<string[]>;
  readonly finish: () => Promise<ScreenExit>;
}

function start(
  columns: number,
  rows: number,
  draw?: DrawScreen,
  answer?: Parameters<typeof fakeConnection>[0],
): Running {
  const terminal = fakeTerminal(columns, rows);
  const connection = fakeConnection(answer);
  const process = fakeProcess();
  const deps = {connection, stdin: terminal.stdin, stdout: terminal.stdout, process, captured: []};
  const exit = draw === undefined ? runScreen({...deps, theme}) : mountScreen({...deps, draw, columnSeconds: () => 5});
  connection.send(sampleUpdate(0, 400));
  return {
    terminal,
    connection,
    process,
    exit,
    shows: async (text) => {
      await expect.poll(async () => (await terminal.rows()).join('\n'), {interval: 5, timeout: 5_000}).toContain(text);
      return terminal.rows();
    },
    finish: () => {
      connection.send(sampleUpdate(400, 401, {view: {finished: true}}));
      return exit;
    },
  };
}

/** The first row in which two terminals differ in any cell, as both show it; null when they are the same. */
async function firstDifference(one: FakeTerminal, other: FakeTerminal): Promise<readonly unknown[] | null> {
  const [cells, otherCells] = [await one.cells(), await other.cells()];
  const row = cells.findIndex((line, index) => line !== otherCells[index]);
  if (row === -1 && cells.length === otherCells.length) return null;
  return [row, (await one.rows())[row], (await other.rows())[row]];
}

const drawThenThrow: DrawScreen = (mirror, _screen, size) => {
  if ((mirror?.view.elapsedMs ?? 0) > 400_000) throw new TypeError('a plot broke');
  return Array.from({length: size.rows}, () => 'x'.repeat(size.columns));
};

describe('the screen in a terminal', () => {
  it('fills the alternate screen exactly, and leaves the terminal as it was', async () => {
    const {terminal, shows, finish} = start(120, 40);
    const rows = await shows('POST /api/login');
    expect(hooked).toBe(true);
    expect(terminal.isAlternate()).toBe(true);
    expect(rows[0]).toContain('checkout-peak');
    expect(rows.at(-1)).toContain('q quit');
    expect(await finish()).toBe('finished');
    await terminal.rows();
    expect(terminal.isAlternate()).toBe(false);
    expect(terminal.rawModes().at(-1)).toBe(false);
    expect(terminal.written()).toMatch(/\u001B\[\?25h[^\n]*$/);
    expect(terminal.written()).toContain('\u001B[?2004l');
  });

  it('draws keys at once and sends what they ask for', async () => {
    const {terminal, connection, shows, finish} = start(80, 24);
    await shows('TRAFFIC');
    terminal.type('?');
    await shows('EMERGENCY STOP');
    terminal.type('\u001B');
    await shows('TRAFFIC');
    terminal.type('++-');
    terminal.type('t200');
    await shows('248 to 200 VUs, down at once');
    terminal.type('\r');
    await expect.poll(() => connection.intents.length).toBe(4);
    expect(connection.intents).toEqual([
      {kind: 'step', steps: 1, repeat: false},
      {kind: 'step', steps: 1, repeat: false},
      {kind: 'step', steps: -1, repeat: false},
      {kind: 'target', model: 'closed', level: 200, overMs: null},
    ]);
    await finish();
  });

  it('takes no keys from a paste', async () => {
    const {terminal, connection, shows, finish} = start(80, 24);
    await shows('TRAFFIC');
    expect(terminal.written()).toContain('\u001B[?2004h');
    terminal.type('\u001B[200~+++WW\u001B[201~');
    await shows('pasted text is not taken as keys');
    expect(connection.intents).toEqual([]);
    await finish();
  });

  it.each([
    [200, 60],
    [60, 16],
    [40, 8],
    [10, 3],
    [79, 23],
    [120, 40],
  ])('redraws whole at %dx%d', async (columns, rows) => {
    const {terminal, connection, shows, finish} = start(100, 30);
    await shows('TRAFFIC');
    const fresh = start(columns, rows);
    await expect.poll(async () => (await fresh.terminal.rows()).join('').length).toBeGreaterThan(0);
    terminal.resize(columns, rows);
    // The frame after the next update too: incremental drawing must stand on the repainted screen.
    for (const running of [{connection, terminal}, fresh]) running.connection.send(sampleUpdate(400, 410));
    await expect.poll(() => firstDifference(terminal, fresh.terminal), {timeout: 5_000}).toBeNull();
    await fresh.finish();
    await finish();
  });

  it('survives a storm of sizes', async () => {
    const {terminal, shows, finish} = start(100, 30);
    for (let index = 0; index < 60; index++) terminal.resize(10 + ((index * 37) % 190), 3 + ((index * 11) % 57));
    terminal.resize(80, 24);
    const rows = await shows('TRAFFIC');
    expect(rows).toHaveLength(24);
    await finish();
  });

  it('freezes the picture while load goes on, and goes on itself', async () => {
    const {terminal, connection, shows, finish} = start(80, 24);
    await shows('00:06:40');
    terminal.type('f');
    await shows('FROZEN 00:06:40');
    connection.send(sampleUpdate(400, 460));
    const rows = await shows('00:07:40');
    expect(rows[0]).toContain('FROZEN 00:06:40');
    terminal.type('f');
    await expect.poll(async () => (await terminal.rows())[0]).not.toContain('FROZEN');
    await finish();
  });

  it('asks, and only y accepts', async () => {
    const {terminal, connection, shows, finish} = start(80, 24);
    await shows('TRAFFIC');
    const question = {text: '248 to 600 VUs is over the cap 400. Raise the cap and go?', untilMs: 500_000};
    connection.send(sampleUpdate(400, 401, {view: {question}}));
    await shows('Raise the cap and go?');
    terminal.type('y\r');
    await expect.poll(() => connection.intents.length).toBe(2);
    expect(connection.intents).toEqual([
      {kind: 'answer', yes: true},
      {kind: 'answer', yes: false},
    ]);
    await finish();
  });

  it('says No to a question that comes up behind a prompt', async () => {
    const {terminal, connection, shows, finish} = start(80, 24);
    await shows('TRAFFIC');
    terminal.type('M');
    await shows('mark>');
    connection.send(sampleUpdate(400, 401, {view: {question: {text: 'raise?', untilMs: 500_000}}}));
    expect(connection.intents).toEqual([{kind: 'answer', yes: false}]);
    await finish();
  });

  it('repaints after something else has written on it', async () => {
    const {terminal, shows, finish} = start(80, 24);
    await shows('TRAFFIC');
    const before = (await terminal.cells()).join('\n');
    terminal.stdout.write('\u001B[5;5Hnoise from elsewhere\u001B[20;1H\n\n\n\n\n\n');
    expect((await terminal.cells()).join('\n') === before).toBe(false);
    terminal.type('\u000C');
    await expect.poll(async () => (await terminal.cells()).join('\n') === before, {timeout: 5_000}).toBe(true);
    await finish();
  });

  it('makes one frame, the newest, of what came while the terminal took nothing', async () => {
    const {terminal, connection, shows, finish} = start(80, 24);
    await shows('00:06:40');
    terminal.stall();
    const before = terminal.written().length;
    for (let second = 401; second < 441; second++) connection.send(sampleUpdate(second, second + 1));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(terminal.written().length).toBe(before);
    terminal.drain();
    await shows('00:07:21');
    expect(terminal.written().slice(before)).not.toContain('00:07:20');
    await finish();
  });

  it('a drawing that throws ends with a restored terminal, a stopped load and one clear error', async () => {
    const {terminal, connection, exit, shows} = start(80, 24, drawThenThrow);
    await shows('xxx');
    connection.send(sampleUpdate(400, 402));
    await expect(exit).rejects.toMatchObject({
      name: 'PerftuiError',
      exitCode: 109,
      message: 'the screen failed: a plot broke',
    });
    await terminal.rows();
    expect(terminal.isAlternate()).toBe(false);
    expect(terminal.rawModes().at(-1)).toBe(false);
    expect(connection.intents).toContainEqual({kind: 'finish', how: 'stop', end: true});
  });

  it('a drawing that throws in its first frame too', async () => {
    const {exit} = start(80, 24, () => {
      throw new Error('no first frame');
    });
    await expect(exit).rejects.toThrow('the screen failed: no first frame');
  });

  it('leaves at once when the operator does not wait', async () => {
    const {terminal, connection, exit, shows} = start(80, 24);
    connection.send(sampleUpdate(400, 401, idle));
    await shows('TRAFFIC');
    terminal.type('q');
    await shows('stopping');
    terminal.type('q');
    expect(await exit).toBe('forced');
    expect(connection.intents).toEqual([{kind: 'finish', how: 'stop', end: true}]);
  });

  it('a signal stops the load and finishes', async () => {
    const {process, connection, shows, finish} = start(80, 24);
    await shows('TRAFFIC');
    process.emitter.emit('SIGTERM');
    expect(connection.intents).toEqual([{kind: 'finish', how: 'stop', end: true}]);
    expect(await finish()).toBe('finished');
    expect(process.emitter.eventNames()).toEqual([]);
  });

  it('is drawn before the session has said anything, and gone when that will never begin', async () => {
    const terminal = fakeTerminal(80, 24);
    const {promise: lost, resolve} = Promise.withResolvers<void>();
    const exit = runScreen({
      connection: fakeConnection(),
      theme,
      stdin: terminal.stdin,
      stdout: terminal.stdout,
      process: fakeProcess(),
      captured: [],
      lost,
    });
    await expect.poll(async () => (await terminal.rows())[0], {interval: 5, timeout: 5_000}).toContain('STARTING');
    resolve();
    expect(await exit).toBe('forced');
    await terminal.rows();
    expect(terminal.isAlternate()).toBe(false);
    expect(terminal.rawModes().at(-1)).toBe(false);
  });

  it('is over before it began when the session is finished already', async () => {
    const terminal = fakeTerminal(80, 24);
    const connection = fakeConnection();
    const finished = {
      ...connection,
      subscribe: (listener: Parameters<FakeConnection['subscribe']>[0]) => {
        listener(sampleUpdate(0, 1, {view: {finished: true}}));
        return () => {};
      },
    };
    const exit = await runScreen({
      connection: finished,
      theme,
      stdin: terminal.stdin,
      stdout: terminal.stdout,
      process: fakeProcess(),
      captured: [],
    });
    expect(exit).toBe('finished');
    expect(terminal.isAlternate()).toBe(false);
  });
});
