import type {ViewName} from '../ui-state.ts';

/** As the tabs stand, 1 to 7. */
export const viewOrder: readonly ViewName[] = ['drive', 'endpoints', 'latency', 'compare', 'host', 'snaps', 'events'];

/** What there is to see of a recording: it has no folder and no baseline at its load. */
export const playbackViews: readonly ViewName[] = ['drive', 'endpoints', 'latency', 'host', 'events'];
