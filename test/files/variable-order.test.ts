import {describe, expect, test} from 'vitest';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';

const fill = (path = '/t') => ({request: {path, extract: {token: '$.t'}}});
const use = {request: {path: '/u/${token}'}};

function problemsOf(document: object): string[] {
  const parsed = parseProfileDocument({target: 'demo', ...document}, 'x');
  return 'profile' in parsed ? [] : parsed.problems.map(({path, message}) => `${path}: ${message}`);
}

const ofFlow = (...flow: object[]): string[] => problemsOf({scenarios: [{flow}]});

describe('a variable used before anything has filled it is a problem', () => {
  test('with the step that fills it', () => {
    expect(ofFlow(use, fill())).toEqual([
      'scenarios[0].flow[0].request.path: ${token} is filled only by scenarios[0].flow[1], not before it is used here',
    ]);
  });

  test.each([
    ['in the same request', [{request: {path: '/${token}', extract: {token: '$.t'}}}]],
    ['in a header', [{request: {path: '/', headers: {'x-a': '${token}'}}}, fill()]],
    ['in a body', [{request: {path: '/', body: {a: ['${token}']}}}, fill()]],
    ['in a group', [{group: 'g', flow: [use]}, fill()]],
    ['in a repeat whose turns do not fill it', [{repeat: 2, flow: [use]}, fill()]],
    ['in a repeat of one turn', [{repeat: 1, flow: [use, fill()]}]],
    ['by a request sent at the same time', [{parallel: [fill(), use]}]],
    ['in the other branch', [{if: {status: 200}, then: [fill()], else: [use]}]],
    ['after a branch that asks for it', [{if: {variable: 'token'}, then: [{think: '1s'}]}, use, fill()]],
    ['where it is asked not to be', [{if: {variable: 'token', not: true}, then: [use]}, fill()]],
  ])('%s', (_, flow) => {
    expect(ofFlow(...flow)).toEqual([expect.stringContaining('${token} is filled only by scenarios[0].flow[')]);
  });

  test('in setup and teardown too', () => {
    const scenarios = [{flow: [{request: {path: '/'}}]}];
    expect(problemsOf({setup: [use, fill()], scenarios})).toEqual([expect.stringContaining('only by setup[1]')]);
    expect(problemsOf({teardown: [use, fill()], scenarios})).toEqual([expect.stringContaining('only by teardown[1]')]);
  });

  test('as a header of the profile, when requests before it would be sent with it', () => {
    const headers = {authorization: 'Bearer ${token}'};
    expect(problemsOf({headers, scenarios: [{flow: [fill(), {request: {path: '/a'}}]}]})).toEqual([
      'headers.authorization: ${token} is filled only by scenarios[0].flow[0], and scenarios[0].flow[0] is sent with it before: fill it in setup, or write the header at the requests that follow',
    ]);
    const own = {request: {...fill().request, headers: {Authorization: 'none'}}};
    expect(problemsOf({headers, scenarios: [{flow: [own, {request: {path: '/a'}}]}]})).toEqual([]);
    expect(problemsOf({headers, setup: [fill()], scenarios: [{flow: [{request: {path: '/a'}}]}]})).toEqual([]);
    expect(problemsOf({headers, scenarios: [{flow: [own]}, {flow: [{request: {path: '/a'}}]}]})).toEqual([
      expect.stringContaining('headers.authorization: nothing fills ${token} for scenarios[1].flow[0]'),
    ]);
  });
});

test.each([
  ['by the step before', [fill(), use]],
  ['in a group before', [{group: 'g', flow: [fill()]}, use]],
  ['in a branch before', [{if: {status: 200}, then: [{think: '1s'}], else: [fill()]}, use]],
  ['in the same branch', [{if: {variable: 'token', not: true}, then: [fill(), use]}, use]],
  ['at the same time before', [{parallel: [fill(), fill('/b')]}, use]],
  ['by a later step of a turn before', [{repeat: '1-3', flow: [use, fill()]}]],
  ['where it is asked for', [{if: {variable: 'token'}, then: [use], else: [fill()]}]],
  ['where it is not asked not to be', [{if: {variable: 'token', not: true}, then: [fill()], else: [use]}]],
  [
    'where it is asked for around another question',
    [{if: {variable: 'token'}, then: [{if: {variable: 'token'}, then: [use]}, use]}, fill()],
  ],
])('a variable filled %s is none', (_, flow) => {
  expect(ofFlow(...flow)).toEqual([]);
});
