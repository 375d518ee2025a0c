import {findLines} from './parse-json.ts';
import type {ProfileProblem} from './profile-reader.ts';

/**
 * The problems with the line each stands in, in the order of the lines: that of its value, or where nothing is, of what it
 * is missing from.
 * @param text JSON that has no fault
 */
export function placeProblems(text: string, problems: readonly ProfileProblem[]): ProfileProblem[] {
  if (problems.length === 0) return [];
  const wanted = new Set(problems.flatMap(({path}) => withAncestors(path)));
  const lines = findLines(text, wanted);
  const placed = problems.map(({path, message}) => {
    const place = withAncestors(path).find((one) => lines.has(one));
    return {path, message, ...(place === undefined ? {} : {line: lines.get(place)!})};
  });
  return placed.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
}

/** `a[0].b`, `a[0]`, `a` and ``. A key in brackets and quotes may hold dots and brackets of its own. */
function withAncestors(path: string): string[] {
  const ends = [...path.matchAll(/\["(?:[^"\\]|\\.)*"\]|\[\d+\]|\.?[A-Za-z_$][\w$]*/g)].map(
    (match) => match.index + match[0].length,
  );
  return [...ends.toReversed().map((end) => path.slice(0, end)), ''];
}
