import type {Intent} from '../../session/intent.ts';
import {ownCommandOf, type CommandId, type KeyCommand, type KeyGroup} from './key-table.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';

/** Commands that move through a recording. */
const movements: Readonly<Partial<Record<CommandId, Intent>>> = {
  'scrub-back': {kind: 'scrub', byMs: -10_000},
  'scrub-on': {kind: 'scrub', byMs: 10_000},
  'scrub-far-back': {kind: 'scrub', byMs: -60_000},
  'scrub-far-on': {kind: 'scrub', byMs: 60_000},
  'scrub-start': {kind: 'scrub', byMs: Number.NEGATIVE_INFINITY},
  'scrub-end': {kind: 'scrub', byMs: Number.POSITIVE_INFINITY},
  play: {kind: 'play'},
};

const refusals: Readonly<Partial<Record<KeyGroup, string>>> = {
  DRIVE: 'this is a recording: nothing is sent',
  CAPTURE: 'this is a recording: it is looked at, not changed',
};

/** A view's own keys that ask for what a recording has not. */
const lacking: Readonly<Partial<Record<CommandId, string>>> = {
  versus: 'a recording has no baseline: perftui compare sets two against each other',
};

/** A key while a recording is on the screen; null: it does what it always does. */
export function handlePlayback(
  state: KeyState,
  press: KeyPress,
  command: KeyCommand | null,
  {view}: KeyContext,
): KeyOutcome | null {
  if (view === null || view.playback === null) return null;
  const {screen} = state;
  const own = ownCommandOf(press, 'recording');
  const intent = own === null ? undefined : movements[own.id];
  if (intent !== undefined) return outcome(state, {}, [intent]);
  const ofView = ownCommandOf(press, screen.view);
  const lack = ofView === null ? undefined : lacking[ofView.id];
  if (lack !== undefined) return refuse(state, lack);
  if (command === null || ofView !== null) return null;
  const off = refusals[command.group];
  return off === undefined ? null : refuse(state, off);
}
