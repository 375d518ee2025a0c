import {isTiny, plotsAreVisible} from '../ui-state.ts';
import {tabAt} from '../panels/tab-row.ts';
import {rowsToCursor} from '../views/list-row.ts';
import {handleKey} from './handle-key.ts';
import {outcome, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import {isInScope, presentKeys, type CommandId, type KeyScope} from './key-table.ts';
import type {MouseEvent} from './mouse-report.ts';
import {showView} from './show-view.ts';
import {viewsOf} from './view-order.ts';

/** Run clock, s, of what is drawn in this cell; null: no plot is. */
export type MomentAt = (x: number, y: number) => number | null;

/** What the mouse does, where it was asked for: nothing that a key cannot do, and nothing to the load. */
export function handleMouse(state: KeyState, event: MouseEvent, context: KeyContext, momentAt: MomentAt): KeyOutcome {
  const {screen} = state;
  const {size, view} = context;
  if (!screen.mouse || screen.prompt !== null || view === null || isTiny(size)) return outcome(state);
  if (event.kind !== 'click') return wheel(state, event.kind === 'wheel-up', context);
  if (screen.overlay !== null || view.question !== null) return outcome(state);
  if (event.y === 1) {
    const tab = tabAt(event.x, size.columns, screen.view, viewsOf(view));
    return tab === null ? outcome(state) : showView(state, tab, context);
  }
  const rows = rowsToCursor({view, events: context.events}, screen, size, event.y);
  return rows === null ? inspectAt(state, momentAt(event.x, event.y)) : chooseRow(state, rows, context);
}

/** As the keys do that go there row by row. */
function chooseRow(state: KeyState, rows: number, context: KeyContext): KeyOutcome {
  const list = lists[state.screen.view];
  let result = outcome(state);
  for (let left = list === undefined ? 0 : Math.abs(rows); left > 0; left--) {
    const {state: next, intents, effects} = pressFor(result.state, rows < 0 ? 'row-up' : 'row-down', list!, context);
    result = {state: next, intents: [...result.intents, ...intents], effects: [...result.effects, ...effects]};
  }
  return result;
}

const lists: Readonly<Partial<Record<string, KeyScope>>> = {
  endpoints: 'endpoints',
  host: 'host',
  snaps: 'snaps',
  events: 'events',
  study: 'study',
};

/** Rows of a list or of a dialog, else the time window. */
function wheel(state: KeyState, up: boolean, context: KeyContext): KeyOutcome {
  const {overlay, view} = state.screen;
  const list = overlay === null ? lists[view] : overlay.kind;
  if (list !== undefined && list !== 'quit') return pressFor(state, up ? 'row-up' : 'row-down', list, context);
  return plotsAreVisible(context.size, state.screen)
    ? pressFor(state, up ? 'zoom-in' : 'zoom-out', 'session', context)
    : outcome(state);
}

/** As the first key of the command does; nothing where it has none there. */
function pressFor(state: KeyState, id: CommandId, scope: KeyScope | 'session', context: KeyContext): KeyOutcome {
  const [press] = presentKeys().find((command) => command.id === id && isInScope(command, scope))?.keys ?? [];
  return press === undefined ? outcome(state) : handleKey(state, press, context);
}

/** The inspect cursor to the moment of the plot that was clicked. */
function inspectAt(state: KeyState, atS: number | null): KeyOutcome {
  return atS === null ? outcome(state) : outcome(state, {cursor: {atS, anchorS: state.screen.cursor?.anchorS ?? null}});
}
