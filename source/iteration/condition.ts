import type {PlanCondition} from '../domain/run-plan.ts';
import {statusIn} from './statuses.ts';
import {compileTextRule} from './text-rule.ts';
import type {VuContext} from './vu-context.ts';

/** An `if`, ready to be asked. A variable without a value fulfils no rule. */
export function compileCondition(condition: PlanCondition): (context: VuContext) => boolean {
  const {negated} = condition;
  if (condition.kind === 'status') {
    const {statuses} = condition;
    return (context) => statusIn(statuses, context.lastStatus) !== negated;
  }
  const {variable} = condition;
  const holds = condition.rule === null ? () => true : compileTextRule(condition.rule);
  return (context) => {
    const value = context.value(variable);
    return (value !== null && holds(value)) !== negated;
  };
}
