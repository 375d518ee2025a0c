import {describe, expect, it} from 'vitest';
import {nameMetrics, profileOf} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

function seconds(run: SessionHarness) {
  return run.journal.flatMap((line) => (line.kind === 'second' ? [line] : []));
}

describe('a drive’s lines', () => {
  it('hold the load as it was commanded in each second', () => {
    const stages = [
      {durationMs: 10_000, target: 20, name: 'up'},
      {durationMs: 10_000, target: 20, name: 'hold'},
    ];
    const run = new SessionHarness(profileOf({stages})).start().wait(15_000);
    run.do({kind: 'target', model: 'closed', level: 7, overMs: 0}).wait(2000);
    run.do({kind: 'pause'}).wait(2000);
    const loads = seconds(run).map(({load}) => load!);
    expect(loads[4]).toMatchObject({
      model: 'closed',
      phase: 'RAMP',
      mode: 'auto',
      level: 10,
      targetLevel: 20,
      stage: 0,
    });
    expect(loads[12]).toMatchObject({phase: 'HOLD', mode: 'auto', level: 20, stage: 1, paused: false});
    expect(loads[16]).toMatchObject({phase: 'HOLD', mode: 'manual', level: 7, targetLevel: 7, stage: 1});
    expect(loads[18]).toMatchObject({phase: 'PAUSED', paused: true});
    expect(loads.every((load) => load.lastGoodLevel === null)).toBe(true);
  });

  it('say what is not alike in every cell, and leave out what is', () => {
    const run = new SessionHarness(profileOf({vus: 4})).start();
    run.wait(1000);
    run.traffic = {
      requests: 0,
      latencyUs: 0,
      names: [
        nameMetrics(0, [1000, 1000], {
          statuses: [
            [200, 1],
            [503, 1],
          ],
          unexpected: [[503, 1]],
          failed: 1,
        }),
      ],
    };
    run.wait(1000);
    const [plain, failing] = seconds(run).map(({cell}) => cell);
    expect(plain).toMatchObject({coveredMs: 1000, meanVus: 4, minVus: 4, maxVus: 4, iterations: 20});
    expect(plain!.names[0]).toMatchObject({started: 20, answered: 20});
    for (const key of ['statuses', 'errors', 'unexpected']) expect(plain!.names[0]).not.toHaveProperty(key);
    expect(plain).not.toHaveProperty('arrivals');
    expect(failing!.names[0]).toMatchObject({
      failed: 4,
      statuses: [
        [200, 4],
        [503, 4],
      ],
      unexpected: [[503, 4]],
    });
  });

  it('are found from what was saved in it', () => {
    const file = 'snapshots/drives/2026-08-12-checkout.jsonl';
    const run = new SessionHarness(profileOf(), {}, file).start().wait(5000);
    expect(run.session.buildSnapshot('window', 'a', null).drive).toBe('2026-08-12-checkout.jsonl');
    expect(run.session.summary().recording).toBe(file);
    const unrecorded = new SessionHarness(profileOf()).start().wait(5000);
    expect(unrecorded.session.buildSnapshot('run', 'a', null).drive).toBeNull();
    expect(unrecorded.session.summary().recording).toBeNull();
  });

  it('carry the marks of the time axis, and nothing that only looked at something', () => {
    const run = new SessionHarness(profileOf()).start().wait(2000);
    run.do({kind: 'mark', text: 'deploy'}).do({kind: 'list-snapshots'}).do({kind: 'compare-close'});
    run.do({kind: 'snapshot-preview', file: null});
    const events = run.journal.flatMap((line) => (line.kind === 'event' ? [line] : []));
    expect(events.find(({event}) => event === 'mark')).toMatchObject({text: 'deploy', mark: 'deploy'});
    const intents = run.journal.flatMap((line) => (line.kind === 'intent' ? [line.intent.kind] : []));
    expect(intents).toEqual(['mark']);
    expect(run.session.summary().inputs).toBe(1);
  });
});
