import type {Profile} from '../../domain/profile.ts';
import type {EditedLine} from '../app/edit-line.ts';

/** A profile as the picker lists it. */
export interface PickerEntry {
  /** What `perftui run` calls it. */
  readonly name: string;
  readonly origin: 'here' | 'yours' | 'shipped' | 'recording';
  readonly file: string;
  /** Null: it has problems. */
  readonly profile: Profile | null;
  readonly problemCount: number;
  /** When a run of it was last begun from this folder, ms since 1970; null: not known. */
  readonly lastRunAtMs: number | null;
  /** Of a recorded run, which is no profile; absent: it is one. */
  readonly recording?: RecordingFacts;
}

/** What a recorded run's first and last lines tell; null: they do not. */
export interface RecordingFacts {
  readonly startedAtMs: number | null;
  readonly profileName: string | null;
  readonly targetLabel: string | null;
  readonly durationMs: number | null;
  /** `under way`: it is being recorded. */
  readonly state: 'closed' | 'under way' | 'unclosed' | 'unreadable';
  readonly endedBy: string | null;
  readonly bytes: number;
}

/** What is listed: all profiles, the user's own among them, or recorded runs. */
export const pickerKinds = ['profiles', 'presets', 'recordings'] as const;
export type PickerKind = (typeof pickerKinds)[number];

/** One thing that has to be right before a start. */
export interface StartCheck {
  /** `unknown`: it could not be looked at, because of one before it. */
  readonly outcome: 'pending' | 'ok' | 'warning' | 'failed' | 'unknown';
  readonly text: string;
}

export type PickerOverlay =
  | {readonly kind: 'help'}
  /** The name a copy is to have. */
  | {readonly kind: 'copy'; readonly line: EditedLine}
  | {readonly kind: 'delete'}
  /** `lines` null: still being read. */
  | {readonly kind: 'problems'; readonly lines: readonly string[] | null; readonly top: number};

export interface PickerState {
  readonly entries: readonly PickerEntry[];
  readonly kind: PickerKind;
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
  /** It was `m`: at 0 VUs, without the plan. */
  readonly isManual?: boolean;
  readonly hint: string | null;
}

export function initialPicker(entries: readonly PickerEntry[]): PickerState {
  return {
    entries,
    kind: 'profiles',
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
  const state = {...before, entries};
  const file = (added === -1 ? selectedEntry(before) : entries[added])?.file;
  if (added !== -1 && entries[added]!.origin !== 'recording') return select(initialPicker(entries), file);
  return select(state, file);
}

/** Recorded runs take longer to list: they come to what is there already. */
export function withRecordings(before: PickerState, recordings: readonly PickerEntry[]): PickerState {
  const entries = [...before.entries.filter(({origin}) => origin !== 'recording'), ...recordings];
  return select({...before, entries}, selectedEntry(before)?.file);
}

function select(state: PickerState, file: string | undefined): PickerState {
  return {
    ...state,
    selected: Math.max(
      0,
      shownEntries(state).findIndex((entry) => entry.file === file),
    ),
  };
}

/** Those of a kind, filtered or not. */
export function entriesOfKind({entries, kind}: Pick<PickerState, 'entries' | 'kind'>): readonly PickerEntry[] {
  if (kind === 'recordings') return entries.filter(({origin}) => origin === 'recording');
  if (kind === 'presets') return entries.filter(({origin}) => origin === 'yours');
  return entries.filter(({origin}) => origin !== 'recording');
}

/** The entries of the kind that hold every word of the filter in name, target or description. */
export function shownEntries(state: Pick<PickerState, 'entries' | 'filter' | 'kind'>): readonly PickerEntry[] {
  const words = state.filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const entries = entriesOfKind(state);
  if (words.length === 0) return entries;
  return entries.filter(({name, origin, profile, recording}) => {
    const target = profile?.target ?? recording?.targetLabel ?? '';
    const text = `${name} ${origin} ${target} ${profile?.description ?? ''}`.toLowerCase();
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
