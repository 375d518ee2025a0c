import {PerftuiError} from '../domain/errors.ts';
import {targetProblem} from '../files/target-syntax.ts';
import type {ConvertNotes} from './converted.ts';

/** Where a request goes: `http://host:port` and the path and query behind it, `/` at least. */
export interface Place {
  readonly origin: string;
  readonly path: string;
}

/** A literal http(s) URL taken apart, without its credentials; null when it is none. */
export function placeOf(text: string): (Place & {readonly username: string; readonly password: string}) | null {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol) || url.host === '') return null;
  const origin = `${url.protocol}//${url.host}`;
  if (targetProblem(origin) !== null) return null;
  return {origin, path: `${url.pathname}${url.search}`, username: url.username, password: url.password};
}

/**
 * Keeps what goes to one server: the one most of it goes to, of equals the first. The rest is listed.
 * @throws PerftuiError ERR_PROFILE when there is nothing
 */
export function ofOneOrigin<T extends {readonly origin: string}>(
  items: readonly T[],
  notes: ConvertNotes,
): {readonly origin: string; readonly kept: T[]} {
  const counts = new Map<string, number>();
  for (const {origin} of items) counts.set(origin, (counts.get(origin) ?? 0) + 1);
  const [top] = [...counts].sort(([, one], [, other]) => other - one);
  if (top === undefined) {
    const why = notes.notCarried[0];
    throw new PerftuiError('ERR_PROFILE', 'there is no http(s) request in it', {
      hint: why === undefined ? 'it names none' : `${why.what}: ${why.why}`,
    });
  }
  for (const [origin, count] of counts) {
    if (origin === top[0]) continue;
    notes.leave(
      `${count} ${count === 1 ? 'request' : 'requests'} to ${origin}`,
      `a profile has one target, and more of it goes to ${top[0]}`,
    );
  }
  return {origin: top[0], kept: items.filter(({origin}) => origin === top[0])};
}
