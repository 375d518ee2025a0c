import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {PlanRequest, PlanStep} from '../../source/domain/run-plan.ts';
import {drivePool, get, send, think} from './drive-pool.ts';
import {request} from './test-plan.ts';

const token = {variable: 0, from: {kind: 'header', name: 'x-token'}, fallback: null} as const;
const templated: Partial<PlanRequest> = {
  name: 1,
  path: {parts: ['/', {kind: 'variable', variable: 0}], encode: 'path'},
  checks: [{check: 0, rule: {kind: 'status', statuses: [[200, 299]]}}],
};

const {steps} = fc.letrec<{steps: PlanStep[]; step: PlanStep}>((tie) => ({
  steps: fc.array(tie('step'), {maxLength: 4}),
  step: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    fc.constantFrom(get(0), send({name: 2, extract: [token]}), send(templated), think(20)),
    fc.record({kind: fc.constant('group' as const), name: fc.constant('g'), steps: tie('steps')}),
    fc.record({kind: fc.constant('repeat' as const), min: fc.nat(1), max: fc.nat(3), steps: tie('steps')}),
    fc.record({
      kind: fc.constant('if' as const),
      condition: fc.constantFrom(
        {kind: 'status', statuses: [[200, 399]], negated: false} as const,
        {kind: 'variable', variable: 0, rule: null, negated: false} as const,
      ),
      then: tie('steps'),
      otherwise: tie('steps'),
    }),
    fc.record({
      kind: fc.constant('parallel' as const),
      requests: fc.array(
        fc.constantFrom(request({name: 0}), request(templated), request({name: 2, extract: [token]})),
        {
          minLength: 2,
          maxLength: 4,
        },
      ),
    }),
  ),
}));

const answer = fc.constantFrom(
  {},
  {headers: {'x-token': 't', 'set-cookie': 'a=b'}},
  {status: 500},
  {status: 302, headers: {location: '/next', 'set-cookie': 'c=d'}},
  {error: 9},
);
const action = fc.oneof(
  {weight: 4, arbitrary: fc.record({kind: fc.constant('end' as const), nth: fc.nat(6), answer})},
  {weight: 2, arbitrary: fc.record({kind: fc.constant('wait' as const), ms: fc.oneof(fc.nat(30), fc.nat(500))})},
  fc.record({kind: fc.constant('closed' as const), level: fc.nat(8)}),
  fc.record({kind: fc.constant('arrivals' as const), count: fc.nat(4)}),
  fc.record({kind: fc.constant('weights' as const), weights: fc.constantFrom([1, 0], [0, 1], [2, 3])}),
  fc.constantFrom(
    {kind: 'abort' as const},
    {kind: 'drain' as const},
    {kind: 'pause' as const},
    {kind: 'resume' as const},
  ),
);

test('whatever a flow is made of and whatever happens, no request, iteration or user is lost or counted twice', () => {
  fc.assert(
    fc.property(steps, steps, fc.array(action, {maxLength: 80}), (one, other, actions) => {
      const run = drivePool(
        [
          {name: 'one', weight: 1, steps: one},
          {name: 'other', weight: 2, steps: other},
        ],
        {variables: ['token'], timeoutMs: 300, maxRedirects: 2, maxVus: 6, checks: [{name: 'c', series: 1}]},
      );
      const {pool, transport, reader} = run;
      let nowMs = 0;
      let open = false;
      for (const act of actions) {
        if (act.kind === 'end') [...transport.inFlight][act.nth]?.end(nowMs, act.answer);
        else if (act.kind === 'wait') nowMs += act.ms;
        else if (act.kind === 'weights') pool.setWeights(act.weights);
        else if (act.kind === 'closed') {
          if (open) pool.closeDown(act.level, nowMs, 5);
          else pool.setFleetTarget(act.level, nowMs, 5);
          open = false;
        } else if (act.kind === 'arrivals') {
          pool.openUp(nowMs);
          open = true;
          for (let i = 0; i < act.count; i++) pool.begin(nowMs, nowMs);
        } else if (act.kind === 'abort' || act.kind === 'drain') {
          pool[act.kind](nowMs);
          open = false;
        } else pool.setPaused(act.kind === 'pause', nowMs, 5);
        pool.runDue(nowMs);
        const {inFlight, activeVus, scenarioVus} = reader.gauges();
        expect([inFlight, pool.inFlight]).toEqual([transport.inFlight.size, transport.inFlight.size]);
        expect([activeVus, scenarioVus[0]! + scenarioVus[1]!]).toEqual([pool.active, pool.active]);
        expect(pool.size).toBeLessThanOrEqual(8);
      }
      pool.setPaused(false, nowMs, 0);
      pool.abort(nowMs);
      pool.runDue(nowMs + 1000);
      expect([pool.active, transport.inFlight.size]).toEqual([0, 0]);
      const {names, checks, iterations, flowErrors} = run.metrics();
      for (const {started, answered, aborted, errors} of names) {
        const broken = errors.reduce((sum, [, count]) => sum + count, 0);
        expect(answered + broken + aborted).toBe(started);
      }
      expect(names.reduce((sum, name) => sum + name.started, 0)).toBe(transport.sent.length);
      expect(flowErrors).toBeLessThanOrEqual(iterations);
      const followed = names.find((name) => name.name === 1);
      const checked = checks.reduce((sum, check) => sum + check.passed + check.failed, 0);
      expect(checked).toBeLessThanOrEqual(followed === undefined ? 0 : followed.answered + followed.failed);
    }),
    {numRuns: 400},
  );
});
