import {describe, expect, it} from 'vitest';
import {initialKeyState, type KeyState} from '../../../source/tui/app/key-outcome.ts';
import {openRamp} from '../../../source/tui/app/handle-ramp.ts';
import type {RampDialog} from '../../../source/tui/ui-state.ts';
import {at, press, tinyWindow} from './press-keys.ts';

const opened = (typed = ''): KeyState => openRamp(initialKeyState, at(), typed).state;
const dialogOf = ({screen}: KeyState): RampDialog | null => (screen.overlay?.kind === 'ramp' ? screen.overlay : null);

describe('the ramp dialog', () => {
  it('begins with what was typed in the prompt, taken apart', () => {
    expect(dialogOf(opened('320/2m'))).toMatchObject({level: '320', over: '2m', field: 'level'});
    expect(dialogOf(opened('500r/10s'))).toMatchObject({level: '500r', over: '10s'});
    expect(dialogOf(opened('32'))).toMatchObject({level: '32', over: '30s'});
    expect(dialogOf(opened())).toMatchObject({level: '', over: '30s', shape: 'linear', then: 'hold'});
  });

  it('Enter goes, with the fields typed and chosen', () => {
    const keys = ['3', '0', '0', 'tab', 'backspace', 'backspace', 'backspace', '2', 'm', 'tab', 'right', 'enter'];
    const result = press(keys, at(), opened());
    expect(result.intents).toEqual([{kind: 'target', model: 'closed', level: 300, overMs: 120_000, shape: 'steps'}]);
    expect(result.state.screen).toMatchObject({overlay: null, prompt: null, hint: null});
  });

  it('goes back after the time typed beside it', () => {
    const keys = ['tab', 'tab', 'tab', 'right', 'ctrl+u', '9', '0', 'enter'];
    expect(press(keys, at(), opened('300')).intents).toEqual([
      {kind: 'target', model: 'closed', level: 300, overMs: 30_000, then: {kind: 'back', afterMs: 90_000}},
    ]);
  });

  it('without a time it climbs at ramp speed', () => {
    expect(press(['tab', 'ctrl+u', 'enter'], at(), opened('300')).intents).toEqual([
      {kind: 'target', model: 'closed', level: 300, overMs: null},
    ]);
  });

  it('Tab and Shift-Tab walk through its fields, round and round', () => {
    const walked = ['tab', 'tab', 'tab', 'tab'].map(
      (_, count) =>
        dialogOf(
          press(
            Array.from({length: count + 1}, () => 'tab'),
            at(),
            opened(),
          ).state,
        )!.field,
    );
    expect(walked).toEqual(['over', 'shape', 'then', 'level']);
    expect(dialogOf(press(['shift+tab'], at(), opened()).state)!.field).toBe('then');
  });

  it('left and right choose, and go round', () => {
    const from = press(['tab', 'tab'], at(), opened()).state;
    expect(dialogOf(press(['left'], at(), from).state)!.shape).toBe('smooth');
    expect(dialogOf(press(['right', 'right', 'right'], at(), from).state)!.shape).toBe('linear');
  });

  it('stays open at what cannot be read, and puts the cursor there', () => {
    const result = press(['tab', 'x', 'tab', 'enter'], at(), opened('300'));
    expect(result.intents).toEqual([]);
    expect(dialogOf(result.state)).toMatchObject({field: 'over', over: '30sx'});
    expect(dialogOf(press(['enter'], at(), opened()).state)).not.toBeNull();
  });

  it('Esc closes it, X and ^C stop the load', () => {
    const closed = press(['escape'], at(), opened('300'));
    expect([closed.intents, closed.state.screen.overlay]).toEqual([[], null]);
    for (const key of ['X', 'ctrl+c']) {
      const stopped = press([key], at(), opened('300'));
      expect(stopped.intents).toEqual([{kind: 'emergency-stop'}]);
      expect(stopped.state.screen.overlay).toBeNull();
    }
  });

  it('no other letter acts on the load', () => {
    const result = press('wWsSxapzZ+-q [] {}'.split(''), at(), opened());
    expect(result.intents).toEqual([]);
    expect(dialogOf(result.state)!.level.length).toBeGreaterThan(10);
  });

  it('is refused where there is no room, and a raise from a window that became tiny', () => {
    expect(openRamp(initialKeyState, at({}, tinyWindow)).state.screen.overlay).toBeNull();
    expect(press(['enter'], at({}, tinyWindow), opened('300')).intents).toEqual([]);
    expect(press(['enter'], at({}, tinyWindow), opened('100')).intents).toHaveLength(1);
    // Down, and then up again by itself.
    const thenBack = ['tab', 'tab', 'tab', 'right', 'enter'];
    expect(press(thenBack, at({}, tinyWindow), opened('100')).intents).toEqual([]);
    expect(press(thenBack, at(), opened('100')).intents).toMatchObject([{then: {kind: 'back'}}]);
  });

  it('declines a standing question: it was about another load', () => {
    const question = {text: 'Go?', untilMs: 9e9};
    expect(openRamp(initialKeyState, at({view: {question}})).intents).toEqual([{kind: 'answer', yes: false}]);
  });
});
