import {expect, test} from 'vitest';
import type {FlowStep, Scenario} from '../../source/domain/profile.ts';
import {meanThinkMs} from '../../source/session/flow-facts.ts';
import {requestOf} from './fixtures.ts';

const request: FlowStep = {kind: 'request', request: requestOf('GET /')};
const think = (minMs: number, maxMs: number): FlowStep => ({kind: 'think', time: {kind: 'uniform', minMs, maxMs}});
const scenario = (weight: number, flow: readonly FlowStep[]): Scenario => ({name: 's', weight, flow});

test('mean think time is per request, not per iteration', () => {
  expect(meanThinkMs([scenario(1, [request, think(400, 1200), request, think(400, 1200)])])).toBe(800);
});

test('scenarios count by weight and requests; none thinks: 0', () => {
  const scenarios = [scenario(3, [request, think(100, 100)]), scenario(1, [request, think(500, 500)])];
  expect(meanThinkMs(scenarios)).toBe(200);
  expect(meanThinkMs([scenario(1, [request])])).toBe(0);
});
