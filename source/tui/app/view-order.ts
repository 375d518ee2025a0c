import type {SessionView} from '../../session/view.ts';
import type {ViewName} from '../ui-state.ts';

/** As the tabs stand, 1 to 8. */
export const viewOrder: readonly ViewName[] = [
  'drive',
  'endpoints',
  'latency',
  'compare',
  'host',
  'snaps',
  'events',
  'study',
];

/** What there is to see of a recording: it has no folder and no baseline at its load. */
const playbackViews: readonly ViewName[] = ['drive', 'endpoints', 'latency', 'host', 'events', 'study'];

/** The views there are of a run now; before anything is known of it (null) all but the study. */
export function viewsOf(view: Pick<SessionView, 'playback' | 'study'> | null): readonly ViewName[] {
  const all = view !== null && view.playback !== null ? playbackViews : viewOrder;
  return view === null || view.study === null ? all.filter((name) => name !== 'study') : all;
}
