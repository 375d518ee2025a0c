import {expect, test} from 'vitest';
import {driveInTerminal, type DrivenTerminal} from './pty-terminal.ts';
import {startTarget} from './target-server.ts';

const enter = '\r';
/** A line behind the run clock, the rest of one, a key, what is typed, or words without a clock (dialogs, views). */
const shapes = /^(?:\d\d:\d\d:\d\d \S.*[.?!:]| {9}\S.*|> \S+|.*, Enter accepts, Escape cancels: .*|\S.*)$/;

/** What was said so far, as it was written: a line that was wrapped is one again. */
function said(driven: DrivenTerminal): string {
  return driven.written().replaceAll('\r', '').replaceAll('\n         ', ' ');
}

test('a whole drive is said in lines, with keys and without a control code', {timeout: 90_000}, async () => {
  await using target = await startTarget((_, response) => setTimeout(() => response.end('ok'), 100));
  const args = [`${target.origin}/`, '-u', '20', '--screen-reader', '--threshold', 'http_req_duration: p(95)<5000'];
  await using driven = driveInTerminal(args, {columns: 80, rows: 50});
  const hears = async (words: RegExp): Promise<unknown> => driven.until(() => words.test(said(driven)));
  await hears(/load 20\. p95 \d+ milliseconds.* percent of limit/);
  driven.press('i');
  await hears(/> i\n\S+ summary\. Holding, 20 of 20 virtual users\. .* requests per second, .* 1 of 1 limits pass\./);
  driven.press('-');
  await hears(/> -\n[^]*target \d+ virtual users, was 20/);
  driven.press(`t100/0s${enter}`);
  await hears(/target, Enter accepts, Escape cancels: 100\/0s/);
  await hears(/question\. .*y is yes, any other answer is no\./);
  driven.press('y');
  await hears(/> y\n[^]*target 100 virtual users, was \d+/);
  driven.press(':bogus');
  await hears(/Escape cancels: bogus$/);
  driven.press(enter);
  await hears(/bogus\nno such command\./);
  driven.press('\u001B');
  driven.press('2');
  await hears(/> 2\n\S+ endpoints, 1\.\nGET \/: /);
  driven.press('7');
  await hears(/> 7\n\S+ events, the last \d+/);
  driven.press('?');
  await hears(/> \?\n.*: load up one step/);
  driven.press('\u001B');
  driven.press('X');
  await hears(/> X\n[^]*(?:stop|STOP)/);
  driven.press('q');
  expect(await driven.exited).toBe(0);
  const written = driven.written();
  expect(written).not.toMatch(/[\u0000-\u0009\u000B\u000C\u000E-\u001F\u007F]/);
  expect(written).not.toMatch(/[─│┌▁█⣿▸]/);
  const spoken = written.slice(0, written.lastIndexOf('> q')).replaceAll('\r', '').trimEnd().split('\n');
  expect(spoken.filter((line) => !shapes.test(line))).toEqual([]);
  expect(spoken.filter((line) => line.length > 80)).toEqual([]);
  expect(written).toMatch(/requests +\d/);
});

test.each([{ACCESSIBLE: '1'}, {INK_SCREEN_READER: 'true'}, {ACCESSIBLE: '1', TERM: 'dumb'}])(
  '%j asks for it too; ^C stops, then leaves',
  {timeout: 60_000},
  async (env) => {
    await using target = await startTarget();
    await using driven = driveInTerminal([`${target.origin}/`, '-u', '2'], {columns: 80, rows: 24}, env);
    await driven.until(() => said(driven).includes('load 2.'));
    driven.press('\u0003');
    await driven.until(() => /stopped, load 0|emergency|STOP/i.test(said(driven)));
    driven.press('\u0003');
    expect(await driven.exited).toBe(0);
    expect(driven.written()).not.toContain('\u001B');
  },
);

test('a bare perftui asks in plain lines what is to be driven', {timeout: 60_000}, async () => {
  await using target = await startTarget();
  await using driven = driveInTerminal([], {columns: 80, rows: 24}, {ACCESSIBLE: '1'});
  await driven.until(() => /\n1: \S.*\.\n/.test(said(driven)) && said(driven).endsWith('empty leaves: '));
  driven.press(`${target.origin}${enter}`);
  await driven.until(() => said(driven).endsWith('Request, empty is GET /: '));
  driven.press(enter);
  await driven.until(() => said(driven).endsWith('empty is none: '));
  driven.press(`p95 < 5s${enter}`);
  await driven.until(() => /load 1\..* percent of limit/.test(said(driven)));
  driven.press('\u0003');
  await driven.until(() => /stopped, load 0|emergency|STOP/i.test(said(driven)));
  driven.press('q');
  expect(await driven.exited).toBe(0);
  expect(driven.written()).not.toContain('\u001B');
});
