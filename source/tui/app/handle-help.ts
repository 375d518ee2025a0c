import type {Overlay} from '../ui-state.ts';
import {lastHelpScroll} from '../panels/help-lines.ts';
import {openPrompt} from './handle-prompt.ts';
import {outcome, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {CommandId} from './key-table.ts';
import {movedRow} from './moved-row.ts';

const close = {overlay: null, hint: null};

/** Keys of the help: it scrolls, is searched, and leads to the command line. Null: not one of them. */
export function handleHelp(
  state: KeyState,
  overlay: Extract<Overlay, {kind: 'help'}>,
  id: CommandId | null,
  context: KeyContext,
): KeyOutcome | null {
  const last = lastHelpScroll(state.screen, context.view, context.size);
  const scroll = movedRow(id, Math.min(overlay.scroll, last), last);
  if (scroll !== null) return outcome(state, {overlay: {...overlay, scroll}});
  if (id === 'filter') {
    const {filter} = overlay;
    return outcome(state, {prompt: {kind: 'help-search', text: filter, cursor: filter.length, subject: filter}});
  }
  if (id === 'command') return outcome(state, {...close, ...openPrompt('command', context)});
  return id === 'dismiss' || id === 'close' || id === 'help' ? outcome(state, close) : null;
}
