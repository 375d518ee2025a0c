import {parseProfileDocument} from '../files/parse-profile.ts';
import {type ConvertNotes, envName, type Json} from './converted.ts';

/**
 * Replaces variables that stand where nothing can have filled them yet by the environment's, in place: a source may
 * keep its variables from one run to the next, a virtual user begins without any.
 */
export function fillLateFromEnvironment(document: Json, notes: ConvertNotes): void {
  const {thresholds: _, ...plain} = document;
  const parsed = parseProfileDocument(plain, 'profile');
  if (!('problems' in parsed)) return;
  for (const {path, variable} of parsed.problems) {
    if (variable === undefined) continue;
    const name = envName(variable);
    notes.leave(
      `variable ${variable}`,
      `it is used before a request of the flow has filled it: set ${name} in the environment`,
    );
    replaceAt(document, keysOf(path), (text) =>
      text.replaceAll(new RegExp(`(?<!\\$)\\$\\{${variable}\\}`, 'g'), () => `\${env:${name}}`),
    );
  }
}

/** Of a problem's path: `scenarios[0].flow["a b"]`. */
function keysOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([A-Za-z_$][\w$]*)/g)].map(([, index, quoted, name]) =>
    index === undefined ? (quoted === undefined ? name! : (JSON.parse(quoted) as string)) : Number(index),
  );
}

/** In every text there. */
function replaceAt(
  holder: unknown,
  [key, ...rest]: readonly (string | number)[],
  replace: (text: string) => string,
): void {
  if (typeof holder !== 'object' || holder === null || key === undefined) return;
  const record = holder as Record<string | number, unknown>;
  if (rest.length > 0) replaceAt(record[key], rest, replace);
  else record[key] = inEveryText(record[key], replace);
}

function inEveryText(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => inEveryText(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inEveryText(item, replace)]));
}
