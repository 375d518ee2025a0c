import * as fc from 'fast-check';
import {expect, it} from 'vitest';
import type {PlanText, PlanValue} from '../../source/domain/run-plan.ts';
import {FlowError} from '../../source/iteration/flow-error.ts';
import {compileHeaderText, compileText} from '../../source/iteration/text.ts';
import {contextOf, users} from './fixtures.ts';

const names = {variables: ['token', 'id', 'next'], data: [users]};
const token: PlanValue = {kind: 'variable', variable: 0};

function written(text: PlanText, context = contextOf()): string {
  return compileText(text, names).write(context);
}

it('a text without values is static and is itself', () => {
  const compiled = compileText('/api/${not-a-template}', names);
  expect(compiled.isStatic).toBe(true);
  expect(compiled.write(contextOf())).toBe('/api/${not-a-template}');
  expect(compileText({parts: ['a', 'b'], encode: 'plain'}, names).isStatic).toBe(true);
});

it("a variable is the VU's own value, else everybody's", () => {
  const context = contextOf();
  context.globals = ['everybody', null, null];
  const text: PlanText = {parts: ['Bearer ', token], encode: 'plain'};
  expect(written(text, context)).toBe('Bearer everybody');
  context.values[0] = 'own';
  expect(written(text, context)).toBe('Bearer own');
});

it('a variable without a value is a flow error that names it', () => {
  expect(() => written({parts: [token], encode: 'plain'})).toThrow(new FlowError('variable token has no value'));
});

it('an empty value is a value', () => {
  const context = contextOf();
  context.values[0] = '';
  expect(written({parts: ['[', token, ']'], encode: 'plain'}, context)).toBe('[]');
});

it('data comes from the row of the iteration; without a row it is a flow error', () => {
  const text: PlanText = {parts: [{kind: 'data', source: 0, column: 0}], encode: 'plain'};
  const context = contextOf();
  expect(() => written(text, context)).toThrow('users.csv: no row for column user');
  context.rows[0] = 1;
  expect(written(text, context)).toBe('bob');
});

it('VU ids begin at 1, iterations at 0', () => {
  const context = contextOf({vuId: 4});
  const text: PlanText = {parts: [{kind: 'vu-id'}, '/', {kind: 'iteration'}], encode: 'plain'};
  expect(written(text, context)).toBe('5/0');
  context.beginIteration();
  expect(written(text, context)).toBe('5/1');
});

it('each uuid is another one, of version 4', () => {
  const uuids = Array.from({length: 50}, () => written({parts: [{kind: 'uuid'}], encode: 'plain'}));
  expect(new Set(uuids).size).toBe(50);
  for (const uuid of uuids) expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

it('random numbers reach both ends and nothing else, the same ones for the same seed', () => {
  const text: PlanText = {parts: [{kind: 'random', min: -1, max: 2}], encode: 'plain'};
  const draw = (context = contextOf()): string[] => Array.from({length: 400}, () => written(text, context));
  const drawn = draw();
  expect([...new Set(drawn)].sort()).toEqual(['-1', '0', '1', '2']);
  expect(draw()).toEqual(drawn);
  expect(draw(contextOf({vuId: 1}))).not.toEqual(drawn);
});

it('random numbers of a range wider than one draw stay in it', () => {
  const [min, max] = [-8_000_000_000_000_000, 8_000_000_000_000_000];
  const context = contextOf();
  for (let i = 0; i < 200; i++) {
    const value = Number(written({parts: [{kind: 'random', min, max}], encode: 'plain'}, context));
    expect(Number.isSafeInteger(value)).toBe(true);
    expect(Math.abs(value)).toBeLessThanOrEqual(max);
  }
});

it('whatever a value holds, a JSON body stays JSON that holds it', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), (value) => {
      const context = contextOf();
      context.values[0] = value;
      const body = written({parts: ['{"a":"', token, '"}'], encode: 'json'}, context);
      expect(JSON.parse(body)).toEqual({a: value});
    }),
  );
});

it('whatever a value holds, a path can be sent', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), (value) => {
      const context = contextOf();
      context.values[0] = value;
      expect(written({parts: ['/a/', token], encode: 'path'}, context)).toMatch(/^\/a\/[\u0021-\u0022\u0024-\u007E]*$/);
    }),
  );
});

it('a value may be a piece of a path with its query', () => {
  const context = contextOf();
  context.values[0] = 'page/2?q=a b&c=1%20#top';
  expect(written({parts: ['/', token], encode: 'path'}, context)).toBe('/page/2?q=a%20b&c=1%20%23top');
});

it.each(['a\r\nx-evil: 1', 'a\nb', 'a\u0000', '漢'])(
  'a header that %j would break is a flow error, without the value',
  (value) => {
    const context = contextOf();
    context.values[0] = value;
    const compiled = compileHeaderText({parts: ['Bearer ', token], encode: 'plain'}, names, 'authorization');
    expect(() => compiled.write(context)).toThrow(
      new FlowError('header authorization: a value holds letters that a header cannot carry'),
    );
  },
);
