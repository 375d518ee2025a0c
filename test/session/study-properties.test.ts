import * as fc from 'fast-check';
import {expect, it} from 'vitest';
import type {CapacityStudy} from '../../source/domain/study.ts';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import type {Intent, IntentOrigin} from '../../source/session/intent.ts';
import {profileOf, saturated} from './fixtures.ts';
import {capacityOf, ratedProfile, StudyHarness, type Fault} from './study-harness.ts';

/** More on demand. */
const deeper = Number(process.env['DEEPER'] ?? 1);

const anyModel = fc.constantFrom('closed' as const, 'open' as const);
const stages = [
  {durationMs: 30_000, target: 20, name: 'climb'},
  {durationMs: 60_000, target: 20, name: 'base'},
];

const anyIntent: fc.Arbitrary<Intent> = fc.oneof(
  {weight: 4, arbitrary: fc.constant({kind: 'auto' as const})},
  fc.record({kind: fc.constant('step' as const), steps: fc.constantFrom(-2, 1), repeat: fc.boolean()}),
  fc.record({kind: fc.constant('target' as const), model: anyModel, level: fc.nat(500), overMs: fc.constant(null)}),
  fc.record({
    kind: fc.constantFrom(
      'hold' as const,
      'pause' as const,
      'undo' as const,
      'last-good' as const,
      'halve' as const,
      'emergency-stop' as const,
      'capacity-end' as const,
    ),
  }),
  fc.record({
    kind: fc.constant('capacity' as const),
    objectives: fc.constantFrom(['p(95)<100'], ['p(99)<50'], [], ['nonsense']),
    gentle: fc.boolean(),
  }),
  fc.record({kind: fc.constant('cap' as const), model: anyModel, level: fc.integer({min: 1, max: 500})}),
  fc.record({kind: fc.constant('answer' as const), yes: fc.boolean()}),
  fc.record({
    kind: fc.constant('alert-action' as const),
    action: fc.constantFrom('hold' as const, 'back-off' as const),
    why: fc.constant('p95 3s > 2s'),
  }),
  fc.constant({kind: 'finish' as const, how: 'drain' as const, end: false}),
  fc.constant({kind: 'scenario-weight' as const, index: 0, weight: 2}),
);

const anyOrigin: fc.Arbitrary<IntentOrigin> = fc.constantFrom('operator', 'operator', 'operator', 'plan', 'signal');

const anyFault: fc.Arbitrary<Fault | null> = fc.constantFrom(
  null,
  null,
  null,
  {generator: saturated},
  {workersAlive: 1, vus: (vus: number) => Math.ceil(vus / 2)},
  {inFlight: 400},
  {
    metrics: (metrics: IntervalMetrics) => ({
      ...metrics,
      names: metrics.names.map((one) => ({...one, failed: one.answered})),
    }),
  },
);

const anyRun = fc.record({
  steps: fc.array(
    fc.record({intent: anyIntent, origin: anyOrigin, seconds: fc.integer({min: 0, max: 25}), fault: anyFault}),
    {maxLength: 25, size: 'large'},
  ),
  interactive: fc.boolean(),
  begins: fc.constantFrom('search', 'plan', 'nothing'),
  model: anyModel,
  serviceMs: fc.constantFrom(5, 20, 300),
});

type Run = typeof anyRun extends fc.Arbitrary<infer Value> ? Value : never;

function startOf({interactive, begins, model, serviceMs}: Run): StudyHarness {
  const cap = {vus: 200, rate: 200};
  const profile = model === 'open' ? ratedProfile({cap}) : profileOf({cap, ...(begins === 'plan' && {stages})});
  const study = begins === 'search' ? capacityOf({model}) : null;
  return new StudyHarness({interactive, study}, profile, {serviceMs});
}

function searchOf(run: StudyHarness): CapacityStudy | null {
  const {study} = run.view();
  return study?.kind === 'capacity' ? study : null;
}

/** What does not hold though it should at every moment; null: nothing. */
function wrongOf(run: StudyHarness): string | null {
  const {load, phase} = run.view();
  const study = searchOf(run);
  if (load.commandedLevel > load.capLevel || load.targetLevel > load.capLevel) return 'the load is above its cap';
  const isOver = run.session.finished || phase === 'DRAIN';
  const flies = study?.state === 'running';
  if (!isOver && flies !== (load.mode === 'search')) return `${load.mode}, but the search is ${study?.state ?? 'none'}`;
  if (study === null) return null;
  if (!isOver && flies && load.model !== study.model) return 'the search flies another model';
  if (study.low !== null && study.high !== null && study.low >= study.high) return 'low is not below high';
  return study.trials.some(({startMs, endMs}) => endMs < startMs) ? 'a trial ends before it begins' : null;
}

it(
  'whatever is asked for, whoever does, the load stays under its cap, and who has it is never in doubt',
  () => {
    fc.assert(
      fc.property(anyRun, (any) => {
        const run = startOf(any);
        expect(wrongOf(run)).toBeNull();
        for (const {intent, origin, seconds, fault} of any.steps) {
          run.do(intent, origin);
          expect(wrongOf(run)).toBeNull();
          run.fault = fault === null ? null : () => fault;
          for (let second = 0; second < seconds; second++) {
            run.wait(1);
            expect(wrongOf(run)).toBeNull();
          }
        }
        if (run.session.finished) return;
        // Left alone, a search comes to its end; a paused one goes on when it is given the load.
        run.fault = null;
        if (run.view().phase === 'PAUSED') run.do({kind: 'pause'});
        run.do({kind: 'cap', model: 'closed', level: 500}).do({kind: 'cap', model: 'open', level: 500});
        const isOpenSearch = (searchOf(run)?.state ?? 'done') !== 'done';
        if (isOpenSearch) run.do({kind: 'auto'}).untilDone();
        expect(wrongOf(run)).toBeNull();
      }),
      {numRuns: 15 * deeper},
    );
  },
  60_000 * deeper,
);
