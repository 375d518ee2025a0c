import {expect, it} from 'vitest';
import type {CapacityOptions} from '../../source/analysis/capacity-options.ts';
import {createDrain} from '../../source/analysis/trial-drain.ts';
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
function levelsOf(own: Partial<CapacityOptions>, course: (second: number) => Partial<SecondFacts>): readonly number[] {
  const all = {...options, ...own};
  const drain = createDrain(200, all, []);
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
