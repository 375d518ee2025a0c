import {printLevel, type LoadPoint} from './print-load.ts';

/** The name of a snapshot nobody gave one: by the first of these loads that is not 0, by none where all are. */
export function nameByLoad(profileName: string, loads: readonly (LoadPoint | null)[]): string {
  const named = loads.find((load) => load !== null && load.level > 0);
  const number = named === undefined || named === null ? '0' : printLevel(named.level, named.model);
  return number === '0' ? profileName : `${profileName}-${number}`;
}

/** The name itself, or with `-2`, `-3` … behind it where others have it: two of one name cannot be told apart. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let at = 2; ; at++) if (!taken.has(`${name}-${at}`)) return `${name}-${at}`;
}
