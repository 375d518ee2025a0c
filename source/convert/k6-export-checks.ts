import type {Check, Condition, Extraction, RequestDefinition, StatusSet, TextRule} from '../domain/profile.ts';
import {
  canonicalHeader,
  jsonCode,
  type K6Uses,
  keyCode,
  member,
  quoted,
  regexCode,
  selectorOf,
} from './k6-export-text.ts';

/** `check(res, {…});`, or nothing when no check has a form k6 knows. */
export function checkCode(response: string, {checks, name}: RequestDefinition, uses: K6Uses): string[] {
  const entries = checks.flatMap((check: Check) => {
    const condition = ruleCode(check, uses);
    if (condition === null)
      uses.notes.leave(`check ${check.name} of ${name}`, "k6's selectors have no such JSONPath or pattern");
    return condition === null ? [] : [`  ${keyCode(check.name)}: (r) => ${condition},`];
  });
  return entries.length === 0 ? [] : [`check(${response}, {`, ...entries, '});'];
}

function ruleCode({name, rule}: Check, uses: K6Uses): string | null {
  switch (rule.kind) {
    case 'status':
      return statusCode(rule.statuses, 'r');
    case 'header': {
      const header = `r.headers[${quoted(canonicalHeader(rule.header))}]`;
      return rule.rule === null ? `${header} !== undefined` : textRuleCode(rule.rule, `(${header} || '')`, header);
    }
    case 'body':
      return textRuleCode(rule.rule, `(r.body || '')`, 'r.body');
    case 'jsonpath': {
      const selector = selectorOf(rule.path);
      if (selector === null) return null;
      const value = `r.json(${quoted(selector)})`;
      if (rule.equals === undefined) return `${value} !== undefined`;
      if (typeof rule.equals === 'object' && rule.equals !== null) {
        return `JSON.stringify(${value}) === ${quoted(JSON.stringify(rule.equals))}`;
      }
      return `${value} === ${typeof rule.equals === 'string' ? quoted(rule.equals) : jsonCode(rule.equals, uses)}`;
    }
    case 'latency':
      return `r.timings.duration ${rule.operator} ${rule.ms}`;
    case 'size':
    default:
      uses.notes.leave(`check ${name}`, 'k6 counts the characters of a body, not its bytes');
      return `(r.body || '').length ${rule.operator} ${rule.bytes}`;
  }
}

/** @param safe the subject where it may be missing; @param bare the subject itself */
function textRuleCode(rule: TextRule, safe: string, bare: string): string | null {
  if (rule.kind === 'equals') return `${bare} === ${quoted(rule.text)}`;
  if (rule.kind === 'contains') return `${safe}.includes(${quoted(rule.text)})`;
  const regex = regexCode(rule.pattern);
  return regex === null ? null : `${regex}.test(${safe})`;
}

export function statusCode(statuses: StatusSet, response: string): string {
  return statuses
    .map(([from, to]) =>
      from === to ? `${response}.status === ${from}` : `${response}.status >= ${from} && ${response}.status <= ${to}`,
    )
    .join(' || ');
}

/** What an `if` asks; null when k6 has no such pattern. */
export function conditionCode(condition: Condition, response: string): string | null {
  const plain = condition.kind === 'status' ? statusCode(condition.statuses, response) : variableCode(condition);
  return plain === null || !condition.negated ? plain : `!(${plain})`;
}

function variableCode({name, rule}: Extract<Condition, {kind: 'variable'}>): string | null {
  const variable = `vars${member(name)}`;
  return rule === null ? variable : textRuleCode(rule, `String(${variable} || '')`, `String(${variable} || '')`);
}

/** `vars.token = found('token', res.json('token'));` */
export function extractionCode(response: string, {variable, from, fallback}: Extraction, uses: K6Uses): string[] {
  const value = sourceCode(response, from, uses);
  uses.helpers.add('found');
  if (value === null) {
    uses.notes.leave(`extraction of ${variable}`, "k6's selectors have no such JSONPath or pattern");
    return fallback === null ? [] : [`vars${member(variable)} = ${quoted(fallback)};`];
  }
  const otherwise = fallback === null ? '' : `, ${quoted(fallback)}`;
  return [`vars${member(variable)} = found(${quoted(variable)}, ${value}${otherwise});`];
}

function sourceCode(response: string, from: Extraction['from'], uses: K6Uses): string | null {
  switch (from.kind) {
    case 'jsonpath': {
      const selector = selectorOf(from.path);
      return selector === null ? null : `${response}.json(${quoted(selector)})`;
    }
    case 'regex': {
      const regex = regexCode(from.pattern);
      // An alternative that matches nothing shows how many groups there are.
      const groups = regex === null ? 0 : new RegExp(`${from.pattern}|`, 'u').exec('')!.length - 1;
      return regex === null ? null : `(${regex}.exec(${response}.body) || [])[${groups > 0 ? 1 : 0}]`;
    }
    case 'header':
      return `${response}.headers[${quoted(canonicalHeader(from.name))}]`;
    case 'cookie':
    default:
      uses.helpers.add('cookieOf');
      return `cookieOf(${response}, ${quoted(from.name)})`;
  }
}
