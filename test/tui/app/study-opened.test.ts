import {expect, test} from 'vitest';
import type {SessionView} from '../../../source/session/view.ts';
import {ScreenController} from '../../../source/tui/app/screen-controller.ts';
import {studies} from '../fixtures/search-runs.ts';
import {fakeConnection} from './fake-connection.ts';
import {sampleUpdate} from './sample-session.ts';

/** The view that is shown after these updates and keys. */
function shownAfter(...steps: readonly (Partial<SessionView> | string)[]): string {
  const connection = fakeConnection();
  const controller = new ScreenController({
    connection,
    output: {size: () => ({columns: 120, rows: 40}), congested: false, write: () => true},
    clock: {nowMs: () => 0, after: () => () => {}},
    port: {clear: () => {}, leave: () => {}, fail: () => {}, suspend: () => Promise.resolve()},
    columnSeconds: () => 5,
  });
  connection.subscribe(controller.receive);
  for (const step of steps) {
    if (typeof step === 'string') controller.press(step);
    else connection.send(sampleUpdate(0, 1, {view: step}));
  }
  return controller.store.keys().screen.view;
}

const searched = {study: studies.climb};

test('a run that was begun to answer a question opens with that', () => {
  expect(shownAfter({}, searched)).toBe('study');
  expect(shownAfter({}, searched, {study: studies.bisect})).toBe('study');
});

test('but not over what the operator looks at, nor a second time', () => {
  expect(shownAfter({}, '5', searched)).toBe('host');
  expect(shownAfter({}, '+', searched)).toBe('drive');
  expect(shownAfter({}, searched, '1', {study: studies.bisect})).toBe('drive');
});

test('a recording opens as recordings do', () => {
  const playback = {file: 'a.jsonl', kind: 'drive', atMs: 5000, endMs: 60_000, playing: false} as const;
  expect(shownAfter({...searched, playback})).toBe('drive');
});
