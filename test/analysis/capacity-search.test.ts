import {describe, expect, it} from 'vitest';
import type {CapacityOptions} from '../../source/analysis/capacity-options.ts';
import {createCapacitySearch} from '../../source/analysis/capacity-search.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {createSimulatedTarget, objectiveOf, searchTarget} from './simulated-target.ts';
import {trialSecond, type SecondFacts} from './trial-seconds.ts';

const p95 = objectiveOf('http_req_duration: p(95)<100');

/** Real capacity 176 VUs (see test/bench/capacity-simulated.ts). */
const closed = {model: 'closed', servers: 4, serviceMs: 20, thinkMs: 1000} as const;

/** Real capacity 164/s. */
const open = {model: 'open', servers: 4, serviceMs: 20} as const;

const options: CapacityOptions = {
  model: 'closed',
  objectives: [p95],
  gentle: false,
  startLevel: 10,
  floorLevel: 1,
  capLevel: 1000,
  requestNames: ['all'],
  startMs: 0,
};

describe('a search of a queue with known capacity', () => {
  it.each([1, 2, 3])('finds it in the closed model (%i)', (seed) => {
    const {study} = searchTarget(createSimulatedTarget({...closed, seed}), {model: 'closed', objectives: [p95]});
    expect(study).toMatchObject({verdict: 'FOUND', state: 'done', confirmed: true});
    expect(study.high! / study.low!).toBeLessThanOrEqual(1.05);
    expect(Math.sqrt(study.low! * study.high!) / 176).toBeGreaterThan(0.88);
    expect(Math.sqrt(study.low! * study.high!) / 176).toBeLessThan(1.12);
    expect(study.says).toMatch(/^capacity \d+ to \d+ VUs: p95 < 100ms held at \d+ VUs, not at \d+ VUs$/);
  });

  it.each([1, 2, 3])('finds it in the open model (%i)', (seed) => {
    const {study} = searchTarget(createSimulatedTarget({...open, seed}), {model: 'open', objectives: [p95]});
    expect(study).toMatchObject({verdict: 'FOUND', confirmed: true, usl: null});
    expect(Math.sqrt(study.low! * study.high!) / 164).toBeGreaterThan(0.88);
    expect(Math.sqrt(study.low! * study.high!) / 164).toBeLessThan(1.12);
  });

  it('is not misled by a target that is cold at first', () => {
    const target = createSimulatedTarget({...closed, seed: 4, warmUp: {seconds: 30, factor: 2}});
    const {study} = searchTarget(target, {model: 'closed', objectives: [p95]});
    expect(study.low! / 176).toBeGreaterThan(0.85);
  });

  it('finds it below a start that is far too much, whatever had piled up', () => {
    const target = createSimulatedTarget({...open, seed: 11});
    const {study} = searchTarget(target, {model: 'open', objectives: [p95], startLevel: 600});
    expect(study.low! / 164).toBeGreaterThan(0.88);
  });

  it('finds where errors begin, and where it breaks', () => {
    const target = createSimulatedTarget({...closed, seed: 5, queueLimit: 10});
    const {study} = searchTarget(target, {model: 'closed', objectives: [objectiveOf('http_req_failed: rate<0.01')]});
    expect(study.verdict).toBe('FOUND');
    expect(study.low! / 164).toBeGreaterThan(0.88);
    expect(study.low! / 164).toBeLessThan(1.1);
    expect(study.breaking!.why).toMatch(/% errors$/);
    expect(study.breaking!.from).toBeLessThan(study.breaking!.to);
    expect(study.breaking!.from).toBeGreaterThanOrEqual(study.low!);
  });

  it('goes up by tenths and never far beyond when it is to be gentle', () => {
    const {study, levels} = searchTarget(createSimulatedTarget({...closed, seed: 6}), {
      model: 'closed',
      objectives: [p95],
      gentle: true,
      startLevel: 120,
    });
    expect(study.verdict).toBe('FOUND');
    expect(Math.max(...levels) / 176).toBeLessThan(1.2);
  });

  it('ends at the cap with what is at least held', () => {
    const {study, levels} = searchTarget(createSimulatedTarget({...closed, seed: 7}), {
      model: 'closed',
      objectives: [p95],
      capLevel: 90,
    });
    expect(study).toMatchObject({verdict: 'AT-LEAST', low: 90, high: null, confirmed: true});
    expect(Math.max(...levels)).toBe(90);
    expect(study.says).toBe('capacity is at least 90 VUs: p95 < 100ms held up to the cap');
  });

  it('tells that not even the lowest load holds', () => {
    const slow = createSimulatedTarget({...closed, seed: 8, serviceMs: 90});
    const {study} = searchTarget(slow, {model: 'closed', objectives: [p95]});
    expect(study).toMatchObject({verdict: 'BELOW', low: null, high: 1, confirmed: false});
  });

  it('never calls it found where the generator was at its end first', () => {
    for (const model of [closed, open]) {
      for (const generatorLevel of [5, 60, 150]) {
        const target = createSimulatedTarget({...model, seed: generatorLevel, generatorLevel});
        const {study} = searchTarget(target, {model: model.model, objectives: [p95]});
        expect(study.verdict).toBe('GENERATOR-LIMITED');
        expect(study.low ?? 0).toBeLessThan(generatorLevel);
      }
    }
    const {study} = searchTarget(createSimulatedTarget({...closed, seed: 9, generatorLevel: 60}), {
      model: 'closed',
      objectives: [p95],
    });
    expect(study).toMatchObject({verdict: 'GENERATOR-LIMITED', high: null, confirmed: false, breaking: null});
    expect(study.trials.filter(({verdict}) => verdict === 'GENERATOR-LIMITED')).toHaveLength(2);
    expect(study.says).toBe(
      'no capacity found: the generator was at its end before the target at 80 VUs: load worker 97% busy',
    );
  });

  it('is not ended by a generator that is short of breath now and then', () => {
    const target = createSimulatedTarget({...closed, seed: 31});
    let atS = 0;
    const second = (level: number) => {
      atS++;
      const isShort = (atS > 18 && atS < 45) || (atS > 170 && atS < 190);
      return {...target.second(level), generatorLimit: isShort ? {why: 'load worker 97% busy', binds: true} : null};
    };
    const {study} = searchTarget({second}, {model: 'closed', objectives: [p95]});
    expect(study.trials.filter(({verdict}) => verdict === 'GENERATOR-LIMITED')).toHaveLength(2);
    expect(study.verdict).toBe('FOUND');
    expect(study.low! / 176).toBeGreaterThan(0.88);
    expect(study.low! / 176).toBeLessThan(1.12);
  });

  it('tries a load again each time the generator was short of breath there, but not twice in a row', () => {
    const search = createCapacitySearch({...options, capLevel: 10});
    let atS = 5;
    const hold = (generatorLimit: string | null) => {
      for (const trials = search.study().trials.length; search.study().trials.length === trials && atS < 1000; atS++) {
        const {level} = search.action();
        search.observe(
          trialSecond({atS, level: level!, generatorLimit: search.action().kind === 'hold' ? generatorLimit : null}),
        );
      }
    };
    for (const limit of ['busy', null, 'busy', null]) hold(limit);
    const {trials, verdict} = search.study();
    expect(trials.map((one) => `${one.phase} ${one.verdict}`)).toEqual([
      'climb GENERATOR-LIMITED',
      'climb PASS',
      'confirm GENERATOR-LIMITED',
      'confirm PASS',
    ]);
    expect(verdict).toBe('AT-LEAST');
  });

  it('never commands more than the cap, nor what has failed', () => {
    for (let seed = 10; seed < 16; seed++) {
      const target = createSimulatedTarget({...closed, seed, wander: 0.1});
      const {study, levels} = searchTarget(target, {model: 'closed', objectives: [p95], capLevel: 300});
      expect(Math.max(...levels)).toBeLessThanOrEqual(300);
      const failed = study.trials.filter(({verdict}) => verdict === 'FAIL' || verdict === 'ABORTED');
      for (const {level, endMs} of failed) {
        expect(Math.max(0, ...levels.slice(endMs / 1000 + 3))).toBeLessThan(level);
      }
    }
  });
});

it('whatever the seconds are like it ends, and nothing in its study is NaN', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const random = seededRandom(seed);
    const model = random() < 0.5 ? 'closed' : 'open';
    const search = createCapacitySearch({...options, model, capLevel: 400, gentle: random() < 0.2});
    const wild = random() * 0.3;
    let atS = 0;
    for (let action = search.action(); action.kind !== 'done'; atS++) {
      expect(atS).toBeLessThan(60 * 130);
      const level = random() < wild / 4 ? Math.floor(random() * 400) : action.level;
      const isWild = random() < wild;
      action = search.observe(
        trialSecond({
          atS,
          level,
          model,
          requests: isWild ? 0 : Math.floor(random() * 200),
          slowMs: 20 + random() * 100 + (isWild ? 500 : 0),
          failed: isWild ? 3 : 0,
          vus: isWild ? 0 : level,
          dropped: isWild ? 2 : 0,
          queued: isWild ? 5 : 0,
          generatorLimit: isWild && random() < 0.2 ? 'busy' : null,
        }),
      );
      if (random() < wild / 20) {
        search.pause(atS * 1000);
        action = search.resume();
      }
    }
    const study = search.study();
    expect(JSON.parse(JSON.stringify(study))).toEqual(study);
    expect(study.low ?? 0).toBeLessThan(study.high ?? Number.POSITIVE_INFINITY);
    expect(study.confirmed || study.verdict !== 'FOUND').toBe(true);
  }
});

describe('a search', () => {
  /** Feeds seconds at whatever it wants until it wants something else. */
  function play(
    search: ReturnType<typeof createCapacitySearch>,
    fromS: number,
    facts: Partial<SecondFacts>,
    mostSeconds = 100,
  ) {
    const before = search.action();
    for (let second = 0; second < mostSeconds; second++) {
      const level = before.kind === 'done' ? 0 : before.level;
      const action = search.observe(trialSecond({atS: fromS + second, level, iterations: 10 * level, ...facts}));
      if (action.kind !== before.kind || action.level !== before.level) return {action, atS: fromS + second + 1};
    }
    return {action: before, atS: fromS + mostSeconds};
  }

  it('drains at half the load that failed until what piled up is gone, for 20 s at most', () => {
    const begin = () => {
      const search = createCapacitySearch({...options, startLevel: 50});
      expect(search.action()).toEqual({kind: 'hold', level: 50, phase: 'climb'});
      const passed = play(search, 10, {});
      expect(passed.action).toEqual({kind: 'hold', level: 100, phase: 'climb'});
      const failed = play(search, passed.atS, {slowMs: 300});
      expect(failed.action).toEqual({kind: 'drain', level: 50});
      return {search, atS: failed.atS};
    };
    const quick = begin();
    const soon = play(quick.search, quick.atS, {inFlight: 5});
    expect(soon).toEqual({action: {kind: 'hold', level: 71, phase: 'bisect'}, atS: quick.atS + 3});
    const slow = begin();
    expect(play(slow.search, slow.atS, {inFlight: 500}).atS).toBe(slow.atS + 20);
  });

  it('lets the operator take the wheel: the trial is interrupted, and begun anew', () => {
    const search = createCapacitySearch(options);
    play(search, 10, {}, 8);
    search.pause(18_500);
    expect(search.study()).toMatchObject({state: 'paused', says: 'paused'});
    expect(search.study().trials).toMatchObject([{verdict: 'INTERRUPTED', level: 10, why: 'the operator took over'}]);
    for (let atS = 18; atS < 60; atS++) search.observe(trialSecond({atS, level: 700, failed: 100}));
    expect(search.study().trials).toHaveLength(1);
    expect(search.resume()).toEqual({kind: 'hold', level: 10, phase: 'climb'});
    const next = play(search, 60, {});
    expect(next).toEqual({action: {kind: 'hold', level: 20, phase: 'climb'}, atS: 72});
    expect(search.study()).toMatchObject({state: 'running', low: 10, high: null, verdict: 'INCOMPLETE'});
    expect(search.study().says).toBe('climbs: 20 VUs (10 VUs or more so far)');
  });

  it('tries a load once more when the generator was at its end there, for other processes may have been', () => {
    const search = createCapacitySearch(options);
    const limited = play(search, 10, {generatorLimit: 'loop delay 40ms'});
    expect(limited.action).toEqual({kind: 'drain', level: 5});
    const again = play(search, limited.atS, {inFlight: 1});
    expect(again.action).toEqual({kind: 'hold', level: 10, phase: 'climb'});
    expect(play(search, again.atS, {}).action).toEqual({kind: 'hold', level: 20, phase: 'climb'});
  });

  it('that the run ends before has found nothing, and says what it knows', () => {
    const search = createCapacitySearch(options);
    const {atS} = play(search, 10, {});
    play(search, atS, {}, 5);
    search.end((atS + 5) * 1000);
    expect(search.action()).toEqual({kind: 'done', level: 10});
    expect(search.study()).toMatchObject({
      state: 'done',
      verdict: 'INCOMPLETE',
      low: 10,
      high: null,
      confirmed: false,
      tookMs: (atS + 5) * 1000,
    });
    expect(search.study().says).toBe('ended before capacity was found (10 VUs or more)');
    expect(search.study().trials.at(-1)!.verdict).toBe('INTERRUPTED');
  });

  it('keeps nothing of a drain that the operator interrupts', () => {
    const search = createCapacitySearch({...options, startLevel: 50});
    const failed = play(search, 10, {generatorLimit: 'loop delay 40ms'});
    search.pause(failed.atS * 1000);
    expect(search.study().trials).toHaveLength(1);
    expect(search.resume()).toEqual({kind: 'drain', level: 25});
  });
});
