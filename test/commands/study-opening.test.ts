import {expect, test} from 'vitest';
import {studyOpening} from '../../source/commands/study-opening.ts';
import type {CapacitySetup} from '../../source/domain/study.ts';
import {parseThresholdArgument} from '../../source/domain/threshold-grammar.ts';
import {requestStep, sampleProfile} from '../files/sample-profile.ts';

function search(changes: Partial<CapacitySetup> = {}): CapacitySetup {
  const objectives = ['http_req_duration: p(95)<250', 'http_req_failed{name:a}: rate<0.01'].map((text) => {
    const parsed = parseThresholdArgument(text);
    if ('problem' in parsed) throw new Error(parsed.problem);
    return parsed;
  });
  return {kind: 'capacity', model: 'closed', objectives, gentle: false, startLevel: 10, ...changes};
}

const minutesOf = (line: string): number => Number(/about (\d+) minutes?$/.exec(line)?.[1]);

test('a search says what is to hold, between which loads, and about how long it takes', () => {
  expect(studyOpening(search(), sampleProfile(), 500)).toBe(
    'capacity search: p95 < 250ms, a error < 1%, from 10 VUs up to 500, about 5 minutes',
  );
  const open = search({model: 'open', startLevel: 2.5, gentle: true});
  expect(studyOpening(open, sampleProfile(), 5)).toMatch(/from 2\.5\/s up to 5\/s, gently, about \d+ minutes$/);
  expect(studyOpening(search({startLevel: 500}), sampleProfile(), 500)).toMatch(/from 500 VUs up to 500, about \d/);
});

test('it takes longer the farther it may climb, the smaller its steps, and the longer an iteration thinks', () => {
  const profile = sampleProfile();
  const base = minutesOf(studyOpening(search(), profile, 500));
  expect(minutesOf(studyOpening(search(), profile, 50_000))).toBeGreaterThan(base);
  expect(minutesOf(studyOpening(search({gentle: true}), profile, 500))).toBeGreaterThan(base);
  const pause = {kind: 'think', time: {kind: 'exponential', meanMs: 15_000}} as const;
  const scenarios = [{name: 'slow', weight: 2, flow: [requestStep(), pause]}];
  expect(minutesOf(studyOpening(search(), sampleProfile({scenarios}), 500))).toBeGreaterThan(base);
});

test('a spike test says its spikes and its length', () => {
  const stages = [{durationMs: 90_000, target: 50, name: null}];
  const profile = sampleProfile({executor: {kind: 'ramping-vus', startVus: 0, stages}});
  expect(studyOpening({kind: 'spike', model: 'closed', baseLevel: 50, factors: [2, 3.5]}, profile, 200)).toBe(
    'spike test: 2x, 3.5x of 50 VUs, 1m30s in all',
  );
});

test('an endurance test says its load and its length, and what is left of one that goes on', () => {
  const profile = sampleProfile({executor: {kind: 'constant-vus', vus: 5, durationMs: 1_800_000}});
  const question = {kind: 'soak', model: 'closed', level: 5, durationMs: 86_400_000} as const;
  expect(studyOpening(question, profile, 200)).toBe('endurance test: 5 VUs for 24h');
  expect(studyOpening({...question, resumes: 'a.jsonl'}, profile, 200)).toBe(
    'endurance test: 5 VUs for 30m more of 24h, after a.jsonl',
  );
});
