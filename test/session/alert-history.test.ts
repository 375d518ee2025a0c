import {expect, test} from 'vitest';
import {createAlertHistory} from '../../source/session/alert-history.ts';

test('alerts are counted for their request and for all together, and the first stays the first', () => {
  const history = createAlertHistory();
  expect(history.of(null)).toEqual({count: 0, first: null});
  history.note({tags: {name: 'login'}}, 4000, 20);
  history.note({tags: {}}, 9000, 40);
  history.note({tags: {name: 'login'}}, 12_000, 60);
  expect(history.of('login')).toEqual({count: 2, first: {atMs: 4000, level: 20}});
  expect(history.of(null)).toEqual({count: 3, first: {atMs: 4000, level: 20}});
  expect(history.of('search')).toEqual({count: 0, first: null});
});
