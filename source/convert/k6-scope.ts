import type {AnyNode} from 'acorn';
import type {RequestDocument} from './converted.ts';
import type {Target} from './k6-names.ts';
import type {AnyFunction} from './script-syntax.ts';

/** Rows of a SharedArray: a data source of the profile. */
export interface RowSource {
  /** Null: the only one. */
  readonly name: string | null;
  readonly file: string | null;
  readonly rows: readonly unknown[];
  mode: 'sequential' | 'random' | 'unique' | 'per-vu' | null;
}

/** What a name of the script stands for. */
export type Binding =
  /** Read where it is used. */
  | {readonly kind: 'node'; readonly node: AnyNode; readonly scope: Scope}
  | {readonly kind: 'function'; readonly node: AnyFunction; readonly scope: Scope}
  | {readonly kind: 'response'; readonly request: RequestDocument}
  | {readonly kind: 'responses'; readonly requests: readonly RequestDocument[]}
  /** A part of a response's JSON; `variable` is what it was taken into, null: not yet. */
  | {
      readonly kind: 'json';
      readonly request: RequestDocument;
      readonly keys: readonly (string | number)[];
      readonly variable: string | null;
    }
  /** A template as it stands, and what its value is in JSON; null: one or the other. */
  | {readonly kind: 'text'; readonly text: string; readonly type: 'text' | 'number' | null}
  /** `${name}`. */
  | {readonly kind: 'variable'; readonly name: string}
  /** An object whose members are variables: what setup gave back, or an empty one that is filled. */
  | {readonly kind: 'variables'}
  | {readonly kind: 'members'; readonly members: ReadonlyMap<string, Binding>}
  | {readonly kind: 'rows'; readonly source: RowSource}
  | {readonly kind: 'row'; readonly source: RowSource}
  | {readonly kind: 'nothing'};

/** Names and what they stand for, inside those of the block around. */
export class Scope {
  readonly #names = new Map<string, Binding>();
  readonly #targets = new Map<string, Target>();
  readonly #around: Scope | null;

  constructor(around: Scope | null = null) {
    this.#around = around;
  }

  get(name: string): Binding | null {
    return this.#names.get(name) ?? this.#around?.get(name) ?? null;
  }

  declare(name: string, binding: Binding): void {
    this.#names.set(name, binding);
  }

  /** What values are taken into that the name is given here. */
  newTarget(name: string): Target {
    const target = {name, variable: null};
    this.#targets.set(name, target);
    return target;
  }

  /** The same of a name that was declared somewhere. */
  target(name: string): Target {
    return this.#targets.get(name) ?? this.#around?.targetAround(name) ?? this.newTarget(name);
  }

  targetAround(name: string): Target | null {
    return this.#targets.get(name) ?? this.#around?.targetAround(name) ?? null;
  }

  /** Where it was declared; here when it was nowhere. */
  assign(name: string, binding: Binding): void {
    if (this.#names.has(name) || this.#around?.get(name) == null) this.#names.set(name, binding);
    else this.#around.assign(name, binding);
  }
}
