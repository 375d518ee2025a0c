import {describe, expect, test} from 'vitest';
import type {Intent} from '../../../source/session/intent.ts';
import {handleMouse} from '../../../source/tui/app/handle-mouse.ts';
import {initialKeyState, type KeyContext, type KeyState} from '../../../source/tui/app/key-outcome.ts';
import {barKeys} from '../../../source/tui/panels/key-bars.ts';
import {studies} from '../fixtures/search-runs.ts';
import {at, largeWindow, press, tinyWindow, withScreen} from './press-keys.ts';
import type {ScreenSize} from '../../../source/tui/ui-state.ts';

const onStudy: KeyState = withScreen({view: 'study'}, initialKeyState);
const small = {columns: 80, rows: 24};

function during(name: keyof typeof studies, size: ScreenSize = largeWindow): KeyContext {
  const mode = studies[name].state === 'running' ? 'search' : 'manual';
  return at({view: {study: studies[name]}, load: {mode}}, size);
}

const typed = (line: string): readonly string[] => [':', ...Array.from(line), 'enter'];

function scrollAfter(keys: readonly string[], context: KeyContext, from = onStudy): number {
  return press(keys, context, from).state.screen.study.scroll;
}

describe('view 8', () => {
  test('is there once something is asked of the target, in the cycle of views too', () => {
    const context = during('climb');
    expect(press(['8'], context).state.screen.view).toBe('study');
    expect(press(['shift+tab'], context).state.screen.view).toBe('study');
    expect(press(typed('view study'), context).state.screen.view).toBe('study');
    expect(press(['7', 'tab', 'tab'], context).state.screen.view).toBe('drive');
    expect(press(['escape'], context, onStudy).state.screen.view).toBe('drive');
  });

  test('without that says how it is begun', () => {
    for (const keys of [['8'], typed('view study')]) {
      const {state, intents} = press(keys, at());
      expect([state.screen.view, intents]).toEqual(['drive', []]);
      expect(state.screen.hint?.text).toBe('no study: :capacity p(95)<250 looks for the highest load that holds');
    }
    expect(press(['shift+tab'], at()).state.screen.view).toBe('events');
  });

  test('is there of a recording from the moment on at which something was known', () => {
    const playback = {file: 'a.jsonl', kind: 'drive', atMs: 5000, endMs: 60_000, playing: false} as const;
    const before = press(['8'], at({view: {playback}}));
    expect([before.state.screen.view, before.state.screen.hint?.text]).toEqual([
      'drive',
      'no study by this moment of the recording',
    ]);
    expect(press(['8'], at({view: {playback, study: studies.found}})).state.screen.view).toBe('study');
    const wentBack = (key: string): string => press([key], at({view: {playback}}), onStudy).state.screen.view;
    expect([wentBack('tab'), wentBack('shift+tab')]).toEqual(['drive', 'events']);
  });

  test('its trials scroll to the last one and no farther, and its keys leave the load alone', () => {
    const context = during('found', small);
    const end = scrollAfter(['G'], context);
    expect(end).toBeGreaterThan(3);
    expect(scrollAfter(['j', 'j', 'k'], context)).toBe(1);
    expect(scrollAfter(['G', 'j', 'j'], context)).toBe(end);
    expect(scrollAfter(['pagedown', 'pageup'], context)).toBe(0);
    expect(scrollAfter(['G', 'g'], context)).toBe(0);
    expect(press(['j', 'G', '<', '>'], context, onStudy).intents).toEqual([]);
    expect(scrollAfter(['j'], during('found', tinyWindow))).toBe(0);
  });

  test('< and > put them in order of load, and back, from the first', () => {
    const context = during('found', small);
    const ordered = press(['j', '>'], context, onStudy).state.screen.study;
    expect(ordered).toEqual({scroll: 0, sort: 'load'});
    expect(press(['>', '<'], context, onStudy).state.screen.study.sort).toBe('when');
  });

  test('the mouse opens its tab where there is one, and its wheel scrolls', () => {
    const mouse = withScreen({mouse: true}, initialKeyState);
    const click = (context: KeyContext): string =>
      handleMouse(mouse, {kind: 'click', x: 82, y: 1}, context, () => null).state.screen.view;
    expect([click(during('found')), click(at())]).toEqual(['study', 'drive']);
    const wheel = {kind: 'wheel-down', x: 3, y: 20} as const;
    const {state} = handleMouse(withScreen({view: 'study'}, mouse), wheel, during('found', small), () => null);
    expect(state.screen.study.scroll).toBe(1);
  });

  test('a picture that stands still scrolls by what it shows', () => {
    const mirror = {view: during('found').view!, columns: {}, events: [], look: null};
    const frozen = withScreen({frozen: mirror as unknown as KeyState['screen']['frozen']}, onStudy);
    expect(scrollAfter(['G'], during('climb', small), frozen)).toBe(scrollAfter(['G'], during('found', small)));
  });
});

describe(':capacity', () => {
  const searches = (line: string): readonly Intent[] => press(typed(line), at()).intents;

  test.each<[string, readonly string[], boolean]>([
    ['capacity p(95)<250', ['http_req_duration: p(95)<250'], false],
    ['capacity p95<0.5s', ['http_req_duration: p(95)<500'], false],
    ['capacity p(95)<250 error<1% gentle', ['http_req_duration: p(95)<250', 'http_req_failed: rate<0.01'], true],
    ['capacity gentle p(99) < 900', ['http_req_duration: p(99)<900'], true],
    [
      'capacity http_req_duration{name:GET /a b}: p(95)<250, checks: rate>0.99',
      ['http_req_duration{name:GET /a b}: p(95)<250', 'checks: rate>0.99'],
      false,
    ],
  ])('%s asks for a search', (line, objectives, gentle) => {
    expect(searches(line)).toEqual([{kind: 'capacity', objectives, gentle}]);
  });

  test('shows view 8 at once, whatever was there before', () => {
    const {state, intents} = press(typed('capacity p(95)<250'), at(), withScreen({view: 'compare'}, initialKeyState));
    expect(state.screen.view).toBe('study');
    expect(intents.map(({kind}) => kind)).toEqual(['compare-close', 'capacity']);
  });

  test('without a rule takes those of the profile that fit', () => {
    const [slo] = at().view!.slos.length > 0 ? at().view!.slos : [undefined];
    const rows = ['http_req_duration: p(95)<250', 'http_reqs: count>10'].map((source) => ({
      ...slo!,
      source,
      severity: 'critical' as const,
    }));
    expect(press(typed('capacity'), at({view: {slos: rows.slice(0, 1)}})).intents).toEqual([
      {kind: 'capacity', objectives: [], gentle: false},
    ]);
    const without = press(typed('capacity gentle'), at({view: {slos: rows.slice(1)}}));
    expect(without.intents).toEqual([]);
    expect(without.state.screen.hint?.text).toMatch(/no limit to search by/);
  });

  test('off ends it', () => {
    expect(press(typed('capacity off'), during('bisect')).intents).toEqual([{kind: 'capacity-end'}]);
  });

  test.each<[string, RegExp]>([
    ['capacity p(95)>250', /a low load breaks it/],
    ['capacity http_reqs: count<10', /a count grows with time/],
    ['capacity vus: value<10', /the search itself/],
    ['capacity p(95)<+10%', /write p95|its baseline is not known/],
    ['capacity http_req_duration: p(95)<+10%', /its baseline is not known/],
    ['capacity nonsense: p(95)<250', /unknown metric/],
    ['capacity 250ms', /is no rule/],
    ['capacity p(95)<250 and more', /is no rule/],
  ])('%s is refused with the reason, and can be mended', (line, why) => {
    const {state, intents} = press(typed(line), at());
    expect(intents).toEqual([]);
    expect(state.screen.hint?.text).toMatch(why);
    expect(state.screen.prompt?.text).toBe(line);
  });

  test.each([
    'capacity p',
    'capacity p(95',
    'capacity p(95)<',
    'capacity gen',
    'capacity of',
    'capacity p(95)<250 err',
  ])('%s waits for more', (line) => {
    const {state, intents} = press([':', ...Array.from(line)], at());
    expect(intents).toEqual([]);
    expect(state.screen.hint?.text).not.toMatch(/^!/);
  });

  test('says before it begins from where to where it will climb', () => {
    const {state} = press([':', ...Array.from('capacity p(95)<250 gentle')], at());
    expect(state.screen.hint?.text).toBe(
      '▸ the highest load that holds p(95)<250: in steps of a tenth from 250 VUs up to 400 VUs, any load key pauses',
    );
  });

  test('is refused of a recording, and where the load could not be seen', () => {
    const playback = {file: 'a.jsonl', kind: 'drive', atMs: 5000, endMs: 60_000, playing: false} as const;
    expect(press(typed('capacity p(95)<250'), at({view: {playback}})).intents).toEqual([]);
    const leaving = {...initialKeyState, leaving: 'drain'} as const;
    expect(press(typed('capacity p(95)<250'), at(), leaving).intents).toEqual([]);
  });

  test('Tab completes it with the rules of the profile, gentle, and off while there is one', () => {
    const completed = (line: string, context: KeyContext): string | undefined =>
      press([':', ...Array.from(line), 'tab'], context).state.screen.prompt?.text;
    expect(completed('capa', at())).toBe('capacity ');
    expect(completed('capacity g', at())).toBe('capacity gentle');
    expect(completed('capacity o', during('bisect'))).toBe('capacity off');
    expect(completed('capacity o', at())).toBe('capacity o');
  });
});

describe('a search that was paused', () => {
  const words = (name: keyof typeof studies): readonly string[] =>
    barKeys(during(name).view!, onStudy.screen, {columns: 200, rows: 60}).map(([key, word]) => `${key} ${word}`);

  test('is gone on with by a, which the key bar says', () => {
    expect(press(['a'], during('paused'), onStudy).intents).toEqual([{kind: 'auto'}]);
    expect(words('paused')).toContain('a search on');
    expect(words('bisect').join(' ')).not.toContain('search on');
  });

  test('raises the load, as far as is known: not where no picture of it is', () => {
    const {state, intents} = press(['a'], during('paused'), withScreen({view: 'snaps'}));
    expect(intents).toEqual([]);
    expect(state.screen.hint?.text).toMatch(/raising is off/);
  });
});
