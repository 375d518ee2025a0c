import {redactedMark} from './redact.ts';

/**
 * A value as a recording holds it, with the texts from which secrets were taken out put back from where they came: each
 * from the same place of another value of the same shape.
 * @returns beside it the places for which there was nothing: `scenarios[0].flow[2].request.body`
 */
export function fillRedacted<Value>(
  recorded: Value,
  own: Value | null,
): {readonly value: Value; readonly missing: readonly string[]} {
  const missing: string[] = [];
  return {value: filled(recorded, own, '', missing) as Value, missing};
}

function filled(recorded: unknown, own: unknown, path: string, missing: string[]): unknown {
  if (typeof recorded === 'string' && recorded.includes(redactedMark)) {
    if (typeof own === 'string' && !own.includes(redactedMark)) return own;
    missing.push(path);
    return recorded;
  }
  if (Array.isArray(recorded)) {
    const list: readonly unknown[] = Array.isArray(own) ? own : [];
    return recorded.map((value, index) => filled(value, list[index], `${path}[${index}]`, missing));
  }
  if (typeof recorded !== 'object' || recorded === null) return recorded;
  const fields = typeof own === 'object' && own !== null ? (own as Readonly<Record<string, unknown>>) : {};
  return Object.fromEntries(
    Object.entries(recorded).map(([key, value]) => {
      const place = path === '' ? key : `${path}.${key}`;
      return [key, filled(value, Object.hasOwn(fields, key) ? fields[key] : undefined, place, missing)];
    }),
  );
}
