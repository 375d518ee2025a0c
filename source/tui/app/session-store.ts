import {createStore, type StoreApi} from 'zustand/vanilla';
import type {ViewUpdate} from '../../session/view.ts';
import type {ScreenSize, ScreenState, SessionMirror} from '../ui-state.ts';
import {initialKeyState, type KeyState} from './key-outcome.ts';
import {mergeUpdate} from './merge-update.ts';

/** What is drawn. */
export interface ShownState {
  /** As published: at most as old as the commit interval. */
  readonly mirror: SessionMirror | null;
  readonly screen: ScreenState;
  readonly size: ScreenSize;
  /** Rises when every row must be drawn again from nothing. */
  readonly paint: number;
}

/** The screen's state. Updates gather in `latest` and are drawn when published; keys publish at once if they can. */
export interface SessionStore {
  readonly shown: StoreApi<ShownState>;
  /** Newest merged state, published or not. */
  readonly latest: () => SessionMirror | null;
  readonly keys: () => KeyState;
  /** Takes an update in without drawing it. */
  readonly receive: (update: ViewUpdate) => void;
  /** Draws the newest. */
  readonly publish: () => void;
  /** True when it changed what is drawn, and drew it. */
  readonly setKeys: (keys: KeyState) => boolean;
  /** Draws everything anew, at this size. */
  readonly repaint: (size: ScreenSize) => void;
  /** Freezes the picture as it stands, or lets it go on. */
  readonly toggleFreeze: () => void;
  readonly clearHint: () => void;
}

/**
 * @param pace `canDraw`: whether the terminal takes a frame now; `owe`: told of a change that could not be drawn at once,
 *   and is by the next `publish`
 */
export function createSessionStore(
  size: ScreenSize,
  pace: {readonly canDraw: () => boolean; readonly owe: () => void} = {canDraw: () => true, owe: () => {}},
): SessionStore {
  let mirror: SessionMirror | null = null;
  let keys = initialKeyState;
  const shown = createStore<ShownState>(() => ({mirror, screen: keys.screen, size, paint: 0}));
  const draw = (): boolean => {
    if (!pace.canDraw()) {
      pace.owe();
      return false;
    }
    shown.setState({mirror, screen: keys.screen});
    return true;
  };
  const setScreen = (screen: ScreenState): void => {
    keys = {...keys, screen};
    draw();
  };
  return {
    shown,
    latest: () => mirror,
    keys: () => keys,
    receive: (update) => {
      mirror = mergeUpdate(mirror, update);
    },
    publish: () => {
      shown.setState({mirror, screen: keys.screen});
    },
    setKeys: (next) => {
      const changed = next.screen !== keys.screen;
      keys = next;
      return changed && draw();
    },
    repaint: (next) => {
      shown.setState(({paint}) => ({mirror, screen: keys.screen, size: next, paint: paint + 1}));
    },
    toggleFreeze: () => {
      if (mirror !== null) setScreen({...keys.screen, frozen: keys.screen.frozen === null ? mirror : null});
    },
    clearHint: () => {
      if (keys.screen.hint !== null) setScreen({...keys.screen, hint: null});
    },
  };
}
