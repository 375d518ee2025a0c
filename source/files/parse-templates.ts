import type {DataDefinition} from '../domain/profile.ts';
import {authTokenVariable, parseTemplate, printTemplatePart, type TemplatePart} from '../domain/template.ts';
import {didYouMean} from '../domain/did-you-mean.ts';
import type {ProfileReader} from './profile-reader.ts';

/** Where a flow stands: `setup` and `teardown` have no rows of data. */
export type Zone = 'scenario' | 'setup' | 'teardown';

/** What a flow fills and what it uses, gathered while it is read: whether it fits is only known at its end. */
export interface Scope {
  readonly zone: Zone;
  readonly filled: Set<string>;
  readonly uses: {readonly part: TemplatePart; readonly path: string}[];
}

/** What there is besides what the flow itself extracts. */
export interface Surroundings {
  readonly variables: ReadonlySet<string>;
  /** Null when it could not be read: then nothing is said about it. */
  readonly data: readonly DataDefinition[] | null;
  readonly oauth2: boolean;
}

export function newScope(zone: Zone): Scope {
  return {zone, filled: new Set(), uses: []};
}

/** The text's parts, noted in the scope; null when a template is none. */
export function readTemplate(
  reader: ProfileReader,
  text: string,
  path: string,
  scope: Scope,
): readonly TemplatePart[] | null {
  const parsed = parseTemplate(text);
  if ('problem' in parsed) {
    const near =
      parsed.inner === null ? null : didYouMean(parsed.inner, ['vu.id', 'iteration', 'uuid', authTokenVariable]);
    const foreign = / is not known: write /.test(parsed.problem);
    return reader.fail(
      path,
      near === null || foreign ? parsed.problem : `\${${parsed.inner}} is not known; did you mean \${${near}}?`,
    );
  }
  for (const part of parsed.parts) if (part.kind !== 'text' && part.kind !== 'env') scope.uses.push({part, path});
  return parsed.parts;
}

/** Notes every use of something that nothing fills. */
export function checkScope(reader: ProfileReader, scope: Scope, around: Surroundings): void {
  const variables = [...new Set([...scope.filled, ...around.variables])];
  const told = new Set<string>();
  for (const {part, path} of scope.uses) {
    const problem =
      part.kind === 'variable'
        ? variableProblem(part.name, variables, around.oauth2)
        : part.kind === 'data'
          ? dataProblem(part, scope.zone, around.data)
          : null;
    if (problem === null || told.has(`${path} ${problem}`)) continue;
    told.add(`${path} ${problem}`);
    reader.fail(path, problem);
  }
}

function variableProblem(name: string, variables: readonly string[], oauth2: boolean): string | null {
  const whole = `\${${name}}`;
  if (name === authTokenVariable)
    return oauth2 ? null : `${whole} is the token of "auth": {"oauth2": …}, which the profile has not`;
  if (variables.includes(name)) return null;
  const near = didYouMean(name, [...variables, 'iteration', 'uuid', 'vu.id']);
  if (near !== null) return `nothing fills ${whole}; did you mean \${${near}}?`;
  const known = variables.length === 0 ? '' : `; there are ${variables.slice(0, 12).join(', ')}`;
  return `nothing fills ${whole}: no "extract" of this flow or of setup has it${known}`;
}

type DataPart = Extract<TemplatePart, {kind: 'data'}>;

function dataProblem(part: DataPart, zone: Zone, data: readonly DataDefinition[] | null): string | null {
  const whole = printTemplatePart(part);
  if (zone !== 'scenario') return `${whole}: ${zone} has no rows of data`;
  if (data === null) return null;
  if (data.length === 0) return `${whole}: the profile has no "data"`;
  const names = data.flatMap(({name}) => (name === null ? [] : [name]));
  const source = data.find(({name}) => name === part.source);
  if (source !== undefined) return columnProblem(part, source, whole);
  if (part.source === null) return `${whole}: "data" has several sources: write \${data.${names[0]}.${part.column}}`;
  if (names.length === 0) return `${whole}: the only data source has no name: write \${data.${part.column}}`;
  const near = didYouMean(part.source, names);
  return `${whole}: no data source is named "${part.source}"; ${near === null ? `there are ${names.join(', ')}` : `did you mean "${near}"?`}`;
}

/** Of rows in the profile; a file's are seen when it is read. */
function columnProblem({column}: DataPart, {file, rows}: DataDefinition, whole: string): string | null {
  if (file !== null) return null;
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0 || columns.includes(column)) return null;
  const near = didYouMean(column, columns);
  return `${whole}: the rows have no column "${column}"; ${near === null ? `there are ${columns.join(', ')}` : `did you mean "${near}"?`}`;
}
