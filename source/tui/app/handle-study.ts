import {studyList} from '../panels/study-shell.ts';
import {firstOfList} from '../panels/study-picture.ts';
import {isTiny} from '../ui-state.ts';
import {studyBody} from '../views/layout.ts';
import {outcome, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {CommandId} from './key-table.ts';
import {movedRow} from './moved-row.ts';

/** View 8's own keys: its list scrolls and is put in another order. Null: not one of them. */
export function handleStudy(state: KeyState, id: CommandId, {view, size}: KeyContext): KeyOutcome | null {
  const {screen} = state;
  const study = (screen.frozen?.view ?? view)?.study ?? null;
  if (study === null || isTiny(size)) return null;
  if (id === 'sort-previous' || id === 'sort-next') {
    if (study.kind !== 'capacity') return null;
    return outcome(state, {study: {scroll: 0, sort: screen.study.sort === 'when' ? 'load' : 'when'}});
  }
  const list = studyList(study, studyBody(size));
  const first = firstOfList(list, screen.study.scroll);
  const moved = movedRow(id, first, list.count);
  if (moved === null) return null;
  const scroll = firstOfList(list, moved);
  return scroll === screen.study.scroll ? outcome(state) : outcome(state, {study: {...screen.study, scroll}});
}
