import type {Intent} from '../../session/intent.ts';
import type {CompareScreen} from '../ui-state.ts';

/** What view 4 shows, as the session is asked for it: the live run against the baseline, or the two files chosen. */
export function compareIntent({align, swapped, files}: CompareScreen): Extract<Intent, {kind: 'compare'}> {
  const [now, before] = files ?? ['live', null];
  return swapped ? {kind: 'compare', a: before, b: now, align} : {kind: 'compare', a: now, b: before, align};
}
