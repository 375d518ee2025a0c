import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {RunValidity} from '../../source/domain/run-validity.ts';
import {createValidityTeller} from '../../source/session/validity-teller.ts';
import type {SessionEvent, ValidityView} from '../../source/session/view.ts';

function viewOf(verdict: RunValidity, sinceMs: number, text: string): ValidityView {
  if (verdict === 'VALID') return {verdict, sinceMs: null, reasons: []};
  return {verdict, sinceMs, reasons: [{text, hint: 'less load'}]};
}

/** One verdict a second of load, from second 3 on. */
function telling() {
  const teller = createValidityTeller();
  const events: SessionEvent[] = [];
  let atS = 3;
  let judgedMs = 0;
  return {
    events,
    teller,
    seconds(count: number, verdict: RunValidity, {sinceMs = 1000, text = 'busy', load = true} = {}): void {
      for (let i = 0; i < count; i++) {
        atS++;
        if (load) judgedMs += 1000;
        events.push(...teller.second(atS * 1000, judgedMs, viewOf(verdict, sinceMs, text)));
      }
    },
    verdict: (): RunValidity => teller.view().verdict,
  };
}

test('a verdict that rises is told and shown once it has held for three seconds of load', () => {
  const run = telling();
  run.seconds(10, 'VALID');
  run.seconds(3, 'DEGRADED', {sinceMs: 13_200});
  expect([run.verdict(), run.events]).toEqual(['VALID', []]);
  run.seconds(1, 'DEGRADED', {sinceMs: 13_200});
  expect(run.teller.view()).toEqual(viewOf('DEGRADED', 13_200, 'busy'));
  expect(run.events).toMatchObject([{atMs: 17_000, kind: 'alert', text: 'run DEGRADED: busy', mark: '!degraded'}]);
});

test('one that falls, only after five', () => {
  const run = telling();
  run.seconds(4, 'INVALID');
  run.seconds(5, 'VALID');
  expect(run.teller.view()).toEqual(viewOf('INVALID', 1000, 'busy'));
  run.seconds(1, 'VALID');
  expect(run.teller.view()).toEqual(viewOf('VALID', 0, ''));
  expect(run.events.map(({text}) => text)).toEqual(['run INVALID: busy', 'run VALID again']);
});

test('time without load holds nothing', () => {
  const run = telling();
  run.seconds(2, 'INVALID');
  run.seconds(20, 'INVALID', {load: false});
  expect(run.verdict()).toBe('VALID');
  run.seconds(2, 'INVALID');
  expect(run.verdict()).toBe('INVALID');
});

test('flapping is told as what held all the while, and once', () => {
  const run = telling();
  for (let i = 0; i < 20; i++) run.seconds(1, i % 2 === 0 ? 'INVALID' : 'DEGRADED');
  expect(run.events.map(({text}) => text)).toEqual(['run DEGRADED: busy']);
  const calm = telling();
  for (let i = 0; i < 20; i++) calm.seconds(1, i % 2 === 0 ? 'INVALID' : 'VALID');
  expect(calm.events).toEqual([]);
});

test('the moment it broke stays while it is not valid, and its reasons are the present ones', () => {
  const run = telling();
  run.seconds(4, 'DEGRADED', {sinceMs: 4200});
  run.seconds(4, 'INVALID', {sinceMs: 3000, text: 'waits'});
  expect(run.teller.view()).toEqual(viewOf('INVALID', 4200, 'waits'));
});

test('broken anew, it is so since it broke anew', () => {
  const run = telling();
  run.seconds(4, 'DEGRADED', {sinceMs: 4200});
  run.seconds(20, 'VALID');
  run.seconds(4, 'DEGRADED', {sinceMs: 4200});
  expect(run.teller.view().sinceMs).toBe(27_000);
});

test('whatever the verdicts, at most one change is told in three seconds, and the shown one is told', () => {
  const verdict = fc.constantFrom<RunValidity>('VALID', 'DEGRADED', 'INVALID');
  fc.assert(
    fc.property(fc.array(verdict, {maxLength: 60}), (verdicts) => {
      const run = telling();
      for (const one of verdicts) run.seconds(1, one);
      const times = run.events.map(({atMs}) => atMs);
      for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBeGreaterThanOrEqual(1000);
      const last = run.events.at(-1);
      expect(last === undefined ? 'VALID' : last.text.split(' ')[1]!.replace(':', '')).toBe(run.verdict());
      expect(run.teller.view().sinceMs === null).toBe(run.verdict() === 'VALID');
    }),
  );
});
