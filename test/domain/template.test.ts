import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  escapeTemplate,
  holdsTemplate,
  parseTemplate,
  printTemplatePart,
  templatePattern,
  type TemplatePart,
} from '../../source/domain/template.ts';

const text = (value: string): TemplatePart => ({kind: 'text', text: value});

describe('a template', () => {
  test.each<[string, readonly TemplatePart[]]>([
    ['', []],
    ['plain $ { } text', [text('plain $ { } text')]],
    ['${a}', [{kind: 'variable', name: 'a'}]],
    ['x${a}y${b_1}', [text('x'), {kind: 'variable', name: 'a'}, text('y'), {kind: 'variable', name: 'b_1'}]],
    ['${data.user}', [{kind: 'data', source: null, column: 'user'}]],
    ['${data.users.first name}', [{kind: 'data', source: 'users', column: 'first name'}]],
    ['${vu.id}${iteration}${uuid}', [{kind: 'vu-id'}, {kind: 'iteration'}, {kind: 'uuid'}]],
    ['${random(-3, 9)}', [{kind: 'random', min: -3, max: 9}]],
    ['${randomName}', [{kind: 'variable', name: 'randomName'}]],
    ['${env:HOME}', [{kind: 'env', name: 'HOME'}]],
    ['${auth.token}', [{kind: 'variable', name: 'auth.token'}]],
    ['$${a}', [text('${a}')]],
    ['$$${a}', [text('$${a}')]],
    ['a$${b}${c}', [text('a${b}'), {kind: 'variable', name: 'c'}]],
    ['${a}$${', [{kind: 'variable', name: 'a'}, text('${')]],
    ['{"a":"${b}"}', [text('{"a":"'), {kind: 'variable', name: 'b'}, text('"}')]],
  ])('%s', (template, parts) => {
    expect(parseTemplate(template)).toEqual({parts});
  });

  test.each([
    ['${}', 'is empty'],
    ['${a', 'has no closing }'],
    ['{"a":"${b"}', '"${b" has no closing }'],
    ['${a b}', 'is not known'],
    ['${ a }', 'write ${a}'],
    ['${vu}', 'write ${vu.id}'],
    ['${__VU}', 'write ${vu.id}'],
    ['${__ITER}', 'write ${iteration}'],
    ['${__ENV.A}', 'write ${env:A}'],
    ['${env:a-b}', "is not a variable's name"],
    ['${data.a.b.c}', 'is not a column'],
    ['${data.}', 'is not a column'],
    ['${data}', 'is not known'],
    ['${random(1)}', 'write ${random(1,9)}'],
    ['${random(9,1)}', 'write ${random(1,9)}'],
    ['${random}', 'write ${random(1,9)}'],
    ['${1a}', 'is not known'],
  ])('%s is a problem that says what to write', (template, message) => {
    expect(parseTemplate(template)).toMatchObject({problem: expect.stringContaining(message)});
  });

  const piece = fc.constantFrom(
    '$',
    '{',
    '}',
    '$${',
    '${a}',
    '${data.x}',
    '${random(1,2)}',
    '${',
    'env:',
    'b',
    '\n',
    '"',
  );

  test('of any text ends: in parts that print to the same parts again, or in a problem', () => {
    const any = fc.oneof(
      fc.string(),
      fc.array(piece, {maxLength: 10}).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(any, (template) => {
        const parsed = parseTemplate(template);
        const {parts} = 'problem' in parsed ? {parts: []} : parsed;
        expect(parseTemplate(parts.map(printTemplatePart).join(''))).toEqual({parts});
        expect('problem' in parsed ? parsed.problem.length : 11).toBeGreaterThan(10);
      }),
      {numRuns: 1000},
    );
  });

  test('pattern for editors takes exactly what is a template', () => {
    const pattern = new RegExp(templatePattern());
    fc.assert(
      fc.property(
        fc.array(piece, {maxLength: 10}).map((pieces) => pieces.join('')),
        (template) => {
          expect({template, taken: pattern.test(template)}).toEqual({
            template,
            taken: 'parts' in parseTemplate(template),
          });
        },
      ),
      {numRuns: 2000},
    );
  });

  test('that is escaped is the text itself', () => {
    fc.assert(
      fc.property(
        fc.array(piece, {maxLength: 8}).map((pieces) => pieces.join('')),
        (value) => {
          expect(parseTemplate(escapeTemplate(value))).toEqual({parts: value === '' ? [] : [text(value)]});
          expect(holdsTemplate(escapeTemplate(value))).toBe(false);
        },
      ),
    );
  });
});
