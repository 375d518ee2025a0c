import {expect, test} from 'vitest';
import {connectionsPerVu} from '../../source/domain/connections-per-vu.ts';
import type {FlowStep} from '../../source/domain/profile.ts';
import {requestStep, sampleRequest} from '../files/sample-profile.ts';

function parallel(count: number): FlowStep {
  return {kind: 'parallel', requests: Array.from({length: count}, () => sampleRequest())};
}

test('a VU has one connection, and those of its widest batch wherever that stands', () => {
  const condition = {kind: 'status', statuses: [[200, 200]], negated: false} as const;
  expect(connectionsPerVu([[requestStep()]])).toBe(1);
  expect(connectionsPerVu([[requestStep(), parallel(3), parallel(2)], [requestStep()]])).toBe(4);
  const nested: FlowStep = {
    kind: 'group',
    name: 'g',
    steps: [
      {kind: 'repeat', min: 1, max: 2, steps: [{kind: 'if', condition, then: [parallel(2)], otherwise: [parallel(5)]}]},
    ],
  };
  expect(connectionsPerVu([[requestStep()], [nested]])).toBe(6);
});
