import type {Profile} from '../../domain/profile.ts';
import type {EditedLine} from '../app/edit-line.ts';

/** A profile as the picker lists it. */
export interface PickerEntry {
  /** What `perftui run` calls it. */
  readonly name: string;
  readonly origin: 'here' | 'yours' | 'shipped';
  readonly file: string;
  /** Null: it has problems. */
  readonly profile: Profile | null;
  readonly problemCount: number;
  /** When a run of it was last begun from this folder, ms since 1970; null: not known. */
  readonly lastRunAtMs: number | null;
}

/** One thing that has to be right before a start. */
export interface StartCheck {
  /** `unknown`: it could not be looked at, because of one before it. */
  readonly outcome: 'pending' | 'ok' | 'warning' | 'failed' | 'unknown';
  readonly text: string;
}

export type PickerOverlay =
  | {readonly kind: 'help'}
  /** `lines` null: still being read. */
  | {readonly kind: 'problems'; readonly lines: readonly string[] | null; readonly top: number};

export interface PickerState {
  readonly entries: readonly PickerEntry[];
  /** Among those the filter leaves. */
  readonly selected: number;
  readonly filter: EditedLine;
  /** The filter is being typed. */
  readonly isTyping: boolean;
  readonly overlay: PickerOverlay | null;
  /** Of the selected one. */
  readonly checks: readonly StartCheck[];
  readonly checksDone: boolean;
  /** Enter was pressed: it starts once its checks have been made, and none of them failed. */
  readonly isStarting: boolean;
  readonly hint: string | null;
}

export function initialPicker(entries: readonly PickerEntry[]): PickerState {
  return {
    entries,
    selected: 0,
    filter: {text: '', cursor: 0},
    isTyping: false,
    overlay: null,
    checks: [],
    checksDone: false,
    isStarting: false,
    hint: null,
  };
}

/** The list read anew: a profile that has come is selected, else the same one as before. */
export function withEntries(before: PickerState, entries: readonly PickerEntry[]): PickerState {
  const known = new Set(before.entries.map(({file}) => file));
  const added = entries.findIndex(({file}) => !known.has(file));
  if (added !== -1) return {...initialPicker(entries), selected: added};
  const state = {...before, entries};
  const file = selectedEntry(before)?.file;
  return {
    ...state,
    selected: Math.max(
      0,
      shownEntries(state).findIndex((entry) => entry.file === file),
    ),
  };
}

/** The entries that hold every word of the filter in name, target or description. */
export function shownEntries({entries, filter}: Pick<PickerState, 'entries' | 'filter'>): readonly PickerEntry[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  return entries.filter(({name, origin, profile}) => {
    const text = `${name} ${origin} ${profile?.target ?? ''} ${profile?.description ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function selectedEntry(state: PickerState): PickerEntry | null {
  return shownEntries(state)[state.selected] ?? null;
}

/** What stands in the way of a start; null: nothing that is known. */
export function failedCheck({checks}: Pick<PickerState, 'checks'>): StartCheck | null {
  return checks.find(({outcome}) => outcome === 'failed') ?? null;
}
