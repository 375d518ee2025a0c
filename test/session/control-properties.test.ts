import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {LoadModel} from '../../source/domain/load-model.ts';
import {agreedLevel} from '../../source/session/control-guards.ts';
import type {Intent} from '../../source/session/intent.ts';
import {roundLevel} from '../../source/session/print-load.ts';
import {rampShapes} from '../../source/session/ramp-shape.ts';
import {ControlHarness, stages} from './control-harness.ts';

/** More on demand, after the guards have changed: shallow ones pass by luck. */
const deeper = Number(process.env['DEEPER'] ?? 1);
const runs = (count: number): number => count * deeper;

const machineLimit = 650;

const anyModel = fc.constantFrom('closed' as const, 'open' as const);

const anyIntent: fc.Arbitrary<Intent> = fc.oneof(
  fc.record({
    kind: fc.constant('step' as const),
    steps: fc.constantFrom(-5, -1, 1, 5),
    repeat: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('target' as const),
    model: anyModel,
    level: fc.oneof(fc.nat(700), fc.nat(3000), fc.double()),
    overMs: fc.oneof(fc.constant(null), fc.nat(20_000)),
    shape: fc.constantFrom(...rampShapes),
    then: fc.oneof(
      fc.record({kind: fc.constantFrom('hold' as const, 'auto' as const)}),
      fc.record({kind: fc.constant('back' as const), afterMs: fc.nat(5000)}),
    ),
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
  fc.record({
    kind: fc.constant('scenario-weight' as const),
    index: fc.nat(2),
    weight: fc.oneof(fc.nat(9), fc.double()),
  }),
  fc.record({
    kind: fc.constant('alert-action' as const),
    action: fc.constantFrom('hold' as const, 'back-off' as const),
    why: fc.constant('p95 3s > 2s'),
  }),
  fc.record({kind: fc.constant('scenario-mute' as const), index: fc.nat(2)}),
  fc.record({kind: fc.constant('cap' as const), model: anyModel, level: fc.nat(3000)}),
  fc.record({kind: fc.constant('answer' as const), yes: fc.boolean()}),
  fc.constant({kind: 'finish' as const, how: 'drain' as const, end: false}),
);

const anyStep = fc.record({
  intent: anyIntent,
  waitMs: fc.nat(3000),
  failing: fc.boolean(),
  lastGoodLevel: fc.option(fc.nat(500)),
  /** What is measured in the open model. */
  busyVus: fc.nat(300),
  iterationsPerSecond: fc.option(fc.oneof(fc.nat(1500), fc.double({min: 0, max: 3000, noNaN: true}))),
});

const anyRun = fc.record({
  steps: fc.array(anyStep, {maxLength: 40, size: 'large'}),
  plan: fc.boolean(),
  model: anyModel,
});

const scenarios = [
  {name: 'shopper', weight: 1},
  {name: 'reader', weight: 3},
  {name: 'admin', weight: 0},
];

/** Runs the steps and shows each moment to `check`. */
function drive(
  {steps, plan, model}: typeof anyRun extends fc.Arbitrary<infer Run> ? Run : never,
  check: (run: ControlHarness, intent: Intent, before: Before) => void,
): void {
  const run = new ControlHarness({...(plan && {stages}), model, vusLimit: machineLimit, scenarios}).start();
  for (const {intent, waitMs, failing, lastGoodLevel, busyVus, iterationsPerSecond} of steps) {
    run.wait(waitMs);
    run.facts = {
      ...run.facts,
      activeVus: busyVus,
      iterationsPerSecond,
      lastGood: {closed: lastGoodLevel, open: lastGoodLevel},
      failingSlo: failing ? {short: 'p95', used: 1.1} : null,
    };
    const {state} = run;
    const before = {
      state,
      level: run.vus,
      target: run.target,
      agreed: agreedLevel(state, run.nowMs),
      commands: run.commands.length,
      busyVus: state.model === 'closed' ? Math.round(run.vus) : busyVus,
      iterationsPerSecond: iterationsPerSecond ?? 0,
    };
    run.do(intent);
    check(run, intent, before);
  }
}

interface Before {
  readonly state: ControlHarness['state'];
  readonly level: number;
  readonly target: number;
  readonly agreed: number;
  readonly commands: number;
  readonly busyVus: number;
  readonly iterationsPerSecond: number;
}

/** What ran before, in the unit of a model and at most its cap. */
function ranIn(model: LoadModel, run: ControlHarness, before: Before): number {
  if (model === before.state.model) return before.level;
  const measured = model === 'closed' ? before.busyVus : before.iterationsPerSecond;
  return Math.min(measured, run.state.settings[model].capLevel);
}

/** In the unit of the model that drives now. */
function ranBefore(run: ControlHarness, before: Before): number {
  return ranIn(run.state.model, run, before);
}

describe('whatever is asked for', () => {
  it('no command goes above the cap, and every number is one', () => {
    fc.assert(
      fc.property(anyRun, (any) => {
        drive(any, (run) => {
          expect(run.target).toBeLessThanOrEqual(run.settings.capLevel);
          for (const command of run.commands.slice(-4)) {
            if (command.kind !== 'target') continue;
            expect(command.toLevel).toBeGreaterThanOrEqual(0);
            expect(command.fromLevel).toBeGreaterThanOrEqual(0);
            expect(command.durationMs).toBeGreaterThanOrEqual(0);
            expect(Number.isFinite(command.fromLevel + command.toLevel + command.durationMs + command.startMs)).toBe(
              true,
            );
          }
        });
      }),
      {numRuns: runs(400)},
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
      {numRuns: runs(100)},
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
            (intent.kind === 'target' && intent.level >= 0 && intent.level <= ranIn(intent.model, run, before));
          if (!lowers) return;
          expect(run.question).toBeNull();
          expect(run.vus).toBeLessThanOrEqual(intent.kind === 'emergency-stop' ? 0 : ranBefore(run, before) + 1e-9);
        });
      }),
      {numRuns: runs(400)},
    );
  });

  it('nothing but a yes sets a target above twice the load or the target agreed to, and above 50', () => {
    fc.assert(
      fc.property(anyRun, (any) => {
        drive(any, (run, intent, before) => {
          const goesOn = intent.kind === 'answer' && intent.yes;
          // Going on after a pause, or with another ramp speed, sets no new target.
          if (goesOn || intent.kind === 'pause' || intent.kind === 'ramp-speed') return;
          // The plan's own next line is not the operator's.
          if (run.state.mode === 'auto') return;
          if (run.commands.length === before.commands) return;
          const switches = run.state.model !== before.state.model;
          if (!switches && run.target <= before.target) return;
          const ran = ranBefore(run, before);
          expect(run.target).toBeLessThanOrEqual(Math.max(50, 2 * ran, switches ? 0 : 2 * before.agreed));
        });
      }),
      {numRuns: runs(400)},
    );
  });

  it('an alert never raises the load, nor takes all of it', () => {
    fc.assert(
      fc.property(anyRun, (any) => {
        drive(any, (run, intent, before) => {
          if (intent.kind !== 'alert-action') return;
          expect(run.target).toBeLessThanOrEqual(Math.max(before.target, Math.ceil(before.level)));
          expect(run.target > 0 || before.level === 0 || before.target === 0).toBe(true);
          expect(run.question).toBeNull();
        });
      }),
      {numRuns: runs(100)},
    );
  });

  it('undo of weights gives back those before and leaves the load alone', () => {
    fc.assert(
      fc.property(anyRun, (any) => {
        drive(any, (run, intent, before) => {
          const entry = before.state.undo.at(-1);
          if (intent.kind !== 'undo' || entry === undefined || !('weights' in entry)) return;
          expect(run.state.scenarios.map((one) => one.weight)).toEqual(entry.weights);
          expect(run.state).toMatchObject({ramp: before.state.ramp, mode: before.state.mode});
          expect(run.state.undo).toEqual(before.state.undo.slice(0, -1));
        });
      }),
      {numRuns: runs(100)},
    );
  });

  it('one scenario at least is not muted, whatever is asked for, and the fleet is told what the screen shows', () => {
    fc.assert(
      fc.property(anyRun, (any) => {
        drive(any, (run) => {
          const weights = run.state.scenarios.map((one) => one.weight);
          expect(weights.some((weight) => weight > 0)).toBe(true);
          const told = run.commands.findLast((command) => command.kind === 'weights')?.weights ?? [1, 3, 0];
          expect(weights).toEqual(told);
        });
      }),
      {numRuns: runs(100)},
    );
  });

  it('undo goes back to the target and the model before the last change', () => {
    fc.assert(
      fc.property(anyRun, (any) => {
        drive(any, (run, intent, before) => {
          if (intent.kind !== 'undo' || run.question !== null || run.commands.length === before.commands) return;
          const entry = before.state.undo.at(-1)!;
          if (!('model' in entry)) return;
          expect(run.state.model).toBe(entry.model);
          const level = Math.min(roundLevel(entry.level, entry.model), before.state.settings[entry.model].capLevel);
          expect(run.target).toBe(level);
          expect(run.state.undo).toEqual(before.state.undo.slice(0, -1));
        });
      }),
      {numRuns: runs(100)},
    );
  });

  it('commands carry the model, and each model keeps its own settings', () => {
    fc.assert(
      fc.property(anyRun, (any) => {
        drive(any, (run, _, before) => {
          const models = run.commands
            .slice(before.commands)
            .flatMap((command) => (command.kind === 'target' ? [command.model] : []));
          expect(models.at(-1) ?? run.state.model).toBe(run.state.model);
          const other = before.state.model === 'closed' ? 'open' : 'closed';
          // What a target or a yes to it may raise is the cap alone.
          const {capLevel: _cap, ...kept} = run.state.settings[other];
          expect(before.state.settings[other]).toMatchObject(kept);
          expect(run.state.settings.closed.capLevel).toBeLessThanOrEqual(machineLimit);
        });
      }),
      {numRuns: runs(100)},
    );
  });

  it('a held key alone never takes the load past twice where it began, or 50', () => {
    const gaps = fc.array(fc.integer({min: 10, max: 400}), {minLength: 1, maxLength: 120});
    fc.assert(
      fc.property(fc.integer({min: 1, max: 180}), gaps, fc.constantFrom(1, 5), (start, waits, steps) => {
        const run = new ControlHarness({rampPerSecond: 500}).start().settleAt(start);
        run.do({kind: 'step', steps, repeat: false});
        if (run.question !== null) return;
        const first = run.target;
        for (const waitMs of waits) run.wait(waitMs).do({kind: 'step', steps, repeat: true});
        expect(run.target).toBeLessThanOrEqual(Math.max(50, 2 * start, first));
      }),
      {numRuns: runs(60)},
    );
  });
});
