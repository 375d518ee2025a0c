import type {PacerClock} from '../app/commit-pacer.ts';
import type {KeyPress} from '../app/key-press.ts';
import type {Theme} from '../theme/theme.ts';
import type {ScreenSize} from '../ui-state.ts';
import type {Chooser} from './chooser.ts';
import {
  selectedEntry,
  withEntries,
  withRecordings,
  type PickerEntry,
  type PickerState,
  type StartCheck,
} from './picker-model.ts';
import {pastePicker, pressPicker, settleStart, type PickerEffect, type PickerOutcome} from './press-picker.ts';
import {renderPicker} from './render-picker.ts';

export interface PickerServices {
  readonly version: string;
  readonly clock: PacerClock;
  /** Since 1970. */
  readonly nowMs: () => number;
  /** Makes the checks before a start, telling all of them each time one is through. Never rejects. */
  readonly check: (
    entry: PickerEntry,
    tell: (checks: readonly StartCheck[]) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Every problem, a line each. Never rejects. */
  readonly validate: (entry: PickerEntry) => Promise<readonly string[]>;
  /** Recorded runs of this folder, newest first. Never rejects. */
  readonly recordings: () => Promise<readonly PickerEntry[]>;
  /** Writes a copy, or deletes; all profiles as they are then, or why not. Never rejects. */
  readonly copy: (entry: PickerEntry, name: string) => Promise<PickerChange>;
  readonly remove: (entry: PickerEntry) => Promise<PickerChange>;
}

/** What came of a change to the files: what to say, and the profiles there are now (null: nothing has changed). */
export interface PickerChange {
  readonly text: string;
  readonly entries: readonly PickerEntry[] | null;
}

/** `state` is where the picker stood, to come back to. */
export type PickerChoice =
  | {
      readonly kind: 'start' | 'manual' | 'dry-run' | 'edit' | 'open' | 'replay';
      readonly entry: PickerEntry;
      readonly state: PickerState;
    }
  | {readonly kind: 'new' | 'leave'; readonly state: PickerState};

/** Somebody who walks down the list does not want every one of them looked at. */
const restMs = 150;

/** The profile picker without a terminal: state, keys, and the checks made meanwhile. */
export class PickerChooser implements Chooser<PickerChoice> {
  readonly chosen: Promise<PickerChoice>;
  readonly #services: PickerServices;
  readonly #choose: (choice: PickerChoice) => void;
  #state: PickerState;
  #listener: (repaint: boolean) => void = () => {};
  #checking: AbortController | null = null;
  #cancelRest: () => void = () => {};
  #isDisposed = false;

  constructor(state: PickerState, services: PickerServices) {
    const {promise, resolve} = Promise.withResolvers<PickerChoice>();
    this.chosen = promise;
    this.#choose = resolve;
    this.#services = services;
    this.#state = {...state, checks: [], checksDone: false, isStarting: false};
    this.#check(0);
    void this.#listRecordings();
  }

  draw(size: ScreenSize, theme: Theme): readonly string[] {
    const {version, nowMs} = this.#services;
    return renderPicker(this.#state, size, theme, {version, nowMs: nowMs()});
  }

  press(press: KeyPress): void {
    this.#take(pressPicker(this.#state, press));
  }

  paste(text: string): void {
    this.#take(pastePicker(this.#state, text));
  }

  onChange(listener: (repaint: boolean) => void): void {
    this.#listener = listener;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#stopChecking();
  }

  #stopChecking(): void {
    this.#cancelRest();
    this.#checking?.abort();
  }

  #take({state, effect}: PickerOutcome): void {
    this.#state = state;
    if (effect !== null) this.#act(effect);
    this.#listener(effect === 'repaint');
  }

  #act(effect: PickerEffect): void {
    const state = this.#state;
    const entry = selectedEntry(state);
    switch (effect) {
      case 'check':
        this.#check(state.isStarting ? 0 : restMs);
        return;
      case 'validate':
        if (entry !== null) void this.#validate(entry);
        return;
      case 'copy':
        if (entry !== null && state.overlay?.kind === 'copy') {
          void this.#change(this.#services.copy(entry, state.overlay.line.text.trim()));
        }
        return;
      case 'delete':
        if (entry !== null) void this.#change(this.#services.remove(entry));
        return;
      case 'start':
      case 'manual':
      case 'dry-run':
      case 'edit':
      case 'open':
      case 'replay':
        if (entry !== null) this.#choose({kind: effect, entry, state});
        return;
      case 'new':
      case 'leave':
        this.#choose({kind: effect, state});
        return;
      case 'repaint':
      default:
    }
  }

  async #listRecordings(): Promise<void> {
    const recordings = await this.#services.recordings();
    if (this.#isDisposed || recordings.length === 0) return;
    const isFirst = this.#state.kind === 'recordings' && selectedEntry(this.#state) === null;
    this.#take({state: withRecordings(this.#state, recordings), effect: isFirst ? 'check' : null});
  }

  /** The list is read anew; the cursor goes to what has come, or stays where it was. */
  async #change(change: Promise<PickerChange>): Promise<void> {
    const {text, entries} = await change;
    if (this.#isDisposed) return;
    const before = this.#state;
    if (entries === null) return this.#take({state: {...before, hint: text}, effect: null});
    const recordings = before.entries.filter(({origin}) => origin === 'recording');
    const state = withEntries({...before, overlay: null}, [...entries, ...recordings]);
    this.#take({state: {...state, hint: text, checks: [], checksDone: false}, effect: 'check'});
    void this.#listRecordings();
  }

  #check(afterMs: number): void {
    this.#stopChecking();
    const checking = new AbortController();
    this.#checking = checking;
    this.#cancelRest = this.#services.clock.after(afterMs, () => {
      const entry = selectedEntry(this.#state);
      if (entry !== null && entry.recording === undefined) void this.#makeChecks(entry, checking.signal);
    });
  }

  async #makeChecks(entry: PickerEntry, signal: AbortSignal): Promise<void> {
    const tell = (checks: readonly StartCheck[]): void => {
      if (!signal.aborted) this.#take({state: {...this.#state, checks}, effect: null});
    };
    await this.#services.check(entry, tell, signal);
    if (!signal.aborted) this.#take(settleStart({...this.#state, checksDone: true}));
  }

  async #validate(entry: PickerEntry): Promise<void> {
    const lines = await this.#services.validate(entry);
    if (this.#state.overlay?.kind !== 'problems' || selectedEntry(this.#state) !== entry) return;
    this.#take({state: {...this.#state, overlay: {kind: 'problems', lines, top: 0}}, effect: null});
  }
}
