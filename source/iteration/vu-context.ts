import {CookieJar} from './cookie-jar.ts';
import {streamState, uniformOf} from './random-state.ts';

const noGlobals: readonly (string | null)[] = [];

/** All that a virtual user's iteration knows: its variables, data rows, cookies and the last response's status. */
export class VuContext {
  /** From 0; `${vu.id}` is one more. */
  readonly vuId: number;
  /** −1 before the first. */
  iteration = -1;
  /** Own values by variable index. */
  readonly values: (string | null)[];
  /** Everybody's values by variable index: one array of the worker's, put in its place when it changes. */
  globals: readonly (string | null)[] = noGlobals;
  /** Row index by data source; −1: none yet. */
  readonly rows: Int32Array;
  /** Of the last response of this iteration; 0 before the first. */
  lastStatus = 0;
  /** Null where the profile keeps none. */
  readonly cookies: CookieJar | null;
  #state: number;

  /** @param seed of the run: the same seed and VU draw the same numbers */
  constructor(
    shape: {readonly variables: number; readonly sources: number; readonly cookies: boolean},
    vuId: number,
    seed: number,
  ) {
    this.vuId = vuId;
    this.values = Array.from({length: shape.variables}, () => null);
    this.rows = new Int32Array(shape.sources).fill(-1);
    this.cookies = shape.cookies ? new CookieJar() : null;
    this.#state = streamState(seed, vuId);
  }

  /** The next iteration, with nothing left of the one before. */
  beginIteration(): void {
    this.iteration++;
    this.values.fill(null);
    this.rows.fill(-1);
    this.lastStatus = 0;
    if (this.cookies !== null && !this.cookies.isEmpty) this.cookies.clear();
  }

  /** Uniform in [0, 1). */
  random(): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0;
    return uniformOf(this.#state);
  }

  /** The VU's own value, else everybody's; null: there is none. */
  value(variable: number): string | null {
    return this.values[variable] ?? this.globals[variable] ?? null;
  }
}
