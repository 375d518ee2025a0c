import {describe, expect, it} from 'vitest';
import {compareRuns} from '../../source/analysis/compare-runs.ts';
import {sharedSeconds} from '../../source/analysis/shared-seconds.ts';
import {pair} from './compare-helpers.ts';

const [run, other] = pair({level: 40, seconds: 60}, {level: 40, seconds: 60});
const earlier = {...run, cells: run.cells.slice(0, 40)};
const chosen = {...run, scope: 'window', windowStartMs: 20_000, windowEndMs: 30_000} as const;

describe('seconds of one run on both sides of a comparison', () => {
  it('are counted, and those of another run at the same load are not', () => {
    expect(sharedSeconds(run.cells, earlier.cells)).toBe(40);
    expect(sharedSeconds(run.cells, other.cells)).toBe(0);
  });

  it('are not seen in seconds in which nothing ended: those are alike in every run', () => {
    const idle = run.cells.map((cell) => ({...cell, names: cell.names.map((name) => ({...name, ended: 0}))}));
    expect(sharedSeconds(idle, idle)).toBe(0);
  });

  it('are no evidence of anything by time: nothing is compared', () => {
    const {refusal, verdict} = compareRuns(run, earlier, {align: 'time'});
    expect([refusal, verdict]).toEqual([expect.stringMatching(/same seconds of one run/), 'UNTESTED']);
    expect(compareRuns(run, other, {align: 'time'}).refusal).toBeNull();
  });

  it('are named where they are a part of what is compared', () => {
    const {refusal, differences} = compareRuns(run, chosen, {align: 'window'});
    expect(refusal).toBeNull();
    expect(differences[0]).toBe('10 s of both are the same seconds of one run: a change shows smaller than it is');
    expect(compareRuns(run, other, {align: 'window'}).differences.join()).not.toMatch(/one run/);
  });
});
