import {describe, expect, it} from 'vitest';
import {chooseRun} from '../../source/commands/choose-run.ts';
import type {RunAbout} from '../../source/coordinator/attach-messages.ts';

function run(pid: number, profileName: string, changes: Partial<RunAbout> = {}) {
  const about: RunAbout = {
    pid,
    profileName,
    targetLabel: 'demo',
    elapsedMs: 200_000,
    phase: 'HOLD',
    model: 'closed',
    activeVus: 48,
    targetLevel: 50,
    attached: 0,
    ...changes,
  };
  return {about};
}

const peak = run(11, 'peak');
const soak = run(12, 'soak', {model: 'open', targetLevel: 500});

describe('the run to attach to', () => {
  it('is the only one, or the one named by its process or profile', () => {
    expect(chooseRun([peak], [])).toBe(peak);
    expect(chooseRun([peak, soak], ['12'])).toBe(soak);
    expect(chooseRun([peak, soak], ['peak'])).toBe(peak);
  });

  it('is asked for when there are several, by process, profile, target, load and age', () => {
    expect(() => chooseRun([peak, soak], [])).toThrow(
      '2 runs: 11 peak on demo at 48/50 VUs since 00:03:20, 12 soak on demo at 500/s since 00:03:20',
    );
    expect(() => chooseRun([peak, run(13, 'peak')], ['peak'])).toThrow('2 runs are peak: 11 peak');
    expect(() => chooseRun([peak, soak], ['99'])).toThrow('no run is 99: 11 peak');
  });

  it('cannot be two, and there has to be one', () => {
    expect(() => chooseRun([peak], ['11', '12'])).toThrow('too many arguments: 11 12');
    expect(() => chooseRun([], [])).toThrow('no run to attach to');
  });

  it('that listens and does not answer is named, not passed over', () => {
    const said = 'the run of process 14 does not answer';
    expect(() => chooseRun([], [], [14])).toThrow(said);
    expect(() => chooseRun([peak], ['14'], [14])).toThrow(said);
    expect(chooseRun([peak], [], [14])).toBe(peak);
    expect(() => chooseRun([], ['peak'], [14])).toThrow('no run to attach to');
  });
});
