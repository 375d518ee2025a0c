import type {RequestDocument} from './converted.ts';
import {variableName} from './variable-names.ts';

/** A name of the script that values are taken into; every value it is given goes into the same variable. */
export interface Target {
  readonly name: string;
  /** Null: nothing has been taken into it. */
  variable: string | null;
}

/**
 * What the variables of a profile are called: a script's names are told apart by where they stand, a flow's are not.
 * Those that setup fills are everybody's, the others last for one flow.
 */
export class VariableNames {
  #setup: ReadonlySet<RequestDocument> | null = null;
  readonly #shared = new Set<string>();
  readonly #every = new Set<string>();
  readonly #flow = new Set<string>();
  readonly #ofJson = new Set<string>();

  /** @param setup all requests of setup, which has been read */
  beginFlow(setup: readonly RequestDocument[]): void {
    if (this.#setup === null) for (const name of this.#every) this.#shared.add(name);
    this.#setup = new Set(setup);
    this.#flow.clear();
  }

  /**
   * Adds an extraction, the same one once.
   * @param wanted a target keeps its variable, a name gets one that is free
   */
  extract(request: RequestDocument, source: unknown, wanted: string | Target): string {
    const target = typeof wanted === 'string' ? {name: wanted, variable: null} : wanted;
    const name = this.#nameFor(request, JSON.stringify(source), target);
    (request.extract ??= {})[name] = source;
    target.variable = name;
    this.#every.add(name);
    if (typeof source === 'string') this.#ofJson.add(name);
    if (this.#setup?.has(request) === true) this.#shared.add(name);
    else this.#flow.add(name);
    return name;
  }

  /** Whether it is a part of a response's JSON: no text, perhaps. */
  isOfJson(name: string): boolean {
    return this.#ofJson.has(name);
  }

  #nameFor(request: RequestDocument, source: string, {name: wanted, variable}: Target): string {
    const of = (name: string): string | undefined => JSON.stringify(request.extract?.[name]);
    if (variable !== null && (of(variable) === undefined || of(variable) === source)) return variable;
    const base = variableName(wanted);
    let name = base;
    for (let count = 2; of(name) !== source && (of(name) !== undefined || this.#isTaken(name, request)); count++)
      name = `${base}_${count}`;
    return name;
  }

  #isTaken(name: string, request: RequestDocument): boolean {
    return this.#setup?.has(request) === true ? this.#every.has(name) : this.#shared.has(name) || this.#flow.has(name);
  }
}
