import {Ajv2020} from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';
import {profileJsonSchema} from '../../source/files/profile-json-schema.ts';
import {anyPath, profileDocumentArbitrary, replaced} from './profile-arbitrary.ts';

const validate = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  unicodeRegExp: false,
}).compile(profileJsonSchema());

const problemsOf = (document: unknown): string[] => {
  const parsed = parseProfileDocument(document, 'x.json');
  return 'problems' in parsed ? parsed.problems.map(({message}) => message) : [];
};

/** Names looked up elsewhere, sums, the insides of texts: what only the parser refuses. */
const beyondSchemas =
  /^(?:nothing fills |\$\{data\.|is not a JSONPath|is not a regular expression|no request has |no check has |has (?:no )?".*" ?,?.*column of the first row|is the name of another |hold \d+ requests that differ)/;

describe('the schema for editors', () => {
  test('takes every profile the parser takes, whatever the grammar makes', () => {
    fc.assert(
      fc.property(profileDocumentArbitrary, (document) => {
        expect(problemsOf(document)).toEqual([]);
        expect({valid: validate(document), errors: validate.errors}).toEqual({valid: true, errors: null});
      }),
      {numRuns: 100},
    );
  });

  test('agrees with the parser on profiles with one wrong value, but for what no schema can see', () => {
    const wrong = fc.oneof(
      fc.constant(undefined),
      fc.jsonValue({maxDepth: 1}),
      fc.constantFrom<unknown>(
        '',
        ' ',
        '1s',
        '5',
        0,
        -1,
        1e9,
        'a\nb',
        '${x}',
        '${env:A}',
        '2xx',
        '<1kb',
        [],
        {},
        [{}],
        true,
      ),
    );
    const document = profileDocumentArbitrary.chain((valid) =>
      fc.tuple(anyPath(valid), wrong).map(([path, value]) => replaced(valid, path, value)),
    );
    fc.assert(
      fc.property(document, (changed) => {
        const problems = problemsOf(changed);
        const valid = validate(changed);
        const seen = problems.filter((message) => !beyondSchemas.test(message));
        expect(valid ? seen : []).toEqual([]);
        expect({valid, refused: problems.length > 0}).not.toEqual({valid: false, refused: false});
      }),
      {numRuns: 500},
    );
  });
});
