import type {Intent} from '../../session/intent.ts';
import type {LookRequest, LookView} from '../../session/look.ts';
import type {ColumnSeconds, SessionEvent, SessionView} from '../../session/view.ts';
import type {ScreenSize, ScreenState} from '../ui-state.ts';
import type {HeldKey} from './held-key.ts';

/** What keys change on this side of the session. */
export interface KeyState {
  readonly screen: ScreenState;
  readonly held: HeldKey | null;
  /** Set once a finish that ends the session was asked for. */
  readonly leaving: 'no' | 'drain' | 'stop';
  /** `^Z` was pressed and load is on its way to 0. */
  readonly suspending: boolean;
  /** The snapshot whose preview was asked for last (as `previewKey` names it), and when; null: none since view 6 opened. */
  readonly previewAsked?: {readonly key: string; readonly atMs: number} | null;
  /** What the session was asked to look at last. */
  readonly looked: LookRequest | null;
  /** Command lines of this run, newest last. */
  readonly typedLines?: readonly string[];
}

/** What a key is judged by. `view` is the newest, also while the picture is frozen; null before the first. */
export interface KeyContext {
  readonly view: SessionView | null;
  readonly events: readonly SessionEvent[];
  /** As it is looked at now. */
  readonly look: LookView | null;
  readonly size: ScreenSize;
  /** Seconds per column as drawn now. */
  readonly columnSeconds: ColumnSeconds;
  /** Where the plots end, run clock, ms, while the run is at rest; absent: with now. */
  readonly endMs?: number;
  /** What they would be without a zoom. */
  readonly automaticSeconds: ColumnSeconds;
  /** Any monotonic clock, ms. */
  readonly nowMs: number;
}

/** What only the terminal side can do. `stay` calls a suspend off; `force-quit` leaves without waiting any longer. */
export type KeyEffect = 'repaint' | 'suspend' | 'stay' | 'freeze' | 'force-quit';

export interface KeyOutcome {
  readonly state: KeyState;
  readonly intents: readonly Intent[];
  readonly effects: readonly KeyEffect[];
}

export const initialScreen: ScreenState = {
  view: 'drive',
  compare: {align: 'load', swapped: false, absolute: false, files: null, back: 'drive'},
  snaps: {selected: null, marked: [], filter: '', sort: 'when'},
  endpoints: {
    selected: null,
    sort: 'p95',
    reversed: false,
    filter: '',
    detail: 'split',
    versus: false,
    error: null,
  },
  latency: {name: null},
  host: {scroll: 0},
  events: {row: 0, selected: null, kinds: 'all', filter: ''},
  study: {scroll: 0, sort: 'when'},
  cursor: null,
  scale: 'log',
  mouse: false,
  theme: null,
  zoom: null,
  frozen: null,
  overlay: null,
  prompt: null,
  hint: null,
};

export const initialKeyState: KeyState = {
  screen: initialScreen,
  held: null,
  leaving: 'no',
  suspending: false,
  looked: null,
};

/** An outcome that changes the screen and asks the session for `intents`. */
export function outcome(
  state: KeyState,
  screen: Partial<ScreenState> = {},
  intents: readonly Intent[] = [],
  effects: readonly KeyEffect[] = [],
): KeyOutcome {
  // The same screen object when nothing changed: an identical screen is not drawn again.
  const changed = Object.keys(screen).length > 0;
  return {state: changed ? {...state, screen: {...state.screen, ...screen}} : state, intents, effects};
}

/** An outcome that only says why the key did nothing. */
export function refuse(state: KeyState, text: string): KeyOutcome {
  return outcome(state, {hint: {text, tone: 'near'}});
}

/** Opening a prompt or an overlay over a standing question is a No: `y` must never answer what is hidden. */
export function declineQuestion(view: SessionView | null): readonly Intent[] {
  return view?.question ? [{kind: 'answer', yes: false}] : [];
}
