/** Words a variable of a flow must not have: they mean something else in a template. */
const reserved: ReadonlySet<string> = new Set(['iteration', 'uuid', 'random', 'data', 'vu', 'env', 'auth']);

/** A variable's name as templates take it: letters, digits and `_`. */
export function variableName(text: string): string {
  const name = text
    .replaceAll(/\W+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 60);
  const safe = name === '' ? 'value' : /^\d/.test(name) ? `_${name}` : name;
  return reserved.has(safe) ? `${safe}_` : safe;
}
