import type {Intent} from '../../../source/session/intent.ts';
import {handleKey} from '../../../source/tui/app/handle-key.ts';
import {initialKeyState, type KeyContext, type KeyOutcome, type KeyState} from '../../../source/tui/app/key-outcome.ts';
import type {ScreenState} from '../../../source/tui/ui-state.ts';
import {sampleView, type SampleOptions} from './sample-session.ts';

export const largeWindow = {columns: 120, rows: 40};
export const tinyWindow = {columns: 40, rows: 8};

export const idleRun: SampleOptions = {
  load: {activeVus: 0, commandedLevel: 0, targetLevel: 0},
  view: {totals: {...sampleView().totals, inFlight: 0}, phase: 'IDLE'},
};

export function at(options: SampleOptions = {}, size = largeWindow): KeyContext {
  return {view: sampleView(options), events: [], look: null, size, columnSeconds: 5, automaticSeconds: 5, nowMs: 1_000};
}

export function withScreen(screen: Partial<ScreenState>, state: KeyState = initialKeyState): KeyState {
  return {...state, screen: {...state.screen, ...screen}};
}

/** All keys one after another, 500 ms apart. */
export function press(keys: readonly string[], context: KeyContext, from: KeyState = initialKeyState): KeyOutcome {
  let state = from;
  const intents: Intent[] = [];
  const effects: KeyOutcome['effects'][number][] = [];
  for (const [index, key] of keys.entries()) {
    const {zoom} = state.screen;
    const columnSeconds = zoom ?? context.columnSeconds;
    const result = handleKey(state, key, {...context, columnSeconds, nowMs: context.nowMs + index * 500});
    state = result.state;
    intents.push(...result.intents);
    effects.push(...result.effects);
  }
  return {state, intents, effects};
}

export function step(steps: number, repeat = false): Intent {
  return {kind: 'step', steps, repeat};
}
