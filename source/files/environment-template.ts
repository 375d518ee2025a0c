import type {Environment} from './user-folders.ts';

const template = /\$\{env:([A-Za-z_]\w*)\}/g;

/** Whether the text holds a `${env:NAME}`. */
export function hasTemplate(text: string): boolean {
  return text.search(template) !== -1;
}

/** Fills `${env:NAME}` and remembers what it filled in and what it could not. */
export class EnvironmentFiller {
  readonly values = new Set<string>();
  readonly missing = new Set<string>();
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  /** @param encode how a value is written at this place (escaped in JSON, percent-encoded in a path) */
  fill(text: string, encode: (value: string) => string = (value) => value): string {
    return text.replaceAll(template, (_, name: string) => {
      const value = Object.hasOwn(this.#env, name) ? this.#env[name] : undefined;
      if (value === undefined) this.missing.add(name);
      else if (value !== '') this.values.add(value);
      return value === undefined ? '' : encode(value);
    });
  }
}
