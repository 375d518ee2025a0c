import {describe, expect, it} from 'vitest';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {fakeConnection} from './fake-connection.ts';
import {fakeProcess, fakeTerminal} from './fake-terminal.ts';
import {drawManyFrames} from './many-frames.ts';
import {sampleUpdate} from './sample-session.ts';

// As in production: the substitutes stand before Ink is imported.
const {installInkHooks} = await import('../../../source/tui/app/ink-hooks.ts');
installInkHooks({});
const {runScreen} = await import('../../../source/tui/app/run-screen.tsx');

const theme = createTheme({colour: 'truecolor', glyphs: 'full', background: 'dark'});

/** A screen of 120x40 that has drawn its first data. */
async function shownScreen() {
  const terminal = fakeTerminal(120, 40);
  const connection = fakeConnection();
  const {stdin, stdout} = terminal;
  const exit = runScreen({connection, theme, stdin, stdout, process: fakeProcess(), captured: []});
  connection.send(sampleUpdate(0, 400));
  await expect.poll(async () => (await terminal.rows()).join('\n')).toContain('POST /api/login');
  return {terminal, connection, exit};
}

describe('what the screen costs', () => {
  it('nothing changed, nothing is written', async () => {
    const terminal = fakeTerminal(120, 40);
    const connection = fakeConnection();
    const {stdin, stdout} = terminal;
    const exit = runScreen({connection, theme, stdin, stdout, process: fakeProcess(), captured: []});
    const update = sampleUpdate(0, 400);
    connection.send(update);
    await expect.poll(async () => (await terminal.rows()).join('\n')).toContain('POST /api/login');
    const before = terminal.written().length;
    for (let index = 0; index < 5; index++) {
      connection.send({...structuredClone(update), whole: true});
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(terminal.written().length).toBe(before);
    connection.send(sampleUpdate(400, 401, {view: {finished: true}}));
    await exit;
  });

  it('frozen, only the first row goes on', async () => {
    const {terminal, connection, exit} = await shownScreen();
    terminal.type('f');
    await expect.poll(async () => (await terminal.rows())[0]).toContain('FROZEN');
    const before = terminal.written().length;
    for (let second = 400; second < 405; second++) {
      connection.send(sampleUpdate(second, second + 1));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const text = terminal.written().slice(before);
    const frames = text.split('\u001B[?2026h').slice(1);
    expect(frames.length).toBeLessThanOrEqual(5);
    // Rows that stay are skipped over: text stands before the first of these only.
    for (const frame of frames)
      expect(frame.slice(frame.indexOf('\u001B[E')).replaceAll('\u001B[E', '')).toBe('\u001B[?2026l');
    connection.send(sampleUpdate(400, 406, {view: {finished: true}}));
    await exit;
  });

  it('keys and sizes write nothing while the terminal takes nothing, and are drawn as they stand when it does', async () => {
    const {terminal, connection, exit} = await shownScreen();
    terminal.stall();
    const before = terminal.written().length;
    terminal.type('t200');
    terminal.resize(80, 24);
    terminal.type('\r');
    await expect.poll(() => connection.intents.length).toBe(1);
    terminal.type('?');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(terminal.written().length).toBe(before);
    terminal.drain();
    await expect.poll(async () => (await terminal.rows()).join('\n')).toContain('EMERGENCY STOP');
    expect(connection.intents).toMatchObject([{kind: 'target', level: 200}]);
    connection.send(sampleUpdate(400, 401, {view: {finished: true}}));
    await exit;
  });

  it('the heap is flat over frames of all seven views', async () => {
    // Three rounds; after the first all that is ever kept is there.
    const {frames, heapGrowthBytes} = await drawManyFrames({runScreen, theme}, 420, 140);
    expect(frames).toBeGreaterThan(210);
    expect(heapGrowthBytes).toBeLessThan(4e6);
  });
});
