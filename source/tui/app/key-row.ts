import type {ViewName} from '../ui-state.ts';

/**
 * A place with keys of its own: a view, a recording (whose keys come before those of the view it is shown in), an open
 * dialog by its kind, a standing question, a line that is being typed, the profile picker, the first screen.
 */
export type KeyScope = ViewName | 'recording' | TypingScope | DialogScope | 'question' | 'picker';

export type DialogScope = 'quit' | 'baseline' | 'scenarios' | 'help' | 'snapshot-export' | 'snapshot-delete';

/** Where printable keys are text: none of them can be a command there. */
export type TypingScope = 'prompt' | 'ramp' | 'first-run';

export type KeyGroup = 'DRIVE' | 'CAPTURE' | 'VIEWS' | 'LOOK' | 'LISTS' | 'APP';

/** A line of the key table. */
export interface KeyRow {
  readonly id: string;
  /** As `KeyPress` names them. */
  readonly keys: readonly string[];
  /** Where it is a key: everywhere in a session, or in these places alone. */
  readonly scopes: 'session' | readonly KeyScope[];
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
