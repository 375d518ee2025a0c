import {describe, expect, test} from 'vitest';
import {FaultState, parseFaultRequest} from '../../source/demo/fault-control.ts';

const ENDPOINTS = ['GET /a', 'GET /b'];

describe('fault control', () => {
  test('names every problem of a wrong request', () => {
    const wrong = {stallMs: -1, extraMs: '5', endpoint: 'GET /c', dropConnections: 1, refuse: true};
    const parsed = parseFaultRequest(wrong, ENDPOINTS);
    expect('problems' in parsed && parsed.problems).toEqual([
      'unknown key "refuse": known are stallMs, extraMs, endpoint, dropConnections',
      'stallMs: expected milliseconds from 0 to 600000',
      'extraMs: expected milliseconds from 0 to 600000',
      'endpoint: expected one of GET /a, GET /b',
      'dropConnections: expected true or false',
    ]);
    expect(parseFaultRequest(undefined, ENDPOINTS)).toEqual({problems: ['expected a JSON object']});
    expect(parseFaultRequest({endpoint: 'GET /a'}, ENDPOINTS)).toEqual({problems: ['endpoint: goes with extraMs']});
  });

  test('slows one endpoint, or all, until told 0', () => {
    const state = new FaultState();
    state.apply({extraMs: 200, endpoint: 'GET /a'}, ENDPOINTS, 0);
    expect([state.extraUs('GET /a'), state.extraUs('GET /b')]).toEqual([200_000, 0]);
    state.apply({extraMs: 0}, ENDPOINTS, 0);
    expect(state.extraUs('GET /a')).toBe(0);
  });

  test('a stall ends by itself', () => {
    const state = new FaultState();
    state.apply({stallMs: 500}, ENDPOINTS, 1_000_000);
    expect(state.stalledForUs(1_200_000)).toBe(300_000);
    expect(state.stalledForUs(1_600_000)).toBe(0);
  });
});
