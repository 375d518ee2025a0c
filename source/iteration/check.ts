import {isDeepStrictEqual} from 'node:util';
import type {CheckRule, Threshold} from '../domain/profile.ts';
import type {PlanCheck} from '../domain/run-plan.ts';
import {compileJsonPath} from './json-path.ts';
import type {ResponseView} from './response-view.ts';
import {statusIn} from './statuses.ts';
import {compileTextRule} from './text-rule.ts';

/** Passed, failed, failed because the body was cut: what was looked for may lie beyond. */
export type CheckOutcome = 0 | 1 | 2;

/** A check, ready to be asked. It never throws: one that cannot be made of a body has failed. */
export function compileCheck({rule}: PlanCheck): (response: ResponseView) => CheckOutcome {
  const ask = compileRule(rule);
  return (response) => {
    try {
      return ask(response);
    } catch {
      return 1;
    }
  };
}

function compileRule(rule: CheckRule): (response: ResponseView) => CheckOutcome {
  switch (rule.kind) {
    case 'status': {
      const {statuses} = rule;
      return (response) => (statusIn(statuses, response.status) ? 0 : 1);
    }
    case 'header':
      return compileHeaderCheck(rule);
    case 'body':
      return compileBodyCheck(rule);
    case 'jsonpath':
      return compileJsonCheck(rule);
    case 'latency': {
      const {operator, ms} = rule;
      return (response) => (compares(response.latencyMs, operator, ms) ? 0 : 1);
    }
    case 'size':
    default: {
      const {operator, bytes} = rule;
      return (response) => (compares(response.bodyBytes, operator, bytes) ? 0 : 1);
    }
  }
}

function compileHeaderCheck({header, rule}: CheckRule & {kind: 'header'}): (response: ResponseView) => CheckOutcome {
  const holds = rule === null ? () => true : compileTextRule(rule);
  return (response) => {
    const value = response.header(header);
    return value !== null && holds(value) ? 0 : 1;
  };
}

function compileBodyCheck({rule}: CheckRule & {kind: 'body'}): (response: ResponseView) => CheckOutcome {
  const holds = compileTextRule(rule);
  const wantsAll = rule.kind === 'equals';
  return (response) => {
    const text = response.text();
    if (!(wantsAll && response.isCut) && holds(text ?? '')) return 0;
    return response.isCut ? 2 : 1;
  };
}

function compileJsonCheck(rule: CheckRule & {kind: 'jsonpath'}): (response: ResponseView) => CheckOutcome {
  const path = compileJsonPath(rule.path);
  const {equals} = rule;
  return (response) => {
    const value = path(response.json());
    const holds = equals === undefined ? value !== undefined : isSame(value, equals);
    if (holds) return 0;
    return response.isCut ? 2 : 1;
  };
}

function isSame(value: unknown, wanted: unknown): boolean {
  return value === wanted || (typeof wanted === 'object' && wanted !== null && isDeepStrictEqual(value, wanted));
}

function compares(value: number, operator: Threshold['operator'], bound: number): boolean {
  switch (operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '===':
      return value === bound;
    case '!=':
    default:
      return value !== bound;
  }
}
