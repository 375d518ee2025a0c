import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {agreedVus} from '../../source/session/control-guards.ts';
import type {Intent} from '../../source/session/intent.ts';
import {ControlHarness, stages} from './control-harness.ts';

const anyIntent: fc.Arbitrary<Intent> = fc.oneof(
  fc.record({
    kind: fc.constant('step' as const),
    steps: fc.constantFrom(-5, -1, 1, 5),
    repeat: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('target' as const),
    vus: fc.oneof(fc.nat(700), fc.double()),
    overMs: fc.oneof(fc.constant(null), fc.nat(20_000)),
  }),
  fc.record({kind: fc.constantFrom('step-size' as const, 'ramp-speed' as const), direction: fc.constantFrom(-1, 1)}),
  fc.record({
    kind: fc.constantFrom(
      'hold' as const,
      'pause' as const,
      'undo' as const,
      'last-good' as const,
      'halve' as const,
      'auto' as const,
      'emergency-stop' as const,
    ),
  }),
  fc.record({kind: fc.constant('cap' as const), vus: fc.nat(700)}),
  fc.record({kind: fc.constant('answer' as const), yes: fc.boolean()}),
  fc.constant({kind: 'finish' as const, how: 'drain' as const, end: false}),
);

const anyStep = fc.record({
  intent: anyIntent,
  waitMs: fc.nat(3000),
  failing: fc.boolean(),
  lastGoodVus: fc.option(fc.nat(500)),
});

const anyRun = fc.record({steps: fc.array(anyStep, {maxLength: 40, size: 'large'}), plan: fc.boolean()});

/** Runs the steps and shows each moment to `check`. */
function drive(
  {steps, plan}: typeof anyRun extends fc.Arbitrary<infer Run> ? Run : never,
  check: (
    run: ControlHarness,
    intent: Intent,
    before: {vus: number; target: number; agreed: number; commands: number},
  ) => void,
): void {
  const run = new ControlHarness(plan ? {stages} : {}).start();
  for (const {intent, waitMs, failing, lastGoodVus} of steps) {
    run.wait(waitMs);
    run.facts = {...run.facts, lastGoodVus, failingSlo: failing ? {short: 'p95', used: 1.1} : null};
    const agreed = agreedVus(run.state, run.nowMs);
    const before = {vus: run.vus, target: run.target, agreed, commands: run.commands.length};
    run.do(intent);
    check(run, intent, before);
  }
}

describe('whatever is asked for', () => {
  it('no command goes above the cap, and every number is one', () => {
    fc.assert(
      fc.property(anyRun, (any) => {
        drive(any, (run) => {
          expect(run.target).toBeLessThanOrEqual(run.state.capVus);
          for (const command of run.commands.slice(-4)) {
            if (command.kind !== 'target') continue;
            expect(command.toVus).toBeGreaterThanOrEqual(0);
            expect(command.fromVus).toBeGreaterThanOrEqual(0);
            expect(command.durationMs).toBeGreaterThanOrEqual(0);
            expect(Number.isFinite(command.fromVus + command.toVus + command.durationMs + command.startMs)).toBe(true);
          }
        });
      }),
      {numRuns: 400},
    );
  });

  it('revisions rise by one with each command', () => {
    fc.assert(
      fc.property(anyRun, (any) => {
        drive(any, (run) => {
          const revisions = run.commands.map((command) => command.revision);
          expect(revisions).toEqual(revisions.map((_, index) => index + 1));
        });
      }),
    );
  });

  it('lowering is never asked about, and happens at once', () => {
    fc.assert(
      fc.property(anyRun, (any) => {
        drive(any, (run, intent, before) => {
          const lowers =
            intent.kind === 'halve' ||
            intent.kind === 'emergency-stop' ||
            intent.kind === 'finish' ||
            (intent.kind === 'step' && intent.steps < 0) ||
            (intent.kind === 'target' && intent.vus <= before.vus && intent.vus >= 0);
          if (!lowers) return;
          expect(run.question).toBeNull();
          expect(run.vus).toBeLessThanOrEqual(intent.kind === 'emergency-stop' ? 0 : before.vus + 1e-9);
        });
      }),
      {numRuns: 400},
    );
  });

  it('nothing but a yes sets a target above twice the load or the target agreed to, and above 50 VUs', () => {
    fc.assert(
      fc.property(anyRun, (any) => {
        drive(any, (run, intent, before) => {
          const goesOn = intent.kind === 'answer' && intent.yes;
          // Going on after a pause, or with another ramp speed, sets no new target.
          if (goesOn || intent.kind === 'pause' || intent.kind === 'ramp-speed') return;
          // The plan's own next line is not the operator's.
          if (run.state.mode === 'auto') return;
          if (run.commands.length === before.commands || run.target <= before.target) return;
          expect(run.target).toBeLessThanOrEqual(Math.max(50, 2 * before.vus, 2 * before.agreed));
        });
      }),
      {numRuns: 400},
    );
  });

  it('a held key alone never takes the load past twice where it began, or 50', () => {
    const gaps = fc.array(fc.integer({min: 10, max: 400}), {minLength: 1, maxLength: 120});
    fc.assert(
      fc.property(fc.integer({min: 1, max: 180}), gaps, fc.constantFrom(1, 5), (start, waits, steps) => {
        const run = new ControlHarness({rampVusPerSecond: 500}).start().settleAt(start);
        run.do({kind: 'step', steps, repeat: false});
        if (run.question !== null) return;
        const first = run.target;
        for (const waitMs of waits) run.wait(waitMs).do({kind: 'step', steps, repeat: true});
        expect(run.target).toBeLessThanOrEqual(Math.max(50, 2 * start, first));
      }),
      {numRuns: 60},
    );
  });
});
