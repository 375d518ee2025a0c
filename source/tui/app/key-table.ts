import type {ViewName} from '../ui-state.ts';

/**
 * The one key table: it feeds matching, the help overlay, the key bar and the docs. A key that is not in it does
 * nothing. Keys inside overlays and prompts are in `handle-overlay.ts`, `handle-scenarios.ts` and `handle-prompt.ts`,
 * those of one view alone in `handle-compare.ts`, `handle-snaps.ts` and `handle-playback.ts`.
 */
export interface KeyCommand {
  readonly id: CommandId;
  /** As `KeyPress` names them. */
  readonly keys: readonly string[];
  /** How people read the keys: `W / S`. Commands that share a line of the help share the label. */
  readonly label: string;
  readonly help: string;
  /** Word on the key bar; null: not on it. */
  readonly short: string | null;
  readonly group: KeyGroup;
  /**
   * What it does to load at most. `raises` is off while plots are hidden, `lowers` works everywhere, `depends` raises
   * or not by the state of the run (see `load-effect.ts`).
   */
  readonly load: 'raises' | 'lowers' | 'depends' | 'neutral';
}

export type KeyGroup = 'DRIVE' | 'CAPTURE' | 'VIEWS' | 'LOOK' | 'APP';

export type CommandId =
  | 'step-up'
  | 'step-down'
  | 'big-step-up'
  | 'big-step-down'
  | 'step-smaller'
  | 'step-larger'
  | 'ramp-slower'
  | 'ramp-faster'
  | 'target'
  | 'command'
  | 'hold'
  | 'pause'
  | 'undo'
  | 'last-good'
  | 'halve'
  | 'emergency-stop'
  | 'interrupt'
  | 'auto'
  | 'scenarios'
  | 'snapshot'
  | 'snapshot-note'
  | 'baseline-toggle'
  | 'baseline-choose'
  | 'mark'
  | 'mark-text'
  | 'save-preset'
  | 'view-drive'
  | 'view-compare'
  | 'view-snaps'
  | 'view-next'
  | 'view-previous'
  | 'freeze'
  | 'zoom-out'
  | 'zoom-in'
  | 'help'
  | 'repaint'
  | 'suspend'
  | 'escape'
  | 'quit';

/** Steps of `W` and `S`. */
export const bigSteps = 5;

// prettier-ignore
export const keyTable: readonly KeyCommand[] = [
  {id: 'step-up', keys: ['+', '=', 'w'], label: '+ = w', help: 'load up one step', short: '+/- load', group: 'DRIVE', load: 'raises'},
  {id: 'step-down', keys: ['-', 's'], label: '-   s', help: 'load down one step', short: null, group: 'DRIVE', load: 'lowers'},
  {id: 'big-step-up', keys: ['W'], label: 'W / S', help: 'up / down 5 steps', short: null, group: 'DRIVE', load: 'raises'},
  {id: 'big-step-down', keys: ['S'], label: 'W / S', help: 'up / down 5 steps', short: null, group: 'DRIVE', load: 'lowers'},
  {id: 'step-smaller', keys: ['['], label: '[ ]', help: 'step size 1 2 5 10 20 50', short: null, group: 'DRIVE', load: 'neutral'},
  {id: 'step-larger', keys: [']'], label: '[ ]', help: 'step size 1 2 5 10 20 50', short: null, group: 'DRIVE', load: 'neutral'},
  {id: 'ramp-slower', keys: ['{'], label: '{ }', help: 'ramp slower / faster', short: null, group: 'DRIVE', load: 'neutral'},
  {id: 'ramp-faster', keys: ['}'], label: '{ }', help: 'ramp slower / faster', short: null, group: 'DRIVE', load: 'neutral'},
  {id: 'target', keys: ['t'], label: 't', help: 'target: 200  +50  x2/30s  500r', short: 't target', group: 'DRIVE', load: 'neutral'},
  {id: 'command', keys: [':'], label: ':', help: 'cap 600  rate 500  mute NAME', short: ': cmd', group: 'DRIVE', load: 'neutral'},
  {id: 'hold', keys: [' '], label: 'space', help: 'hold here / resume', short: 'space hold', group: 'DRIVE', load: 'depends'},
  {id: 'pause', keys: ['p'], label: 'p', help: 'pause sending / resume', short: null, group: 'DRIVE', load: 'depends'},
  {id: 'undo', keys: ['z'], label: 'z / Z', help: 'undo / go to last good load', short: 'z undo', group: 'DRIVE', load: 'depends'},
  {id: 'last-good', keys: ['Z'], label: 'z / Z', help: 'undo / go to last good load', short: null, group: 'DRIVE', load: 'depends'},
  {id: 'halve', keys: ['x'], label: 'x', help: 'cut load to half', short: null, group: 'DRIVE', load: 'lowers'},
  {id: 'emergency-stop', keys: ['X'], label: 'X  ^C', help: 'EMERGENCY STOP', short: 'X STOP', group: 'DRIVE', load: 'lowers'},
  {id: 'interrupt', keys: ['ctrl+c'], label: 'X  ^C', help: 'EMERGENCY STOP', short: null, group: 'DRIVE', load: 'lowers'},
  {id: 'auto', keys: ['a'], label: 'a', help: 'back to the plan (auto)', short: null, group: 'DRIVE', load: 'depends'},
  {id: 'scenarios', keys: ['u'], label: 'u', help: 'scenarios: weights, mute', short: 'u scenarios', group: 'DRIVE', load: 'neutral'},
  {id: 'snapshot', keys: ['c'], label: 'c / C', help: 'snapshot / with note', short: 'c snap', group: 'CAPTURE', load: 'neutral'},
  {id: 'snapshot-note', keys: ['C'], label: 'c / C', help: 'snapshot / with note', short: null, group: 'CAPTURE', load: 'neutral'},
  {id: 'baseline-toggle', keys: ['b'], label: 'b / B', help: 'baseline on-off / choose it', short: 'b base', group: 'CAPTURE', load: 'neutral'},
  {id: 'baseline-choose', keys: ['B'], label: 'b / B', help: 'baseline on-off / choose it', short: null, group: 'CAPTURE', load: 'neutral'},
  {id: 'mark', keys: ['m'], label: 'm / M', help: 'mark / mark with text', short: 'm mark', group: 'CAPTURE', load: 'neutral'},
  {id: 'mark-text', keys: ['M'], label: 'm / M', help: 'mark / mark with text', short: null, group: 'CAPTURE', load: 'neutral'},
  {id: 'save-preset', keys: ['O'], label: 'O', help: 'save preset', short: null, group: 'CAPTURE', load: 'neutral'},
  {id: 'view-drive', keys: ['1'], label: '1 4 6', help: 'drive, compare, snaps; Tab', short: null, group: 'VIEWS', load: 'neutral'},
  {id: 'view-compare', keys: ['4'], label: '1 4 6', help: 'drive, compare, snaps; Tab', short: null, group: 'VIEWS', load: 'neutral'},
  {id: 'view-snaps', keys: ['6'], label: '1 4 6', help: 'drive, compare, snaps; Tab', short: null, group: 'VIEWS', load: 'neutral'},
  {id: 'view-next', keys: ['tab'], label: '1 4 6', help: 'drive, compare, snaps; Tab', short: null, group: 'VIEWS', load: 'neutral'},
  {id: 'view-previous', keys: ['shift+tab'], label: '1 4 6', help: 'drive, compare, snaps; Tab', short: null, group: 'VIEWS', load: 'neutral'},
  {id: 'freeze', keys: ['f'], label: 'f', help: 'freeze the screen only', short: 'f freeze', group: 'LOOK', load: 'neutral'},
  {id: 'zoom-out', keys: [','], label: ', .', help: 'time window out / in', short: null, group: 'LOOK', load: 'neutral'},
  {id: 'zoom-in', keys: ['.'], label: ', .', help: 'time window out / in', short: null, group: 'LOOK', load: 'neutral'},
  {id: 'help', keys: ['?'], label: '?', help: 'this help', short: '? help', group: 'APP', load: 'neutral'},
  {id: 'escape', keys: ['escape'], label: 'Esc', help: 'close, answer no', short: null, group: 'APP', load: 'neutral'},
  {id: 'repaint', keys: ['ctrl+l'], label: '^L', help: 'redraw the screen', short: null, group: 'APP', load: 'neutral'},
  {id: 'suspend', keys: ['ctrl+z'], label: '^Z', help: 'load to 0, then suspend', short: null, group: 'APP', load: 'lowers'},
  {id: 'quit', keys: ['q'], label: 'q', help: 'quit (asks while load runs)', short: 'q quit', group: 'APP', load: 'neutral'},
];

const byKey: ReadonlyMap<string, KeyCommand> = new Map(
  keyTable.flatMap((command) => command.keys.map((key) => [key, command] as const)),
);

/** The command a key stands for on the drive view, or null. */
export function commandOf(key: string): KeyCommand | null {
  return byKey.get(key) ?? null;
}

/** One line of the help screen: commands that share a label are one. */
export interface KeyHelpLine {
  readonly label: string;
  readonly help: string;
}

/** The help screen's lines of one group, in the table's order. */
export function keyHelp(group: KeyGroup): readonly KeyHelpLine[] {
  const lines = new Map<string, KeyHelpLine>();
  for (const {group: own, label, help} of keyTable)
    if (own === group && !lines.has(label)) lines.set(label, {label, help});
  return [...lines.values()];
}

/** Keys of a recording, for the help screen. */
export const playbackKeyHelp: readonly KeyHelpLine[] = [
  {label: 'h l', help: '10 seconds back / on'},
  {label: 'H L', help: 'a minute back / on'},
  {label: 'g G', help: 'to its start / end'},
  {label: 'space', help: 'play / pause'},
  {label: '^Z', help: 'suspend'},
  {label: 'q', help: 'quit'},
];

/** Keys that only one view has, for the help screen. */
export const viewKeyHelp: Readonly<Record<ViewName, readonly KeyHelpLine[]>> = {
  drive: [],
  compare: [
    {label: 'h l', help: 'align load, window, time'},
    {label: 'u / d', help: 'swap A and B / figures'},
  ],
  snaps: [
    {label: 'j k g G', help: 'row'},
    {label: 'Enter v', help: 'compare / mark two'},
    {label: 'n e D', help: 'note, export, delete'},
    {label: '/ < >', help: 'filter, sort'},
  ],
};
