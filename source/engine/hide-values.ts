import type {VuContext} from '../iteration/vu-context.ts';

const mark = '[redacted]';
/** Shorter ones would blacken half of every text. */
const leastLength = 4;
/** The least piece of a value worth hiding where a text was cut. */
const leastTailLength = 3;

/**
 * What a virtual user knows and nobody above its worker does: values it extracted, everybody's, and its cookies. Any of
 * them may be a secret, and an answer may repeat it.
 */
export function knownValues({values, globals, cookies}: VuContext): readonly string[] {
  return [...values, ...globals, ...(cookies?.values ?? [])].filter((value) => value !== null);
}

/**
 * The text with `[redacted]` where it holds one of the values, as it is or as URLs and JSON spell it.
 * @param wasCut the text ends where it was cut: the beginning of a value there goes too
 */
export function hideValues(text: string, values: readonly string[], wasCut = false): string {
  const forms = [...new Set(values.filter(({length}) => length >= leastLength).flatMap(spellings))];
  // The longest first: one may be a part of another.
  forms.sort((a, b) => b.length - a.length);
  let hidden = text;
  for (const form of forms) hidden = hidden.replaceAll(form, mark);
  const tail = wasCut ? Math.max(0, ...forms.map((form) => tailLength(hidden, form))) : 0;
  return tail < leastTailLength ? hidden : hidden.slice(0, -tail) + mark;
}

function spellings(value: string): string[] {
  const inUrl = encodeURIComponent(value.toWellFormed());
  const inJson = JSON.stringify(value).slice(1, -1);
  return [value, inUrl, inUrl.replaceAll('%20', '+'), inJson, inJson.replaceAll('/', '\\/')];
}

/** How many letters at the end of the text may be the beginning of `form`. */
function tailLength(text: string, form: string): number {
  for (let length = Math.min(text.length, form.length - 1); length > 0; length--) {
    if (text.endsWith(form.slice(0, length))) return length;
  }
  return 0;
}
