import {describe, expect, it} from 'vitest';
import {ControlHarness, down, stages, up} from './control-harness.ts';

const measured = {activeVus: 12, iterationsPerSecond: 300};

/** 50 VUs that end 300 iterations a second. */
function closedRun(): ControlHarness {
  const run = new ControlHarness().start().settleAt(50);
  run.facts = {...run.facts, ...measured};
  return run;
}

describe('to the other model', () => {
  it('goes on from what is measured, is told with a mark, and z goes back over it', () => {
    const run = closedRun().toRate(500);
    expect([run.question, run.state.model, run.target]).toEqual([null, 'open', 500]);
    expect(run.commands.at(-1)).toMatchObject({model: 'open', fromLevel: 300, toLevel: 500, durationMs: 2000});
    expect(run.events.at(-1)).toMatchObject({
      kind: 'model',
      text: 'CLOSED 50 VUs ▸ OPEN 500/s over 2s',
      mark: '▸500/s',
    });
    run.wait(5000).do({kind: 'undo'});
    expect(run.commands.at(-1)).toMatchObject({model: 'closed', fromLevel: 12, toLevel: 50});
    expect(run.events.at(-1)?.text).toBe('OPEN 500/s ▸ CLOSED 50 VUs over 4s (undo)');
    expect(run.state.undo).toHaveLength(1);
  });

  it('falls at once to less than is measured', () => {
    const run = closedRun().toRate(100);
    expect([run.commands.at(-1), run.vus]).toMatchObject([{model: 'open', toLevel: 100, durationMs: 0}, 100]);
  });

  it('asks above twice the measured rate, and above the cap raises it with the yes', () => {
    const run = closedRun().toRate(601);
    expect(run.question).toBe('CLOSED 50 VUs to OPEN 601/s is more than double the 300/s now. Go?');
    run.do({kind: 'answer', yes: false});
    expect([run.state.model, run.target, run.notice?.text]).toEqual(['closed', 50, 'no: target stays 50 VUs']);
    run.toRate(2001);
    expect(run.question).toContain('over the cap 2000 and more than double the 300/s now. Raise the cap and go?');
    run.yes();
    expect([run.state.model, run.target, run.settings.capLevel]).toEqual(['open', 2001, 2001]);
    expect(run.state.settings.closed.capLevel).toBe(400);
  });

  it('says that no rate is measured yet, instead of taking it for 0', () => {
    const run = new ControlHarness().start().settleAt(20);
    run.facts = {...run.facts, activeVus: 20, iterationsPerSecond: null};
    run.toRate(80);
    expect(run.question).toBe('CLOSED 20 VUs to OPEN 80/s is a guess: no rate is measured yet. Go?');
    run.do({kind: 'answer', yes: false}).toRate(2001);
    expect(run.question).toContain('is over the cap 2000 and a guess: no rate is measured yet. Raise the cap and go?');
    const slow = new ControlHarness().start().settleAt(20);
    slow.facts = {...slow.facts, iterationsPerSecond: 0};
    expect(slow.toRate(80).question).toBe('CLOSED 20 VUs to OPEN 80/s is a guess: no iteration has ended of late. Go?');
    const idle = new ControlHarness().start().settleAt(0).toRate(80);
    expect(idle.question).toBe('CLOSED 0 VUs to OPEN 80/s is more than double the 0/s now. Go?');
  });

  it('is free up to 50/s, also where nothing has been measured', () => {
    const run = new ControlHarness().start().toRate(50);
    expect([run.question, run.state.model]).toEqual([null, 'open']);
    run.wait(1000).toVus(51);
    expect(run.question).toBe('OPEN 50/s to CLOSED 51 VUs is more than double the 0 VUs at work now. Go?');
  });

  it('asks while a critical SLO fails, but not on the way down', () => {
    const run = closedRun();
    run.facts = {...run.facts, failingSlo: {short: 'p95', used: 1.2}};
    run.toRate(400);
    expect(run.question).toBe('p95 is over its SLO (120%): CLOSED 50 VUs to OPEN 400/s. Go all the same?');
    run.toRate(300);
    expect([run.question, run.state.model]).toEqual([null, 'open']);
  });

  it('keeps step, speed and cap of each model', () => {
    const run = closedRun().do({kind: 'step-size', direction: 1}).toRate(400).wait(2000).do(up);
    expect([run.state.settings.closed.step, run.settings.step, run.target]).toEqual([20, 50, 450]);
    expect(run.notice?.text).toBe('▴ 400 ▸ 450/s over 500ms       z = undo');
    run.do(down).do(down);
    expect(run.target).toBe(350);
    run.toVus(20).do(up);
    expect(run.target).toBe(40);
  });

  it('counts quick raises after it from where it went', () => {
    const run = closedRun().toRate(500).to(1000);
    expect([run.question, run.target]).toEqual([null, 1000]);
    run.to(1001);
    expect(run.question).toContain('more than double');
  });

  it('leaves nothing behind in the old unit', () => {
    const run = closedRun().to(80).wait(1000).do({kind: 'hold'});
    expect(run.state.held?.targetLevel).toBe(80);
    run.toRate(0);
    expect([run.state.held, run.state.resumeLevel, run.target]).toEqual([null, null, 0]);
    run.do({kind: 'hold'});
    expect(run.notice?.text).toBe('nothing to hold: the load is 0');
  });

  it('stays paused, and goes on in the new model', () => {
    const run = closedRun().do({kind: 'pause'}).toRate(300);
    expect([run.phase, run.state.model]).toEqual(['PAUSED', 'open']);
    run.do({kind: 'pause'});
    expect([run.phase, run.target]).toEqual(['HOLD', 300]);
  });

  it('has a last good load of its own', () => {
    const run = closedRun();
    run.facts = {...run.facts, lastGood: {closed: 40, open: 250}};
    run.toRate(400).do({kind: 'last-good'});
    expect([run.state.model, run.target]).toEqual(['open', 250]);
  });
});

function openPlan(): ControlHarness {
  return new ControlHarness({stages, model: 'open'}).start();
}

describe('a plan in the open model', () => {
  it('is followed in iterations a second', () => {
    const run = openPlan().wait(60_000);
    expect(run.commands).toMatchObject([
      {model: 'open', fromLevel: 0, toLevel: 40, durationMs: 10_000},
      {model: 'open', fromLevel: 40, toLevel: 40},
      {model: 'open', fromLevel: 40, toLevel: 100},
      {model: 'open', toLevel: 0},
    ]);
    expect(run.events.slice(0, 2).map((event) => event.text)).toEqual([
      'auto: stage 1/3 climb, 0 ▸ 40/s over 10s',
      'auto: stage 2/3 base, 40/s for 30s',
    ]);
  });

  it('is taken up again from VUs with a', () => {
    const run = openPlan().wait(20_000);
    run.facts = {...run.facts, activeVus: 4, iterationsPerSecond: 30};
    run.toVus(4).wait(3000).do({kind: 'auto'});
    expect([run.state.mode, run.state.model, run.question]).toEqual(['auto', 'open', null]);
    expect(run.commands.at(-1)).toMatchObject({model: 'open', fromLevel: 30, toLevel: 40, durationMs: 100});
    expect(run.events.at(-1)).toMatchObject({kind: 'model', mark: '▸40/s'});
    run.wait(100);
    expect(run.state.clock).toMatchObject({atMs: 20_000, running: true});
  });

  it('keeps rates below 10 to a hundredth, and halves them', () => {
    const run = new ControlHarness({model: 'open', startLevel: 2.5}).start();
    expect(run.events.at(-1)?.text).toBe('start: 2.5/s');
    run.do({kind: 'halve'});
    expect(run.target).toBe(1.25);
    for (let i = 0; i < 12; i++) run.do({kind: 'halve'});
    expect(run.target).toBe(0);
  });

  it('is not bounded by what the machine can open, VUs are', () => {
    const run = new ControlHarness({model: 'open', vusLimit: 100, openCap: 5000, startLevel: 1000}).start();
    expect([run.target, run.state.settings.closed.capLevel]).toEqual([1000, 100]);
    run.toVus(101);
    expect([run.question, run.notice?.text]).toEqual([null, expect.stringContaining('100 VUs at most')]);
  });
});
