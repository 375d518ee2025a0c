import {JSONPathEnvironment, type JSONPathQuery} from 'json-p3';

/** Finds the first match in a parsed JSON document; undefined: there is none. */
export type JsonPath = (document: unknown) => unknown;

// How deep `..` may go; json-p3's own 50 is less than some real documents.
const environment = new JSONPathEnvironment({maxRecursionDepth: 500});

/**
 * A JSONPath (RFC 9535), compiled. One that can match only once (`$.a.b[0]`, most are) is walked without the machinery
 * that lists of matches need.
 * @throws Error of json-p3 that says what is wrong with it
 */
export function compileJsonPath(path: string): JsonPath {
  const query = environment.compile(path);
  const keys = singularKeys(query);
  return keys === null ? (document) => firstMatch(query, document) : (document) => walk(keys, document);
}

/** Why it is no JSONPath, in words; null: it is one. */
export function jsonPathProblem(path: string): string | null {
  try {
    environment.compile(path);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function singularKeys(query: JSONPathQuery): readonly (string | number)[] | null {
  if (!query.singularQuery()) return null;
  const keys: (string | number)[] = [];
  for (const {selectors} of query.segments) {
    const selector = selectors[0];
    if (selector === undefined || selectors.length !== 1) return null;
    if ('name' in selector && typeof selector.name === 'string') keys.push(selector.name);
    else if ('index' in selector && typeof selector.index === 'number') keys.push(selector.index);
    else return null;
  }
  return keys;
}

function walk(keys: readonly (string | number)[], document: unknown): unknown {
  let at = document;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null) return undefined;
    if (Array.isArray(at)) at = typeof key === 'number' ? at.at(key) : undefined;
    else at = typeof key === 'string' && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined;
  }
  return at;
}

function firstMatch(query: JSONPathQuery, document: unknown): unknown {
  try {
    return query.match(document as Parameters<JSONPathQuery['match']>[0])?.value;
  } catch {
    // The document is deeper than `..` may go.
    return undefined;
  }
}
