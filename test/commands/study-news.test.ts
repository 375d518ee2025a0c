import {describe, expect, test} from 'vitest';
import {createStudyNews} from '../../source/commands/study-news.ts';
import type {CapacityStudy, SoakStudy, SpikeStudy, Study} from '../../source/domain/study.ts';
import {sampleCapacity, sampleSoak, sampleSpike} from '../report/sample-study.ts';

/** All that is said of studies that follow each other. */
function said(...studies: readonly (Study | null)[]): readonly (readonly string[])[] {
  const lines = createStudyNews();
  return studies.map((study) => lines.next(study));
}

test('nothing is said where nothing is asked, and nothing twice', () => {
  const [none, first, again] = said(null, sampleCapacity, sampleCapacity);
  expect(none).toEqual([]);
  expect(first).not.toEqual([]);
  expect(again).toEqual([]);
});

describe('of a search', () => {
  const upTo = (trials: number, changes: Partial<CapacityStudy> = {}): CapacityStudy => ({
    ...sampleCapacity,
    state: 'running',
    trials: sampleCapacity.trials.slice(0, trials),
    ...changes,
  });

  test('each trial is one line, with what it was judged by', () => {
    const [begun, one, same, three] = said(upTo(0), upTo(1), upTo(1, {says: 'climbs: 128 VUs for 7s'}), upTo(3));
    expect(begun).toEqual([]);
    expect(one).toEqual(['trial 1: 64 VUs PASS  269 req/s  p95 41.0ms  errors 0%  (p95 41ms of 250ms)']);
    expect(same).toEqual([]);
    expect(three).toEqual([
      'trial 2: 128 VUs PASS  538 req/s  p95 66.0ms  errors 0%  (p95 66ms of 250ms)',
      'trial 3: 256 VUs ABORTED  890 req/s  p95 912ms  errors 12.0%  (12.0% errors)',
    ]);
  });

  test('its end is said once, and so is a pause', () => {
    const [, paused, still, goes, end, after] = said(
      upTo(2),
      upTo(2, {state: 'paused', says: 'paused: 128 VUs or more so far'}),
      upTo(2, {state: 'paused', says: 'paused: 128 VUs or more so far'}),
      upTo(2),
      upTo(3, {state: 'done', says: 'ended'}),
      upTo(3, {state: 'done', says: 'ended'}),
    );
    expect(paused).toEqual(['paused: 128 VUs or more so far']);
    expect(still).toEqual([]);
    expect(goes).toEqual([]);
    expect(end).toEqual([expect.stringContaining('trial 3'), 'ended']);
    expect(after).toEqual([]);
  });

  test('another one begun from elsewhere is told from its first trial on', () => {
    const [, , again] = said(upTo(3), upTo(0), upTo(1));
    expect(again).toEqual([expect.stringMatching(/^trial 1: 64 VUs/)]);
  });

  test('what was not measured is said to be unknown', () => {
    const trials = [{...sampleCapacity.trials[0]!, requestsPerSecond: null, p95Us: null, errorShare: null, why: ''}];
    expect(said(upTo(0), upTo(1, {trials}))[1]).toEqual(['trial 1: 64 VUs PASS  -- req/s  p95 --  errors --']);
  });
});

describe('of a spike test', () => {
  const [two, five] = sampleSpike.factors;
  const at = (factors: SpikeStudy['factors'], changes: Partial<SpikeStudy> = {}): SpikeStudy => ({
    ...sampleSpike,
    state: 'running',
    factors,
    ...changes,
  });

  test('each spike is told when it begins, and when it is known how it was got over', () => {
    const watching = {...two!, recovery: {moreThan: 12}};
    const [none, begins, held, watched, well, next, end] = said(
      at([]),
      at([{...two!, recovery: null}]),
      at([{...two!, recovery: null, p95Us: 9}]),
      at([watching]),
      at([two!]),
      at([two!, {...five!, recovery: null}]),
      at([two!, five!], {state: 'done', says: 'recovered from 2x in 45s ± 10s, not from 5x within 1m20s'}),
    );
    expect([none, held, watched]).toEqual([[], [], []]);
    expect(begins).toEqual(['spike of 2x begins']);
    expect(well).toEqual([
      'spike of 2x: 100 VUs  210 req/s  p95 160ms  errors 0%  peak 4.2x  lost 0  recovery 45s ± 10s',
    ]);
    expect(next).toEqual(['spike of 5x begins']);
    expect(end).toEqual([
      'spike of 5x: 250 VUs  210 req/s  p95 41.0ms  errors 3.10%  peak --  lost 1204  recovery > 1m20s',
      'recovered from 2x in 45s ± 10s, not from 5x within 1m20s',
    ]);
  });

  test('one that is not got over is told when the next begins; drops and a generator at its end are said', () => {
    const doubtful = {...two!, recovery: {moreThan: 80}, dropped: 7, limitedSeconds: 4};
    const [, second] = said(at([{...two!, recovery: null}]), at([doubtful, {...five!, recovery: null}]));
    expect(second).toEqual([
      expect.stringMatching(
        /^spike of 2x: .* dropped 7 {2}recovery > 1m20s {2}\(the generator was at its end for 4s\)$/,
      ),
      'spike of 5x begins',
    ]);
  });
});

describe('of an endurance test', () => {
  const period = (startMinute: number, endMinute: number): SoakStudy['periods'][number] => ({
    ...sampleSoak.periods[0]!,
    startMs: startMinute * 60_000,
    endMs: endMinute * 60_000,
  });
  const at = (periods: SoakStudy['periods'], changes: Partial<SoakStudy> = {}): SoakStudy => ({
    ...sampleSoak,
    state: 'running',
    says: 'too short to tell: 2 of 12 blocks',
    periods,
    ...changes,
  });

  test('each period is told when it is over, and the last one when the test is', () => {
    const [begun, first, second, end] = said(
      at([period(0, 0.5)]),
      at([period(0, 1)]),
      at([period(0, 1), period(1, 1.7)]),
      at([period(0, 1), period(1, 1.8)], {state: 'done'}),
    );
    expect([begun, second]).toEqual([[], []]);
    expect(first).toEqual([
      '00:00:00 to 00:01:00: 500/s  210 req/s  p95 41.0ms  errors 0%  memory 212MB  (too short to tell: 2 of 12 blocks)',
    ]);
    expect(end).toEqual([expect.stringMatching(/^00:01:00 to 00:01:48: /), 'too short to tell: 2 of 12 blocks']);
  });

  test('periods that grow wider are told where they end later than what was told', () => {
    const narrow = Array.from({length: 25}, (_, minute) => period(minute, minute + 1));
    const wide = [0, 5, 10, 15, 20, 25, 30].map((minute) => period(minute, minute + 5));
    const [before, after] = said(at(narrow), at(wide));
    expect(before).toHaveLength(25);
    expect(after).toEqual([
      expect.stringMatching(/^00:25:00 to 00:30:00: /),
      expect.stringMatching(/^00:30:00 to 00:35:00: /),
    ]);
  });
});
