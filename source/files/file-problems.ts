import {PerftuiError} from '../domain/errors.ts';
import type {DataDefinition, Profile, RequestDefinition} from '../domain/profile.ts';
import {parseTemplate, printTemplatePart} from '../domain/template.ts';
import {bodyFileProblem, bodyFileProblems, visitRequests} from './body-file.ts';
import {loadData} from './data-source.ts';
import {didYouMean} from '../domain/did-you-mean.ts';
import {joinPath, type ProfileProblem} from './profile-reader.ts';
import {loadTls} from './tls-files.ts';

/** Every file a profile names that cannot be read, with its place in the profile. Looks, and reads none. */
export function missingFileProblems(profile: Profile, folder: string): ProfileProblem[] {
  const {ca, cert, key} = profile.tls;
  const named = [
    ...Object.entries({ca, cert, key}).map(([name, file]) => [`tls.${name}`, file] as const),
    ...profile.data.map(({file}, index) => [`${dataPath(profile, index)}.file`, file] as const),
  ];
  const problems = named.flatMap(([path, file]) => {
    const message = file === null ? null : bodyFileProblem(file, folder);
    return message === null ? [] : [{path, message}];
  });
  return [...problems, ...bodyFileProblems(profile, folder)];
}

/** What is wrong inside the files, all of which are there: certificates, rows of data, columns that templates ask for. */
export function fileContentProblems(profile: Profile, folder: string): ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const attempt = <T>(path: string, read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof PerftuiError)) throw error;
      problems.push({path, message: error.message});
      return null;
    }
  };
  attempt('tls', () => loadTls(profile.tls, folder));
  for (const [index, source] of profile.data.entries()) {
    if (source.file === null) continue;
    const loaded = attempt(`${dataPath(profile, index)}.file`, () => loadData([source], folder));
    if (loaded !== null) problems.push(...columnProblems(profile, source, loaded[0]!.columns));
  }
  return problems;
}

function dataPath({data}: Profile, index: number): string {
  return data[0]!.name === null ? 'data' : joinPath('data', index);
}

function columnProblems(
  {headers, scenarios}: Profile,
  source: DataDefinition,
  columns: readonly string[],
): ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const check = (text: string, path: string): void => {
    const parsed = parseTemplate(text);
    for (const part of 'parts' in parsed ? parsed.parts : []) {
      if (part.kind !== 'data' || part.source !== source.name || columns.includes(part.column)) continue;
      const near = didYouMean(part.column, columns);
      const advice = near === null ? `there are ${columns.slice(0, 12).join(', ')}` : `did you mean "${near}"?`;
      const message = `${printTemplatePart(part)}: ${source.file} has no column "${part.column}"; ${advice}`;
      problems.push({path, message});
    }
  };
  const checkHeaders = (all: Readonly<Record<string, string>>, path: string): void => {
    for (const [name, value] of Object.entries(all)) check(value, joinPath(path, name));
  };
  checkHeaders(headers, 'headers');
  const visit = (request: RequestDefinition, path: string): void => {
    check(request.path, `${path}.path`);
    checkHeaders(request.headers, `${path}.headers`);
    if (request.body !== null) check(request.body, `${path}.body`);
  };
  for (const [index, {flow}] of scenarios.entries()) visitRequests(flow, `scenarios[${index}].flow`, visit);
  return problems;
}
