import {expect, test} from 'vitest';
import {fillRedacted} from '../../source/files/fill-redacted.ts';

test('what was taken out as a secret comes back from the same place, and nothing else changes', () => {
  const recorded = {
    name: 'a',
    stages: [{target: 5}],
    flow: [{body: '{"user":"u","password":"[redacted]"}'}, {path: '/x'}],
  };
  const own = {
    name: 'other',
    stages: [{target: 9}],
    flow: [{body: '{"user":"u","password":"p"}'}, {path: '/y'}],
  };
  expect(fillRedacted(recorded, own)).toEqual({
    value: {...recorded, flow: [{body: '{"user":"u","password":"p"}'}, {path: '/x'}]},
    missing: [],
  });
});

test('a place without its secret is named', () => {
  const recorded = {headers: {authorization: '[redacted]'}, flow: [{body: '[redacted]'}]};
  expect(fillRedacted(recorded, null).missing).toEqual(['headers.authorization', 'flow[0].body']);
  const own = {headers: {authorization: 'Bearer [redacted]'}, flow: []} as unknown as typeof recorded;
  expect(fillRedacted(recorded, own)).toEqual({
    value: recorded,
    missing: ['headers.authorization', 'flow[0].body'],
  });
});
