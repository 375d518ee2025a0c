import {describe, expect, it} from 'vitest';
import {handleMouse} from '../../../source/tui/app/handle-mouse.ts';
import type {KeyOutcome, KeyState} from '../../../source/tui/app/key-outcome.ts';
import type {MouseEvent} from '../../../source/tui/app/mouse-report.ts';
import type {ScreenState} from '../../../source/tui/ui-state.ts';
import {sampleListing} from '../fixtures/sample-listing.ts';
import {at, largeWindow, tinyWindow, withScreen} from './press-keys.ts';

const on = (screen: Partial<ScreenState> = {}): KeyState => withScreen({mouse: true, ...screen});

function mouse(event: MouseEvent, from = on(), size = largeWindow): KeyOutcome {
  const snapshots = [sampleListing({file: 'a.json'}), sampleListing({file: 'b.json'})];
  return handleMouse(from, event, at({view: {snapshots}}, size), (x) => (x === 50 ? 700 : null));
}

const click = (x: number, y: number): MouseEvent => ({kind: 'click', x, y});

describe('the mouse', () => {
  it('opens the view whose tab is clicked, at every width', () => {
    expect(mouse(click(25, 1)).state.screen.view).toBe('latency');
    expect(mouse(click(4, 1), on(), {columns: 60, rows: 20}).state.screen.view).toBe('drive');
    expect(mouse(click(10, 1), on(), {columns: 60, rows: 20}).state.screen.view).toBe('endpoints');
    expect(mouse(click(119, 1)).state.screen.view).toBe('drive');
  });

  it('puts the inspect cursor where a plot is clicked, and nowhere else', () => {
    expect(mouse(click(50, 8)).state.screen.cursor).toEqual({atS: 700, anchorS: null});
    expect(mouse(click(51, 8)).state.screen.cursor).toBeNull();
  });

  it('its wheel zooms plots and moves in lists', () => {
    expect(mouse({kind: 'wheel-up', x: 1, y: 8}).state.screen.zoom).toBe(2);
    expect(mouse({kind: 'wheel-down', x: 1, y: 8}).state.screen.zoom).toBe(10);
    const moved = mouse({kind: 'wheel-down', x: 1, y: 8}, on({view: 'snaps'}));
    expect(moved.state.screen.snaps.row).toBe(1);
  });

  it('does nothing while it is off, behind a prompt, a dialog or a question, or in a tiny window', () => {
    for (const from of [
      withScreen({}),
      on({prompt: {kind: 'command', text: '', cursor: 0}}),
      on({overlay: {kind: 'quit'}}),
    ]) {
      expect(mouse(click(25, 1), from).state.screen.view).toBe('drive');
    }
    expect(mouse(click(3, 1), on(), tinyWindow).state.screen.view).toBe('drive');
  });

  it('never touches the load', () => {
    for (let y = 0; y < 40; y++) {
      for (const kind of ['click', 'wheel-up', 'wheel-down'] as const) {
        const {intents} = mouse({kind, x: y * 3, y});
        expect(intents.filter((intent) => ['step', 'target', 'answer', 'hold', 'undo'].includes(intent.kind))).toEqual(
          [],
        );
      }
    }
  });
});
