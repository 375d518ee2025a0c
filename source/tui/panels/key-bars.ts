import type {SessionView} from '../../session/view.ts';
import {keyFor, keysFor} from '../app/key-name.ts';
import type {CommandId, KeyScope} from '../app/key-table.ts';
import {searchIsPaused, wouldRaise} from '../app/load-effect.ts';
import {widthOf} from '../canvas/cell-text.ts';
import {plotsAreVisible, type ScreenSize, type ScreenState, type ViewName} from '../ui-state.ts';
import {exactLevel} from './level-text.ts';
import {markedSnaps} from './snaps-rows.ts';

/** Keys as `[key, word]` in drawing order. */
export type BarKeys = readonly (readonly [key: string, word: string])[];

/** The highest rank goes first where there is not room for all. */
interface RankedKey {
  readonly rank: number;
  readonly key: string;
  readonly word: string;
}

/** What the bottom line says that keys do here; what drives comes first and stays longest. */
export function barKeys(view: SessionView, screen: ScreenState, size: ScreenSize): BarKeys {
  const {overlay} = screen;
  if (overlay !== null) return fitKeys(dialogKeys(view, overlay.kind), size.columns);
  if (screen.view === 'drive' && screen.cursor === null && view.playback === null) return keyBar(view, size.columns);
  const drives = view.playback === null ? loadKeys(view, screen, size) : playbackKeys(view);
  return fitKeys([...drives, ...viewBars[screen.view](view, screen)], size.columns);
}

/** The drive view's, live: as many as fit. */
export function keyBar(view: SessionView, columns: number): BarKeys {
  const {load, phase, scenarios} = view;
  return fitKeys(
    [
      ...one(0, keysFor(['step-up', 'step-down'], 'session', '/'), 'load'),
      ...one(0, keyFor('hold'), holdWord(view)),
      ...one(0, keyFor('emergency-stop'), 'STOP'),
      ...one(2, keyFor('target'), 'target'),
      ...one(6.5, keyFor('command'), 'cmd'),
      ...(load.undoLevel === null ? [] : one(3, keyFor('undo'), 'undo')),
      ...one(4, keyFor('snapshot'), 'snap'),
      ...one(5, keyFor('baseline-toggle'), 'base'),
      ...one(8, keyFor('mark'), 'mark'),
      ...one(7, keyFor('freeze'), 'freeze'),
      ...one(phase === 'PAUSED' ? 1 : 9, keyFor('pause'), phase === 'PAUSED' ? 'go on' : 'pause'),
      ...autoKeys(view),
      ...(scenarios.length > 1 ? one(7.5, keyFor('scenarios'), 'scenarios') : []),
      ...one(11, keyFor('save-preset'), 'save preset'),
      ...one(6, keyFor('help'), 'help'),
      ...one(1, keyFor('quit'), 'quit'),
    ],
    columns,
  );
}

/** What `a` gives the load back to; nothing where it does nothing. */
function autoKeys(view: SessionView): readonly RankedKey[] {
  if (searchIsPaused(view)) return one(1.5, keyFor('auto'), 'search on');
  const {plan, mode} = view.load;
  return plan !== null && mode === 'manual' ? one(10, keyFor('auto'), 'auto') : [];
}

function one(rank: number, key: string | null, word: string): readonly RankedKey[] {
  return key === null ? [] : [{rank, key, word}];
}

/** A command of the view itself. */
function own(rank: number, scope: KeyScope, ids: readonly CommandId[], word: string): readonly RankedKey[] {
  return one(rank, keysFor(ids, scope), word);
}

function holdWord({load, phase}: SessionView): string {
  if (load.resumeLevel !== null && phase === 'STOPPED') {
    return `back to ${exactLevel(load.resumeLevel)}${load.model === 'open' ? '/s' : ''}`;
  }
  return load.heldTargetLevel === null ? 'hold' : `on to ${exactLevel(load.heldTargetLevel)}`;
}

/** What is not to be had while plots are hidden is not offered. */
function loadKeys(view: SessionView, screen: ScreenState, size: ScreenSize): readonly RankedKey[] {
  const raises = plotsAreVisible(size, screen);
  return [
    ...one(0, raises ? keysFor(['step-up', 'step-down']) : keyFor('step-down'), 'load'),
    ...(raises || !wouldRaise('hold', view) ? one(0, keyFor('hold'), 'hold') : []),
    ...one(0, keyFor('emergency-stop'), 'STOP'),
  ];
}

/** How to move in a recording. */
function playbackKeys({playback}: SessionView): readonly RankedKey[] {
  return [
    ...own(0, 'recording', ['scrub-back', 'scrub-on'], '10s'),
    ...own(1, 'recording', ['scrub-far-back', 'scrub-far-on'], '60s'),
    ...own(2, 'recording', ['scrub-start', 'scrub-end'], 'ends'),
    ...own(0, 'recording', ['play'], playback?.playing === true ? 'pause' : 'play'),
  ];
}

/** What a recording has nothing of, or does not let be changed. */
function live({playback}: SessionView, keys: readonly RankedKey[]): readonly RankedKey[] {
  return playback === null ? keys : [];
}

const back = (): readonly RankedKey[] => one(0, keyFor('escape')?.replace('Esc', 'esc') ?? null, 'back');

const viewBars: Readonly<Record<ViewName, (view: SessionView, screen: ScreenState) => readonly RankedKey[]>> = {
  drive: (_, screen) => [
    ...cursorKeys(screen, 'drive'),
    ...one(4, keysFor(['zoom-out', 'zoom-in']), 'zoom'),
    ...one(5, keyFor('freeze'), 'freeze'),
    ...one(3, keyFor('help'), 'help'),
    ...(screen.cursor === null ? one(0, keyFor('quit'), 'quit') : one(0, keyFor('inspect'), 'live')),
  ],
  endpoints: (view, {endpoints}) => [
    ...own(1, 'endpoints', ['row-down', 'row-up'], isInDetail(endpoints) ? 'error' : 'row'),
    ...own(2, 'endpoints', ['open'], endpoints.error !== null ? 'back' : isInDetail(endpoints) ? 'sample' : 'detail'),
    ...own(3, 'endpoints', ['filter'], 'filter'),
    ...own(4, 'endpoints', ['sort-previous', 'sort-next'], 'sort'),
    ...live(view, own(5, 'endpoints', ['versus'], endpoints.versus ? 'trend columns' : 'vs baseline')),
    ...live(view, own(6, 'endpoints', ['export'], 'export csv')),
    ...back(),
  ],
  latency: (view, screen) => [
    // The moment shown is the cursor of a recording.
    ...(view.playback === null ? cursorKeys(screen, 'latency') : []),
    ...own(2, 'latency', ['request-next', 'request-previous'], 'request'),
    ...one(5, keyFor('scale'), 'log/lin'),
    ...one(6, keysFor(['zoom-out', 'zoom-in']), 'zoom'),
    ...live(view, one(7, keyFor('baseline-toggle'), 'base')),
    ...back(),
  ],
  compare: () => [
    ...own(1, 'compare', ['align-previous', 'align-next'], 'align'),
    ...one(2, keyFor('baseline-choose'), 'baseline'),
    ...own(3, 'compare', ['swap'], 'swap A/B'),
    ...own(4, 'compare', ['figures'], '% / figures'),
    ...one(5, keyFor('help'), 'help'),
    ...back(),
  ],
  host: (view) => [
    ...live(view, own(1, 'host', ['row-down', 'row-up'], 'workers')),
    ...one(3, keysFor(['zoom-out', 'zoom-in']), 'zoom'),
    ...one(4, keyFor('freeze'), 'freeze'),
    ...one(2, keyFor('help'), 'help'),
    ...back(),
  ],
  snaps: (view, {snaps}) => (view.snapshots.length === 0 ? emptySnaps() : snapsKeys(view, {snaps})),
  study: (view) => [
    ...live(view, autoKeys(view)),
    ...(view.study === null ? [] : own(2, 'study', ['row-down', 'row-up'], 'row')),
    ...(view.study?.kind === 'capacity' ? own(4, 'study', ['sort-previous', 'sort-next'], 'order') : []),
    ...live(view, one(3, keyFor('command'), 'cmd')),
    ...one(5, keyFor('help'), 'help'),
    ...back(),
  ],
  events: (view) => [
    ...own(1, 'events', ['row-down', 'row-up'], 'row'),
    ...own(2, 'events', ['open'], 'go there'),
    ...own(3, 'events', ['sort-previous', 'sort-next'], 'kinds'),
    ...own(4, 'events', ['filter'], 'filter'),
    ...live(view, one(5, keyFor('mark'), 'mark')),
    ...back(),
  ],
};

/** Its errors are what the keys go through there. */
function isInDetail({detail, error}: ScreenState['endpoints']): boolean {
  return detail === 'full' || error !== null;
}

/** While the inspect cursor is there it is what the keys are about. */
function cursorKeys({cursor}: ScreenState, scope: 'drive' | 'latency'): readonly RankedKey[] {
  if (cursor === null) return scope === 'drive' ? [] : one(1, keyFor('inspect'), 'inspect');
  const ranged = cursor.anchorS !== null;
  return [
    ...own(1, scope, ['cursor-back', 'cursor-on'], 'cursor'),
    ...own(1, scope, ['range'], ranged ? 'no range' : 'select range'),
    ...(ranged ? one(1, keyFor('snapshot'), 'snapshot the range') : []),
  ];
}

function emptySnaps(): readonly RankedKey[] {
  return [...one(0, keyFor('snapshot'), 'capture'), ...back()];
}

function snapsKeys(view: SessionView, {snaps}: Pick<ScreenState, 'snaps'>): readonly RankedKey[] {
  const two = markedSnaps(view, snaps).length === 2;
  return [
    ...own(6, 'snaps', ['row-down', 'row-up'], 'row'),
    ...own(1, 'snaps', ['open'], two ? 'compare both' : 'compare'),
    ...own(2, 'snaps', ['row-mark'], 'mark'),
    ...one(3, keyFor('baseline-choose'), 'base'),
    ...own(4, 'snaps', ['row-note'], 'note'),
    ...own(5, 'snaps', ['export'], 'export'),
    ...own(7, 'snaps', ['delete'], 'delete'),
    ...own(8, 'snaps', ['filter'], 'filter'),
    ...own(9, 'snaps', ['sort-previous', 'sort-next'], 'sort'),
    ...one(10, keyFor('snapshot'), 'capture'),
    ...back(),
  ];
}

/** Behind dialogs only what cannot raise the load works; while the scenarios are open `+` and `-` are not the load's. */
function dialogKeys(view: SessionView, kind: NonNullable<ScreenState['overlay']>['kind']): readonly RankedKey[] {
  const stop = one(0, keyFor('emergency-stop'), 'STOP');
  const close = one(0, keyFor('escape'), kind === 'quit' ? 'stay' : 'close');
  if (kind === 'scenarios') {
    return [
      ...one(0, keysFor(['weight-up', 'weight-down'], 'scenarios', '/'), 'weight'),
      ...own(0, 'scenarios', ['scenario-mute'], 'mute'),
      ...one(0, keyFor('halve'), 'half load'),
      ...stop,
      ...close,
    ];
  }
  const hold = wouldRaise('hold', view) ? [] : one(0, keyFor('hold'), 'hold');
  return [...one(0, keyFor('step-down'), 'down'), ...hold, ...stop, ...close];
}

/** As many keys as fit, in their order. */
function fitKeys(keys: readonly RankedKey[], columns: number): BarKeys {
  const kept = [...keys];
  const width = (): number => kept.reduce((sum, {key, word}) => sum + widthOf(key) + widthOf(word) + 3, 0);
  while (width() > columns && kept.length > 1) {
    const worst = kept.reduce((at, {rank}, index) => (rank >= kept[at]!.rank ? index : at), 0);
    kept.splice(worst, 1);
  }
  return kept.map(({key, word}) => [key, word]);
}
