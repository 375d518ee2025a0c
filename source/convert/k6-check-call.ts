import type {AnyNode} from 'acorn';
import type {RequestDocument} from './converted.ts';
import {checkRules} from './k6-checks.ts';
import type {K6Context} from './k6-values.ts';
import {checkName} from './postman-script.ts';
import {propertyKey, whereOf} from './script-syntax.ts';

/** Adds the conditions of a `check()` to the request whose response it looks at; lists those that have no such form. */
export function readChecks(
  conditions: Extract<AnyNode, {type: 'ObjectExpression'}>,
  request: RequestDocument,
  {context, subject}: {readonly context: K6Context; readonly subject: AnyNode},
): void {
  const response = subject.type === 'Identifier' ? subject.name : null;
  for (const property of conditions.properties) {
    const key = propertyKey(property);
    const rules = key === null || property.type !== 'Property' ? null : checkRules(property.value, response);
    if (rules === null) {
      context.notes.leave(
        whereOf(property, context.source),
        'a check asks for status, header, body, JSON, latency or size',
      );
      continue;
    }
    for (const [index, rule] of rules.entries()) {
      const checks = (request.checks ??= []);
      const wanted = checkName(index === 0 ? key! : `${key!} (${index + 1})`);
      let name = wanted;
      for (let count = 2; checks.some((check) => check['name'] === name); count++) name = `${wanted} (${count})`;
      checks.push({...rule, name});
    }
  }
}
