import type {Intent} from '../../session/intent.ts';
import type {KeyCommand, KeyGroup} from './key-table.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';

/** Keys that move through a recording, while nothing can be driven. */
const playbackKeys: Readonly<Record<KeyPress, Intent>> = {
  h: {kind: 'scrub', byMs: -10_000},
  left: {kind: 'scrub', byMs: -10_000},
  l: {kind: 'scrub', byMs: 10_000},
  right: {kind: 'scrub', byMs: 10_000},
  H: {kind: 'scrub', byMs: -60_000},
  L: {kind: 'scrub', byMs: 60_000},
  g: {kind: 'scrub', byMs: Number.NEGATIVE_INFINITY},
  home: {kind: 'scrub', byMs: Number.NEGATIVE_INFINITY},
  G: {kind: 'scrub', byMs: Number.POSITIVE_INFINITY},
  end: {kind: 'scrub', byMs: Number.POSITIVE_INFINITY},
  ' ': {kind: 'play'},
};

const refusals: Readonly<Partial<Record<KeyGroup, string>>> = {
  DRIVE: 'this is a recording: nothing is sent',
  CAPTURE: 'this is a recording: it is looked at, not changed',
  VIEWS: 'a recording has this view alone: perftui compare sets two against each other',
};

/** A key while a recording is on the screen; null: it does what it always does. */
export function handlePlayback(
  state: KeyState,
  press: KeyPress,
  command: KeyCommand | null,
  {view}: KeyContext,
): KeyOutcome | null {
  if (view === null || view.playback === null) return null;
  const intent = Object.hasOwn(playbackKeys, press) ? playbackKeys[press] : undefined;
  if (intent !== undefined) return outcome(state, {}, [intent]);
  if (command === null || command.id === 'view-drive') return null;
  const off = refusals[command.group];
  return off === undefined ? null : refuse(state, off);
}
