import {PerftuiError} from '../domain/errors.ts';
import {encodeValue, type ValueEncoding} from '../domain/encode-value.ts';
import type {PlanData, PlanText, PlanValue} from '../domain/run-plan.ts';
import {parseTemplate, type TemplatePart} from '../domain/template.ts';
import {didYouMean} from '../domain/did-you-mean.ts';
import type {EnvironmentFiller} from './environment-template.ts';

/** What templates may speak of. */
export interface TextScope {
  readonly filler: EnvironmentFiller;
  /** Index = `PlanValue.variable`. */
  readonly variables: readonly string[];
  /** Index = `PlanValue.source`. */
  readonly data: readonly NamedData[];
}

/** A source of rows; `name` null: it is the only one and is called `data`. */
export interface NamedData extends PlanData {
  readonly name: string | null;
}

/**
 * A text of the profile as the engine takes it: `${env:NAME}` filled in, names turned into indices, and a plain string
 * where nothing is left to be filled in. What the environment holds is never read as a template.
 * @param where what the text is, for the message
 * @throws PerftuiError ERR_PROFILE for a template that cannot be filled in
 */
export function prepareText(text: string, where: string, encode: ValueEncoding, scope: TextScope): PlanText {
  const parsed = parseTemplate(text);
  if ('problem' in parsed) throw new PerftuiError('ERR_PROFILE', `${where}: ${parsed.problem}`);
  const parts: (string | PlanValue)[] = [];
  for (const part of parsed.parts) {
    const prepared = preparePart(part, where, encode, scope);
    const last = parts.at(-1);
    if (typeof prepared === 'string' && typeof last === 'string') parts[parts.length - 1] = last + prepared;
    else if (prepared !== '') parts.push(prepared);
  }
  if (parts.length === 0) return '';
  const [first] = parts;
  return parts.length === 1 && typeof first === 'string' ? first : {parts, encode};
}

function preparePart(part: TemplatePart, where: string, encode: ValueEncoding, scope: TextScope): string | PlanValue {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'env':
      return encodeValue(scope.filler.value(part.name), encode);
    case 'variable':
      return {kind: 'variable', variable: variableIndex(part.name, scope.variables, where)};
    case 'data':
      return {kind: 'data', ...dataIndex(part, scope.data, where)};
    case 'random':
      return {kind: 'random', min: part.min, max: part.max};
    case 'vu-id':
    case 'iteration':
    case 'uuid':
    default:
      return {kind: part.kind};
  }
}

/** @throws PerftuiError ERR_PROFILE naming the one that was perhaps meant */
export function variableIndex(name: string, variables: readonly string[], where: string): number {
  const index = variables.indexOf(name);
  if (index !== -1) return index;
  const near = didYouMean(name, variables);
  const advice = near === null ? 'no "extract" fills it' : `did you mean "${near}"?`;
  throw new PerftuiError('ERR_PROFILE', `${where}: unknown variable "${name}"; ${advice}`);
}

function dataIndex(part: DataPart, data: readonly NamedData[], where: string): {source: number; column: number} {
  const found = findColumn(part, data);
  if ('problem' in found) throw new PerftuiError('ERR_PROFILE', `${where}: ${found.problem}`);
  return found;
}

type DataPart = Pick<TemplatePart & {readonly kind: 'data'}, 'source' | 'column'>;

/** Which source and column a `${data.…}` means, by index; else what is wrong with it and what was perhaps meant. */
function findColumn(
  {source, column}: DataPart,
  data: readonly NamedData[],
): {readonly source: number; readonly column: number} | {readonly problem: string} {
  const written = source === null ? `\${data.${column}}` : `\${data.${source}.${column}}`;
  if (data.length === 0) return {problem: `${written} needs "data": a file or rows`};
  const names = data.flatMap(({name}) => name ?? []);
  if (source === null && data.length > 1) {
    return {problem: `${written} does not say of which data: write \${data.${names[0] ?? 'NAME'}.${column}}`};
  }
  const index = source === null ? 0 : data.findIndex(({name}) => name === source);
  if (index === -1) {
    const near = didYouMean(source!, names);
    const advice = near !== null ? `did you mean "${near}"?` : names.length > 0 ? `there is ${names.join(', ')}` : '';
    return {problem: `${written}: no data has the name "${source}"${advice === '' ? '' : `; ${advice}`}`};
  }
  const {columns, label} = data[index]!;
  const at = columns.indexOf(column);
  if (at !== -1) return {source: index, column: at};
  const near = didYouMean(column, columns);
  const advice = near === null ? `its columns are ${columns.slice(0, 20).join(', ')}` : `did you mean "${near}"?`;
  return {problem: `${label} has no column "${column}"; ${advice}`};
}

/** The text with something in place of each value: enough to check what surrounds them. */
export function skeletonOf(text: PlanText, standIn: string): string {
  if (typeof text === 'string') return text;
  return text.parts.map((part) => (typeof part === 'string' ? part : standIn)).join('');
}
