import {describe, expect, test} from 'vitest';
import {initialKeyState, type KeyState} from '../../../source/tui/app/key-outcome.ts';
import {aWorker} from '../fixtures/host-run.ts';
import {at, press, tinyWindow, withScreen} from './press-keys.ts';

const workerRows = Array.from({length: 30}, (_, worker) => aWorker(worker));
const context = at({view: {workerRows}});
const onHost: KeyState = withScreen({view: 'host'}, initialKeyState);

function firstAfter(keys: readonly string[], from = onHost, where = context): number {
  return press(keys, where, from).state.screen.host.scroll;
}

describe('the workers of view 5 scroll', () => {
  test('5 opens it from anywhere, and its keys leave the load alone', () => {
    const {state, intents} = press(['5', 'j', 'k', 'G', 'g'], context);
    expect(state.screen.view).toBe('host');
    expect(intents).toEqual([]);
  });

  test('j and k move by one, page keys by ten, g and G to the ends', () => {
    expect(firstAfter(['j', 'j', 'k'])).toBe(1);
    expect(firstAfter(['down', 'pagedown'])).toBe(11);
    expect(firstAfter(['pagedown', 'pageup'])).toBe(0);
    expect(firstAfter(['G', 'g'])).toBe(0);
  });

  test('the last ones fill the table: a key held at the end does not have to be undone', () => {
    const end = firstAfter(['G']);
    expect(end).toBeGreaterThan(10);
    expect(end).toBeLessThan(30);
    expect(firstAfter(['G', 'j', 'j', 'j'])).toBe(end);
    expect(firstAfter(['G', 'j', 'j', 'j', 'k'])).toBe(end - 1);
  });

  test('nothing moves where all fit, where there are none, and in a window too small for the view', () => {
    expect(firstAfter(['j', 'G'], onHost, at({view: {workerRows: [aWorker(0)]}}))).toBe(0);
    expect(firstAfter(['j', 'G'], onHost, at({view: {workerRows: []}}))).toBe(0);
    expect(firstAfter(['j'], onHost, at({view: {workerRows}}, tinyWindow))).toBe(0);
  });

  test('a table that has become shorter scrolls from what is shown', () => {
    const far = withScreen({view: 'host', host: {scroll: 99}}, initialKeyState);
    expect(firstAfter(['k'], far)).toBe(firstAfter(['G', 'k']));
  });
});
