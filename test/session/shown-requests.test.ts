import {expect, test} from 'vitest';
import {shownRequests} from '../../source/session/flow-facts.ts';
import {profileOf, requestOf} from './fixtures.ts';

test('what is filled into a path is shown as a short word, whether the request has a name or not', () => {
  const paths: readonly [path: string, shown: string][] = [
    ['/users/${vu.id}', '/users/:vu'],
    ['/users/${data.user}?page=${iteration}', '/users/:user?page=:iteration'],
    ['/users/${data.people.id}/${id}', '/users/:id/:id'],
    ['/a/${random(1,9)}/${uuid}', '/a/:random/:uuid'],
    ['/t/${env:TENANT}/$${x}', '/t/:TENANT/${x}'],
    ['/plain', '/plain'],
  ];
  const requests = paths.map(([path], index) => requestOf(`named ${index}`, {path}));
  const flow = [...requests, requestOf('GET /users/:id', {path: '/users/${id}'})].map((request) => ({
    kind: 'request' as const,
    request,
  }));
  const profile = profileOf({scenarios: [{name: 'a', weight: 1, flow}]});
  const shown = shownRequests(
    profile,
    flow.map(({request}) => request.name),
  );
  expect(shown.map(({path}) => path)).toEqual([...paths.map(([, word]) => word), '/users/:id']);
});

test('of several paths under one name none is shown', () => {
  const flow = ['/a', '/b'].map((path) => ({kind: 'request' as const, request: requestOf('either', {path})}));
  const profile = profileOf({scenarios: [{name: 'a', weight: 1, flow}]});
  expect(shownRequests(profile, ['either'])).toEqual([{name: 'either', method: 'GET', path: 'either'}]);
});
