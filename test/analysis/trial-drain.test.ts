import {expect, it} from 'vitest';
import type {CapacityOptions} from '../../source/analysis/capacity-options.ts';
import {loadFigures} from '../../source/analysis/load-figures.ts';
import {createDrain} from '../../source/analysis/trial-drain.ts';
import type {TrialRecord} from '../../source/analysis/trial-record.ts';
import type {CapacityTrial} from '../../source/domain/study.ts';
import {objectiveOf} from './simulated-target.ts';
import {trialSecond, type SecondFacts} from './trial-seconds.ts';

const options: CapacityOptions = {
  model: 'open',
  objectives: [objectiveOf('http_req_duration: p(95)<100')],
  gentle: false,
  startLevel: 10,
  floorLevel: 20,
  capLevel: 1000,
  requestNames: ['all'],
  startMs: 0,
};

/** The load second by second, until it is over. */
function levelsOf(
  own: Partial<CapacityOptions>,
  course: (second: number) => Partial<SecondFacts>,
  records: readonly TrialRecord[] = [],
): readonly number[] {
  const all = {...options, ...own};
  const drain = createDrain(200, all, records);
  const levels: number[] = [];
  for (let over = false; !over && levels.length < 200;) {
    const atS = levels.length;
    levels.push(drain.level());
    over = drain.observe(trialSecond({atS, level: drain.level(), model: all.model, ...course(atS)}));
  }
  return levels;
}

it('a drain lasts 3 s at least, until the objectives hold where no load is known to be well', () => {
  expect(levelsOf({}, () => ({slowMs: 50}))).toEqual([100, 100, 100]);
  expect(levelsOf({}, (second) => ({slowMs: second < 8 ? 500 : 50}))).toHaveLength(10);
});

it('lowers the arrival rate again and again while more is piled up than a trial could bear, down to the floor', () => {
  const buried = levelsOf({}, () => ({slowMs: 500, inFlight: 1000}));
  expect([...new Set(buried)]).toEqual([100, 50, 25, 20]);
  expect(buried).toHaveLength(80);
});

it('takes 20 s at most where VUs limit what can pile up', () => {
  expect(levelsOf({model: 'closed'}, () => ({slowMs: 500, inFlight: 1000}))).toHaveLength(20);
});

it('waits, 20 s at most, for a generator that is at its end', () => {
  expect(levelsOf({}, (second) => ({slowMs: 50, generatorLimit: second < 7 ? 'late' : null}))).toHaveLength(9);
  expect(levelsOf({}, () => ({slowMs: 50, generatorLimit: 'late'}))).toHaveLength(20);
});

it('after a load the generator had no breath for lasts until it has had enough for 10 s, 60 s at most', () => {
  const limited = [limitedRecord(200)];
  const until = (second: number) => (at: number) => ({slowMs: 50, generatorLimit: at < second ? 'busy' : null});
  expect(levelsOf({}, until(0), limited)).toHaveLength(10);
  expect(levelsOf({}, until(25), limited)).toHaveLength(35);
  expect(levelsOf({}, until(1000), limited)).toHaveLength(60);
});

function limitedRecord(level: number): TrialRecord {
  const trial: CapacityTrial = {
    ...loadFigures(level, []),
    phase: 'climb',
    startMs: 0,
    endMs: 5000,
    settledMs: null,
    verdict: 'GENERATOR-LIMITED',
    why: 'busy',
    used: null,
  };
  return {trial, queueGrew: false, backlog: 0, over: [], marks: []};
}
