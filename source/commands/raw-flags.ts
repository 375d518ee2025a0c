/** What stands on the command line, by the flag's name in camel case. */
export type RawFlags = Readonly<Record<string, unknown>>;

export type FlagCheck = <T>(flag: string, parse: (text: string) => T | null, expected: string) => T | null;

/**
 * Reads single flags one after the other, null where one is not given.
 * @param problems takes a line for each that cannot be read
 */
export function createFlagCheck(raw: RawFlags, problems: string[]): FlagCheck {
  return (flag, parse, expected) => {
    const text = textOf(raw[flag]);
    if (text === null) return null;
    const value = parse(text);
    if (value === null) {
      problems.push(`--${dashed(flag)} ${text === '' ? 'has no value' : `"${text}"`}: expected ${expected}`);
    }
    return value;
  };
}

/** As it is typed: `max-vus`. */
export function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The last of a flag's values; null: not given. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : Array.isArray(value) && value.length > 0 ? String(value.at(-1)) : null;
}

/** All of a flag's values. */
export function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
}
