import {PerftuiError} from '../domain/errors.ts';
import {parseTemplate} from '../domain/template.ts';
import type {Environment} from './user-folders.ts';

const template = /\$\{env:([A-Za-z_]\w*)\}/;

/** Whether the text holds a `${env:NAME}`. */
export function hasTemplate(text: string): boolean {
  return template.test(text);
}

/** Looks variables of the environment up and remembers what it gave out and what was not there. */
export class EnvironmentFiller {
  readonly values = new Set<string>();
  readonly missing = new Set<string>();
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  /** A variable's value; '' when it is missing, which is told at the end for all of them. */
  value(name: string): string {
    const value = Object.hasOwn(this.#env, name) ? this.#env[name] : undefined;
    if (value === undefined) this.missing.add(name);
    else if (value !== '') this.values.add(value);
    return value ?? '';
  }

  /** A variable that need not be there; null: it is not, or is empty. Not among `values`: the caller says what of it is secret. */
  known(name: string): string | null {
    return (Object.hasOwn(this.#env, name) ? this.#env[name] : undefined) || null;
  }

  /**
   * A text that is the same for the whole run: only `${env:NAME}` is filled in, `$${` is a `${`. What is filled in is
   * not read as a template again.
   * @param where what the text is, for the message
   * @throws PerftuiError ERR_PROFILE when it holds another template
   */
  fill(text: string, where: string): string {
    const parsed = parseTemplate(text);
    if ('problem' in parsed) throw new PerftuiError('ERR_PROFILE', `${where}: ${parsed.problem}`);
    return parsed.parts
      .map((part) => {
        if (part.kind === 'text') return part.text;
        if (part.kind === 'env') return this.value(part.name);
        throw new PerftuiError('ERR_PROFILE', `${where}: only \${env:NAME} is filled in here`);
      })
      .join('');
  }
}
