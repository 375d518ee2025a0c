import * as fc from 'fast-check';
import {expect, it} from 'vitest';
import type {ExtractionSource} from '../../source/domain/profile.ts';
import {compileExtractions} from '../../source/iteration/extract.ts';
import {FlowError} from '../../source/iteration/flow-error.ts';
import type {ResponseView} from '../../source/iteration/response-view.ts';
import {contextOf, responseOf} from './fixtures.ts';

function extracted(
  from: ExtractionSource,
  response: ResponseView,
  fallback: string | null = null,
  context = contextOf(),
): string | null {
  compileExtractions([{variable: 1, from, fallback}], 'login')!(response, context);
  return context.values[1]!;
}

const json = responseOf(
  JSON.stringify({token: 'abc', id: 7, ok: false, none: null, list: [{a: 1}, {a: 2}], deep: {x: [1, 2]}}),
);

it.each([
  ['$.token', 'abc'],
  ['$.id', '7'],
  ['$.ok', 'false'],
  ['$.list[-1].a', '2'],
  ['$["list"][0]["a"]', '1'],
  ['$.list[*].a', '1'],
  ['$..x', '[1,2]'],
  ['$.list[?@.a > 1].a', '2'],
  ['$.deep', '{"x":[1,2]}'],
])('%s is %s', (path, value) => {
  expect(extracted({kind: 'jsonpath', path}, json)).toBe(value);
});

it.each(['$.nothing', '$.none', '$.token.x', '$.list[9]', '$.toString', '$.list.length', '$[0]'])(
  'nothing is found at %s: a flow error that names request and place',
  (path) => {
    expect(() => extracted({kind: 'jsonpath', path}, json)).toThrow(new FlowError(`login: nothing found at ${path}`));
    expect(extracted({kind: 'jsonpath', path}, json, '')).toBe('');
  },
);

it('a regex gives its first group, or all of its match', () => {
  const page = responseOf('<input name="csrf" value="t0k-ü">');
  expect(extracted({kind: 'regex', pattern: 'value="([^"]+)"'}, page)).toBe('t0k-ü');
  expect(extracted({kind: 'regex', pattern: 't0k-.'}, page)).toBe('t0k-ü');
  expect(() => extracted({kind: 'regex', pattern: 'x=(\\d+)'}, page)).toThrow('login: nothing found by /x=(\\d+)/');
});

it('headers and cookies are found; the jar has cookies that an earlier hop gave', () => {
  const response = responseOf(null, [
    ['Location', '/next'],
    ['set-cookie', 'sid=one; Path=/'],
    ['set-cookie', 'sid=two; HttpOnly'],
  ]);
  expect(extracted({kind: 'header', name: 'location'}, response)).toBe('/next');
  expect(extracted({kind: 'cookie', name: 'sid'}, response)).toBe('two');
  expect(() => extracted({kind: 'cookie', name: 'other'}, response)).toThrow('login: nothing found in cookie other');
  const context = contextOf();
  context.cookies!.store(['other=from-hop'], '/', 0);
  expect(extracted({kind: 'cookie', name: 'other'}, response, null, context)).toBe('from-hop');
});

it('what is not found in a body that was cut is told so', () => {
  const cut = responseOf('{"token":"abc"}', [], {kept: 9});
  expect(() => extracted({kind: 'jsonpath', path: '$.token'}, cut)).toThrow(
    "login: nothing found at $.token; only the body's first 9 bytes were looked at",
  );
});

it('JSON nested too deep to be printed is no value, and what is beside it is found', () => {
  const deep = '['.repeat(30_000) + ']'.repeat(30_000);
  const response = responseOf(`{"deep":${deep},"id":7}`);
  for (const path of ['$', '$.deep']) {
    expect(() => extracted({kind: 'jsonpath', path}, response)).toThrow(
      new FlowError(`login: nothing found at ${path}`),
    );
  }
  expect(extracted({kind: 'jsonpath', path: '$.deep'}, response, 'else')).toBe('else');
  expect(extracted({kind: 'jsonpath', path: '$.id'}, response)).toBe('7');
});

it('nothing to extract compiles to nothing', () => {
  expect(compileExtractions([], 'login')).toBeNull();
});

it('no body makes an extraction throw anything but a flow error', () => {
  const sources: ExtractionSource[] = [
    {kind: 'jsonpath', path: '$..a[?@.b == 1]'},
    {kind: 'jsonpath', path: '$.a[0].b'},
    {kind: 'regex', pattern: 'a(b)?'},
    {kind: 'cookie', name: 'a'},
  ];
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  fc.assert(
    fc.property(
      fc.oneof(fc.json(), fc.string({unit: 'binary'}), fc.constant(deep)),
      fc.constantFrom(...sources),
      fc.string({unit: 'binary'}),
      (body, from, cookie) => {
        const failure = failureOf(() => extracted(from, responseOf(body, [['set-cookie', cookie]])));
        expect(failure === null || failure instanceof FlowError).toBe(true);
      },
    ),
  );
});

function failureOf(run: () => void): unknown {
  try {
    run();
    return null;
  } catch (error) {
    return error;
  }
}
