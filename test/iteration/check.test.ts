import {expect, it} from 'vitest';
import type {CheckRule} from '../../source/domain/profile.ts';
import {compileCheck, type CheckOutcome} from '../../source/iteration/check.ts';
import type {ResponseView} from '../../source/iteration/response-view.ts';
import {responseOf} from './fixtures.ts';

function outcome(rule: CheckRule, response: ResponseView): CheckOutcome {
  return compileCheck({check: 0, rule})(response);
}

const page = responseOf('{"items":[{"id":3,"tags":["a"]}],"name":"x","none":null}', [
  ['Content-Type', 'application/json'],
]);

const rules: [CheckRule, 0 | 1][] = [
  [{kind: 'status', statuses: [[200, 200]]}, 0],
  [
    {
      kind: 'status',
      statuses: [
        [201, 299],
        [500, 599],
      ],
    },
    1,
  ],
  [{kind: 'header', header: 'content-type', rule: null}, 0],
  [{kind: 'header', header: 'etag', rule: null}, 1],
  [{kind: 'header', header: 'content-type', rule: {kind: 'contains', text: 'json'}}, 0],
  [{kind: 'header', header: 'content-type', rule: {kind: 'equals', text: 'json'}}, 1],
  [{kind: 'header', header: 'content-type', rule: {kind: 'matches', pattern: '^application/\\w+$'}}, 0],
  [{kind: 'header', header: 'etag', rule: {kind: 'contains', text: ''}}, 1],
  [{kind: 'body', rule: {kind: 'contains', text: '"name":"x"'}}, 0],
  [{kind: 'body', rule: {kind: 'matches', pattern: '"id":\\d'}}, 0],
  [{kind: 'body', rule: {kind: 'equals', text: 'x'}}, 1],
  [{kind: 'jsonpath', path: '$.items[0].id', equals: 3}, 0],
  [{kind: 'jsonpath', path: '$.items[0].id', equals: '3'}, 1],
  [{kind: 'jsonpath', path: '$.items[0].tags', equals: ['a']}, 0],
  [{kind: 'jsonpath', path: '$.items[0]', equals: {tags: ['a'], id: 3}}, 0],
  [{kind: 'jsonpath', path: '$.none'}, 0],
  [{kind: 'jsonpath', path: '$.none', equals: null}, 0],
  [{kind: 'jsonpath', path: '$.missing'}, 1],
  [{kind: 'jsonpath', path: '$.missing', equals: null}, 1],
  [{kind: 'latency', operator: '<', ms: 10}, 1],
  [{kind: 'latency', operator: '<=', ms: 10}, 0],
  [{kind: 'latency', operator: '>', ms: 9}, 0],
  [{kind: 'latency', operator: '>=', ms: 11}, 1],
  [{kind: 'size', operator: '===', bytes: 56}, 0],
  [{kind: 'size', operator: '!=', bytes: 56}, 1],
];

it.each(rules)('%j comes out %d', (rule, expected) => {
  expect(outcome(rule, page)).toBe(expected);
});

it('what is found in the kept part of a body passes though the body was cut', () => {
  const cut = responseOf('needle and much hay', [], {kept: 8});
  expect(outcome({kind: 'body', rule: {kind: 'contains', text: 'needle'}}, cut)).toBe(0);
  expect(outcome({kind: 'body', rule: {kind: 'matches', pattern: '^needle'}}, cut)).toBe(0);
});

it('what may lie beyond the cap fails as cut, and a part is never equal to the whole', () => {
  const cut = responseOf('needle and much hay', [], {kept: 6});
  expect(outcome({kind: 'body', rule: {kind: 'contains', text: 'hay'}}, cut)).toBe(2);
  expect(outcome({kind: 'body', rule: {kind: 'equals', text: 'needle'}}, cut)).toBe(2);
  expect(outcome({kind: 'jsonpath', path: '$.a'}, cut)).toBe(2);
});

it('size is that of the whole body as it came, cut or not', () => {
  const cut = responseOf('x'.repeat(5000), [], {kept: 100});
  expect(outcome({kind: 'size', operator: '===', bytes: 5000}, cut)).toBe(0);
  expect(outcome({kind: 'size', operator: '<', bytes: 5000}, cut)).toBe(1);
});

it('a missing body holds nothing', () => {
  const none = responseOf(null);
  expect(outcome({kind: 'body', rule: {kind: 'contains', text: 'x'}}, none)).toBe(1);
  expect(outcome({kind: 'body', rule: {kind: 'equals', text: ''}}, none)).toBe(0);
  expect(outcome({kind: 'jsonpath', path: '$'}, none)).toBe(1);
});

it('one that cannot be made of a body has failed, and does not throw', () => {
  const deep = '['.repeat(30_000) + ']'.repeat(30_000);
  const response = responseOf(deep);
  expect(outcome({kind: 'jsonpath', path: '$', equals: JSON.parse(deep) as unknown}, response)).toBe(1);
  expect(outcome({kind: 'jsonpath', path: '$'}, response)).toBe(0);
});
