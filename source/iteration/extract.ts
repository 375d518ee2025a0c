import type {ExtractionSource} from '../domain/profile.ts';
import type {PlanExtraction} from '../domain/run-plan.ts';
import {cookiePair} from './cookie-jar.ts';
import {FlowError} from './flow-error.ts';
import {compileJsonPath} from './json-path.ts';
import type {ResponseView} from './response-view.ts';
import type {VuContext} from './vu-context.ts';

type Finder = (response: ResponseView, context: VuContext) => string | null;

/**
 * Fills variables from a response; null: there is nothing to extract.
 * @param where begins the error's text: the request's name
 * @returns throws FlowError `login: nothing found at $.token` when nothing is found and there is no fallback
 */
export function compileExtractions(
  list: readonly PlanExtraction[],
  where: string,
): ((response: ResponseView, context: VuContext) => void) | null {
  if (list.length === 0) return null;
  const compiled = list.map((one) => ({...one, find: compileFinder(one.from), place: placeOf(one.from)}));
  return (response, context) => {
    for (const {variable, find, fallback, place} of compiled) {
      const value = foundBy(find, response, context) ?? fallback;
      if (value === null) throw new FlowError(`${where}: nothing found ${place}${cutNote(response, place)}`);
      context.values[variable] = value;
    }
  };
}

/** A body may be such that looking into it throws (JSON nested too deep to be printed): nothing is found then. */
function foundBy(find: Finder, response: ResponseView, context: VuContext): string | null {
  try {
    return find(response, context);
  } catch {
    return null;
  }
}

function compileFinder(from: ExtractionSource): Finder {
  switch (from.kind) {
    case 'jsonpath': {
      const path = compileJsonPath(from.path);
      return (response) => textOf(path(response.json()));
    }
    case 'regex': {
      const pattern = new RegExp(from.pattern, 'u');
      return (response) => {
        const match = pattern.exec(response.text() ?? '');
        return match === null ? null : ((match.length > 1 ? match[1] : match[0]) ?? null);
      };
    }
    case 'header':
      return (response) => response.header(from.name);
    case 'cookie':
    default:
      return (response, context) =>
        response
          .setCookies()
          .map(cookiePair)
          .findLast((pair) => pair?.name === from.name)?.value ??
        context.cookies?.value(from.name) ??
        null;
  }
}

/** JSON's null is no value; objects and lists are their JSON text. */
function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function placeOf(from: ExtractionSource): string {
  switch (from.kind) {
    case 'jsonpath':
      return `at ${from.path}`;
    case 'regex':
      return `by /${from.pattern}/`;
    case 'header':
      return `in header ${from.name}`;
    case 'cookie':
    default:
      return `in cookie ${from.name}`;
  }
}

function cutNote(response: ResponseView, place: string): string {
  const looksAtBody = place.startsWith('at ') || place.startsWith('by ');
  return looksAtBody && response.isCut ? `; only the body's first ${response.keptBytes} bytes were looked at` : '';
}
