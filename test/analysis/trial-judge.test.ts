import {describe, expect, it} from 'vitest';
import {createTrialJudge, type TrialEnd, type TrialOptions} from '../../source/analysis/trial-judge.ts';
import {objectiveOf} from './simulated-target.ts';
import {trialSecond, type SecondFacts} from './trial-seconds.ts';

const options: TrialOptions = {
  model: 'closed',
  phase: 'climb',
  level: 100,
  objectives: [objectiveOf('http_req_duration: p(95)<100'), objectiveOf('http_req_failed: rate<0.01')],
  cold: false,
  passedLevel: 50,
};

/** By the second of the trial. */
type Course = (second: number) => Partial<SecondFacts>;

/** A trial that begins at 10 s of the run, until it ends. */
function hold(
  course: Course,
  own: Partial<TrialOptions> = {},
  mostSeconds = 200,
): {end: TrialEnd | null; seconds: number} {
  const all = {...options, ...own};
  const judge = createTrialJudge(all);
  for (let second = 0; second < mostSeconds; second++) {
    // A fast target: an iteration takes under a second.
    const facts = {atS: 10 + second, level: all.level, model: all.model, iterations: all.level, ...course(second)};
    const end = judge.observe(trialSecond(facts));
    if (end !== null) return {end, seconds: second + 1};
  }
  return {end: null, seconds: mostSeconds};
}

describe('a trial', () => {
  it('passes 10 s after two to settle where the objectives hold clearly', () => {
    const {end, seconds} = hold(() => ({slowMs: 50}));
    expect(seconds).toBe(12);
    expect(end).toMatchObject({
      passed: true,
      trial: {
        verdict: 'PASS',
        level: 100,
        vus: 100,
        startMs: 12_000,
        endMs: 22_000,
        settledMs: 12_000,
        errorShare: 0,
        cpu: null,
      },
    });
    expect(end!.trial.why).toBe('p95 50.0ms of 100ms');
    expect(end!.trial.requestsPerSecond).toBe(100);
    expect(end!.trial.used!.value).toBeCloseTo(0.5, 2);
  });

  it('fails where one of them is clearly broken', () => {
    expect(hold(() => ({slowMs: 150})).end).toMatchObject({
      passed: false,
      trial: {verdict: 'FAIL', why: 'p95 150ms > 100ms'},
    });
    expect(hold(() => ({slowMs: 50, failed: 4})).end!.trial).toMatchObject({
      verdict: 'FAIL',
      why: 'error 4.00% > 1%',
      errorShare: 0.04,
    });
  });

  it('goes on to 60 s where it cannot be told, and says so', () => {
    const under = hold(() => ({slowMs: 99.5}));
    expect(under.seconds).toBe(62);
    expect(under.end).toMatchObject({
      passed: true,
      trial: {verdict: 'UNDECIDED', why: 'p95 99.5ms of 100ms, within its margin of error'},
    });
    expect(hold(() => ({slowMs: 101})).end).toMatchObject({passed: false, trial: {verdict: 'UNDECIDED'}});
  });

  it('cannot tell of what is not measured', () => {
    const objectives = [...options.objectives, {...objectiveOf('checks: rate>0.99'), valueOf: () => null}];
    expect(hold(() => ({slowMs: 50}), {objectives})).toMatchObject({
      seconds: 62,
      end: {passed: false, trial: {verdict: 'UNDECIDED', why: 'checks was not measured'}},
    });
  });

  it('leaves out how it started', () => {
    const {end, seconds} = hold((second) => ({slowMs: second < 7 ? 300 - 30 * second : 50}));
    expect(end!.trial.verdict).toBe('PASS');
    expect(end!.trial.settledMs).toBeGreaterThanOrEqual(17_000);
    expect(seconds).toBeGreaterThan(12);
  });

  it('need not settle where it is far within its limits', () => {
    // Much more in flight than Little's law has.
    expect(hold(() => ({slowMs: 20, inFlight: 60}))).toMatchObject({seconds: 12, end: {trial: {verdict: 'PASS'}}});
    expect(hold(() => ({slowMs: 70, inFlight: 60}))).toMatchObject({
      seconds: 62,
      end: {passed: true, trial: {verdict: 'UNDECIDED', why: expect.stringContaining('never settled')}},
    });
  });

  it('does not pass what is still getting slower, nor fail what is still getting faster', () => {
    expect(hold((second) => ({slowMs: 40 + 2 * second})).end!.trial.verdict).not.toBe('PASS');
    const warming = hold((second) => ({slowMs: Math.max(60, 220 - 4 * second)}));
    expect(warming.end!.trial.verdict).not.toBe('FAIL');
    expect(warming.seconds).toBeGreaterThan(40);
  });

  it('of the closed model takes three iterations with their pauses', () => {
    // 100 VUs, 12.5 iterations a second: 8 s each.
    expect(hold(() => ({slowMs: 50, iterations: 12.5})).seconds).toBe(27);
    expect(hold(() => ({slowMs: 50, iterations: 12.5}), {model: 'open'}).seconds).toBe(12);
  });

  it('that confirms takes 60 s to pass, but not to fail', () => {
    expect(hold(() => ({slowMs: 50}), {phase: 'confirm'})).toMatchObject({
      seconds: 62,
      end: {trial: {verdict: 'PASS'}},
    });
    expect(hold(() => ({slowMs: 150}), {phase: 'confirm'})).toMatchObject({
      seconds: 12,
      end: {trial: {verdict: 'FAIL'}},
    });
  });

  it('counts from when the VUs are there', () => {
    const {end, seconds} = hold((second) => ({vus: Math.min(100, 10 * second)}));
    expect([seconds, end!.trial.startMs]).toEqual([22, 22_000]);
  });
});

describe('a trial is cut short', () => {
  it('by over 5% errors in 5 s', () => {
    expect(hold((second) => ({failed: second < 20 ? 0 : 20}), {phase: 'confirm'})).toMatchObject({
      seconds: 22,
      end: {passed: false, trial: {verdict: 'ABORTED', settledMs: null}},
    });
  });

  it('by latencies beyond 4 times their limit, unless the target is cold still', () => {
    expect(hold(() => ({slowMs: 900}))).toMatchObject({
      seconds: 5,
      end: {trial: {verdict: 'ABORTED', why: 'p95 900ms > 100ms'}},
    });
    expect(hold(() => ({slowMs: 900}), {cold: true}).seconds).toBe(22);
    expect(hold((second) => ({slowMs: second < 15 ? 900 : 50}), {cold: true}).end!.trial.verdict).toBe('PASS');
  });

  it('when nothing is answered any more', () => {
    expect(hold((second) => (second < 4 ? {} : {requests: 0, inFlight: 100}))).toMatchObject({
      seconds: 14,
      end: {trial: {verdict: 'ABORTED', why: 'no answer for 10s'}},
    });
  });

  it('on the way up to its load already, above what is safe', () => {
    const ramp: Course = (second) => ({level: 40 + 5 * second, failed: 30});
    expect(hold(ramp)).toMatchObject({seconds: 8, end: {trial: {verdict: 'ABORTED'}}});
  });
});

describe('an overload of the open model', () => {
  const open = {model: 'open'} as const;

  it('fails when the queue grows by over 2% of what is offered', () => {
    const {end, seconds} = hold((second) => ({requests: 90, slowMs: 50, inFlight: 10 + 10 * second}), open);
    expect(seconds).toBe(12);
    expect(end).toMatchObject({queueGrew: true, trial: {verdict: 'FAIL', why: 'queue grows: 90/s served of 100/s'}});
  });

  it('fails when arrivals find no free VU', () => {
    expect(hold(() => ({dropped: 5, inFlight: 3}), open).end!.trial.why).toBe(
      'queue overflows: 5.00% of the arrivals found no free VU in time',
    );
  });

  it('is none where the queue only swings', () => {
    const swings: Course = (second) => ({slowMs: 50, inFlight: 3 + 2 * Math.sin(second)});
    expect(hold(swings, open).end!.trial.verdict).toBe('PASS');
  });
});

describe('the generator at its end', () => {
  const limit = {generatorLimit: 'load worker 97% busy'};

  it('is told as such, whatever the figures', () => {
    for (const slowMs of [50, 150, 900]) {
      const {end, seconds} = hold(() => ({slowMs, ...limit}));
      expect(seconds).toBe(3);
      expect(end).toMatchObject({passed: false, trial: {verdict: 'GENERATOR-LIMITED', why: 'load worker 97% busy'}});
    }
  });

  it('that is only late leaves standing what passes all the same, and nothing else', () => {
    const late = {generatorLimit: 'loop delay 40ms', binds: false};
    expect(hold(() => ({slowMs: 50, ...late})).end!.trial.verdict).toBe('PASS');
    for (const slowMs of [150, 900]) {
      const {end} = hold(() => ({slowMs, ...late}));
      expect(end).toMatchObject({passed: false, trial: {verdict: 'GENERATOR-LIMITED', why: 'loop delay 40ms'}});
    }
    const unsure = hold(() => ({slowMs: 101, ...late}));
    expect(unsure).toMatchObject({seconds: 62, end: {trial: {verdict: 'GENERATOR-LIMITED'}}});
  });

  it('is a lack of VUs where arrivals wait for one though answers come in time', () => {
    const piling = (serviceMs: number): Course => {
      return (second) => ({slowMs: 150, inFlight: 100, queued: 10 * second, serviceMs});
    };
    const open = {model: 'open'} as const;
    expect(hold(piling(30), open).end!.trial).toMatchObject({
      verdict: 'GENERATOR-LIMITED',
      why: expect.stringMatching(/^all its VUs are busy though answers take \S+ \(p95\): it needs more of them$/),
    });
    expect(hold(piling(140), open).end!.trial.verdict).toBe('FAIL');
  });

  it('is what failed when it was for a fifth of the trial', () => {
    const now = (second: number) => (second % 4 === 0 ? limit : {});
    expect(hold((second) => ({slowMs: 150, ...now(second)})).end!.trial.verdict).toBe('GENERATOR-LIMITED');
    expect(hold((second) => ({slowMs: 50, ...now(second)})).end!.trial.verdict).toBe('PASS');
  });

  it('is what keeps VUs from their number, and arrivals from their time', () => {
    const few = hold(() => ({vus: 60}));
    expect(few).toMatchObject({
      seconds: 60,
      end: {trial: {verdict: 'GENERATOR-LIMITED', why: 'only 60 VUs of 100 VUs were reached'}},
    });
    expect(hold(() => ({level: 70})).end!.trial).toMatchObject({
      verdict: 'GENERATOR-LIMITED',
      why: 'only 70 VUs of 100 VUs were reached',
    });
    expect(hold(() => ({missed: 5}), {model: 'open'}).end!.trial.verdict).toBe('GENERATOR-LIMITED');
  });
});

it('an interrupted trial says how far it came', () => {
  const judge = createTrialJudge(options);
  expect(judge.interrupt('the operator took over')).toBeNull();
  for (let second = 0; second < 8; second++) judge.observe(trialSecond({atS: 10 + second, level: 100}));
  expect(judge.interrupt('the operator took over')).toMatchObject({
    passed: false,
    trial: {verdict: 'INTERRUPTED', why: 'the operator took over', startMs: 12_000, endMs: 18_000, used: null},
  });
});
