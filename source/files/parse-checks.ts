import {parseFineDuration, parseSize, printFineDuration, printSize} from '../domain/fine-units.ts';
import type {Check, CheckRule, TextRule, Threshold} from '../domain/profile.ts';
import {checkForms, checkKeys, textRuleKeys} from './flow-keys.ts';
import {headerNameProblem} from './http-syntax.ts';
import {readJsonPath, readTextRule} from './parse-rule.ts';
import {describeStatuses, readStatuses} from './parse-statuses.ts';
import {joinPath, kindOf, sizeAdvice, durationAdvice, type JsonObject, type ProfileReader} from './profile-reader.ts';
import {limits} from './profile-schema.ts';

type Form = keyof typeof checkForms;

const forms = Object.keys(checkForms) as Form[];
const ruleKeys = ['equals', 'contains', 'matches'] as const;

/** `checks` of a request; every problem is in the reader. */
export function readChecks(reader: ProfileReader, value: unknown, path: string): Check[] {
  const checks: Check[] = [];
  for (const [index, item] of (reader.list(value, path) ?? []).entries()) {
    const at = joinPath(path, index);
    const check = readCheck(reader, item, at);
    if (check === null) continue;
    if (checks.some(({name}) => name === check.name)) {
      const named = (item as JsonObject)['name'] !== undefined;
      reader.fail(
        named ? joinPath(at, 'name') : at,
        `${named ? 'is' : 'has'} the name of another check of this request, ${JSON.stringify(check.name)}: give it one of its own`,
      );
    }
    checks.push(check);
  }
  return checks;
}

function readCheck(reader: ProfileReader, value: unknown, path: string): Check | null {
  const object = reader.object(value, path, checkKeys);
  if (object === null) return null;
  const [form, second] = forms.filter((key) => Object.hasOwn(object, key));
  if (form === undefined) {
    const known = Object.keys(object).some((key) => Object.hasOwn(checkKeys.fields, key));
    return known || Object.keys(object).length === 0
      ? reader.fail(path, `says not what to look at: one of ${forms.join(', ')}`)
      : null;
  }
  if (second !== undefined) {
    return reader.fail(path, `looks at ${form} and ${second}: make them two checks, one after the other`);
  }
  const allowed: readonly string[] = checkForms[form];
  for (const key of ruleKeys) {
    if (!Object.hasOwn(object, key) || allowed.includes(key)) continue;
    const takes = allowed.length === 0 ? 'nothing beside it' : `only ${allowed.map((one) => `"${one}"`).join(', ')}`;
    return reader.fail(joinPath(path, key), `does not go with "${form}", which takes ${takes}`);
  }
  const rule = readers[form](reader, object, path);
  const name = reader.get(object, path, checkKeys, 'name');
  return rule === null ? null : {name: name ?? checkName(rule), rule};
}

const readers: Readonly<Record<Form, (reader: ProfileReader, object: JsonObject, path: string) => CheckRule | null>> = {
  status(reader, object, path) {
    const statuses = readStatuses(reader, object['status'], joinPath(path, 'status'));
    return statuses === null ? null : {kind: 'status', statuses};
  },
  header(reader, object, path) {
    const header = readHeaderName(reader, object['header'], joinPath(path, 'header'));
    const rule = readTextRule(reader, object, path);
    return header === null || rule === null ? null : {kind: 'header', header, rule: rule ?? null};
  },
  body(reader, object, path) {
    const at = joinPath(path, 'body');
    if (typeof object['body'] === 'string')
      return reader.fail(at, `must be an object: {"contains": ${kindOf(object['body']).slice(9)}}`);
    const rules = reader.object(object['body'], at, textRuleKeys);
    if (rules === null) return null;
    const rule = readTextRule(reader, rules, at);
    if (rule === undefined && Object.keys(rules).length === 0)
      reader.fail(at, 'is empty: write {"contains": "…"}, {"equals": "…"} or {"matches": "…"}');
    return rule === null || rule === undefined ? null : {kind: 'body', rule};
  },
  jsonpath(reader, object, path) {
    const text = readJsonPath(reader, object['jsonpath'], joinPath(path, 'jsonpath'));
    if (text === null) return null;
    return {kind: 'jsonpath', path: text, ...(Object.hasOwn(object, 'equals') ? {equals: object['equals']} : {})};
  },
  latency(reader, object, path) {
    const bound = readBound(
      reader,
      object['latency'],
      joinPath(path, 'latency'),
      '<500ms',
      parseFineDuration,
      durationAdvice,
    );
    return bound === null ? null : {kind: 'latency', operator: bound.operator, ms: bound.value};
  },
  size(reader, object, path) {
    const bound = readBound(reader, object['size'], joinPath(path, 'size'), '<10kb', parseSize, sizeAdvice);
    return bound === null ? null : {kind: 'size', operator: bound.operator, bytes: bound.value};
  },
};

/** The name of a response's header. */
export function readHeaderName(reader: ProfileReader, value: unknown, path: string): string | null {
  const name = reader.text(value, path, {maxLength: 200});
  if (name === null) return null;
  // Requests may not set all of them, responses may have any.
  const problem = headerNameProblem(name);
  return problem === null || problem.startsWith('is set by') ? name : reader.fail(path, problem);
}

function readBound(
  reader: ProfileReader,
  value: unknown,
  path: string,
  example: string,
  parse: (text: string) => number | null,
  advice: (text: string) => string,
): {operator: Threshold['operator']; value: number} | null {
  if (typeof value !== 'string') return reader.fail(path, `must be a text such as "${example}", not ${kindOf(value)}`);
  const [, operator, text] = /^\s*(<=|>=|===|==|!=|<|>)\s*(\S.*?)\s*$/s.exec(value) ?? [];
  if (operator === undefined)
    return reader.fail(path, `needs an operator: "<${value.trim().slice(0, 40) || example.slice(1)}"`);
  const bound = parse(text!);
  if (bound === null) return reader.fail(path, advice(text!));
  return {operator: operator === '==' ? '===' : (operator as Threshold['operator']), value: bound};
}

/** What a check is called that has no name: `status is 200`, `header etag is there`, `latency < 500ms`. */
export function checkName(rule: CheckRule): string {
  return nameOf(rule)
    .replaceAll(/[\u0000-\u001F\u007F]/g, ' ')
    .slice(0, limits.maxNameLength);
}

function nameOf(rule: CheckRule): string {
  if (rule.kind === 'status') return `status is ${describeStatuses(rule.statuses)}`;
  if (rule.kind === 'header')
    return `header ${rule.header} ${rule.rule === null ? 'is there' : describeRule(rule.rule)}`;
  if (rule.kind === 'body') return `body ${describeRule(rule.rule)}`;
  if (rule.kind === 'jsonpath')
    return `${rule.path} ${'equals' in rule ? `equals ${JSON.stringify(rule.equals)}` : 'is there'}`;
  return rule.kind === 'latency'
    ? `latency ${printOperator(rule.operator)} ${printFineDuration(rule.ms)}`
    : `size ${printOperator(rule.operator)} ${printSize(rule.bytes)}`;
}

function describeRule(rule: TextRule): string {
  return `${rule.kind} ${JSON.stringify(rule.kind === 'matches' ? rule.pattern : rule.text)}`;
}

export function printOperator(operator: Threshold['operator']): string {
  return operator === '===' ? '==' : operator;
}
