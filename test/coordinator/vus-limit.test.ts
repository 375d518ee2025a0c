import {expect, it} from 'vitest';
import {vusLimit} from '../../source/coordinator/vus-limit.ts';
import {preparedRun, profileOf} from '../session/fixtures.ts';

const {plan} = preparedRun(profileOf());

it.each([
  [[1000, 20_000], 1000],
  [[20_000, 1000], 1000],
  [[null, 1000], 1000],
  [[null, null], null],
])('VUs that fit %j are %j: whichever runs out first', (limits, vus) => {
  expect(vusLimit(plan, 'http1', limits)).toBe(vus);
});

it('VUs that share HTTP/2 connections are as many times more', () => {
  const shared = {...plan, transport: {...plan.transport, h2Streams: 10}};
  expect(vusLimit(shared, 'http2', [1000, null])).toBe(10_000);
  expect(vusLimit(shared, 'http1', [1000, null])).toBe(1000);
});
