import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {rampLevelAt, rampPieceAt, rampShapes, type ShapedRamp} from '../../source/session/ramp-shape.ts';
import type {Intent} from '../../source/session/intent.ts';
import {ControlHarness, stages} from './control-harness.ts';

type Target = Extract<Intent, {kind: 'target'}>;

const target = (level: number, more: Partial<Target> = {}): Target => ({
  kind: 'target',
  model: 'closed',
  level,
  overMs: 10_000,
  ...more,
});

const at40 = (options: ConstructorParameters<typeof ControlHarness>[0] = {}): ControlHarness =>
  new ControlHarness({...options, startLevel: 40}).start().wait(4000);

describe('the shape of a ramp', () => {
  const anyRamp: fc.Arbitrary<ShapedRamp> = fc
    .record({
      fromLevel: fc.nat(1000),
      toLevel: fc.nat(1000),
      startMs: fc.nat(100_000),
      durationMs: fc.nat(600_000),
      shape: fc.constantFrom(...rampShapes),
    })
    .map(({shape, durationMs, ...ramp}) => ({
      ...ramp,
      endMs: ramp.startMs + durationMs,
      ...(shape === 'linear' ? {} : {shape}),
    }));

  it('never leaves its two ends, never turns back, and arrives', () => {
    fc.assert(
      fc.property(anyRamp, (ramp) => {
        const {fromLevel, toLevel, startMs, endMs} = ramp;
        const way = Math.sign(toLevel - fromLevel);
        let before = fromLevel;
        for (let i = 0; i <= 40; i++) {
          const level = rampLevelAt(ramp, startMs + ((endMs - startMs) * i) / 40);
          expect(way * (level - before)).toBeGreaterThanOrEqual(-1e-6);
          expect(way * (toLevel - level)).toBeGreaterThanOrEqual(-1e-6);
          before = level;
        }
        expect(rampLevelAt(ramp, endMs)).toBe(toLevel);
      }),
      {numRuns: 200},
    );
  });

  it('is made of pieces that follow one another without a gap', () => {
    fc.assert(
      fc.property(anyRamp, (ramp) => {
        let piece = rampPieceAt(ramp, ramp.startMs);
        let pieces = 1;
        expect(piece.startMs).toBe(ramp.startMs);
        while (piece.endMs < ramp.endMs && pieces < 20) {
          const next = rampPieceAt(ramp, piece.endMs);
          expect(next.startMs).toBeCloseTo(piece.endMs, 6);
          piece = next;
          pieces++;
        }
        expect(piece).toMatchObject({endMs: ramp.endMs, toLevel: ramp.toLevel});
      }),
      {numRuns: 200},
    );
  });
});

describe('a ramp in steps', () => {
  it('commands each step once, at its time, and holds between', () => {
    const run = at40();
    const before = run.commands.length;
    run.do(target(80, {shape: 'steps'})).wait(1900);
    expect(run.vus).toBe(48);
    run.wait(20_000);
    const sent = run.commands.slice(before).filter((one) => one.kind === 'target');
    expect(sent.map(({fromLevel, toLevel}) => [fromLevel, toLevel])).toEqual([
      [48, 48],
      [56, 56],
      [64, 64],
      [72, 72],
      [80, 80],
    ]);
    expect(run.vus).toBe(80);
    expect(run.phase).toBe('HOLD');
  });

  it('shows where it is going, not the next step', () => {
    const run = at40()
      .do(target(80, {shape: 'steps'}))
      .wait(3000);
    expect(run.target).toBe(80);
    expect(run.phase).toBe('RAMP');
    expect(run.notice?.text).toContain('40 ▸ 80 VUs over 10s in steps');
  });

  it('is over with the next load key: from where it is', () => {
    const run = at40()
      .do(target(80, {shape: 'steps'}))
      .wait(3000)
      .do({kind: 'hold'})
      .wait(20_000);
    expect(run.vus).toBe(56);
    run.do({kind: 'hold'}).wait(20_000);
    expect(run.vus).toBe(80);
  });
});

describe('a smooth ramp', () => {
  it('begins and ends slowly', () => {
    const run = at40().do(target(80, {shape: 'smooth'}));
    run.wait(1000);
    expect(run.vus).toBeLessThan(42);
    run.wait(4000);
    expect(run.vus).toBeCloseTo(60, 0);
    run.wait(4000);
    expect(run.vus).toBeGreaterThan(78);
    run.wait(1000);
    expect(run.vus).toBe(80);
  });

  it('tells the engine straight lines that meet', () => {
    const run = at40();
    const before = run.commands.length;
    run.do(target(80, {shape: 'smooth'})).wait(12_000);
    const sent = run.commands.slice(before).filter((one) => one.kind === 'target');
    expect(sent.length).toBe(12);
    sent.slice(1).forEach((line, i) => expect(line.fromLevel).toBeCloseTo(sent[i]!.toLevel, 9));
  });
});

describe('what comes after the ramp', () => {
  it('goes back to the load there was, once', () => {
    const run = at40().do(target(80, {then: {kind: 'back', afterMs: 20_000}}));
    expect(run.notice?.text).toContain('back to 40 VUs after 20s');
    run.wait(29_000);
    expect(run.vus).toBe(80);
    run.wait(2000);
    expect(run.vus).toBe(40);
    run.do(target(60, {overMs: 0})).wait(120_000);
    expect(run.vus).toBe(60);
  });

  it('goes back up at ramp speed', () => {
    const run = at40({rampPerSecond: 10}).do(target(20, {overMs: 0, then: {kind: 'back', afterMs: 5000}}));
    run.wait(6000);
    expect(run.vus).toBeCloseTo(30, 0);
    run.wait(3000);
    expect(run.vus).toBe(40);
  });

  it('going back up asks where any raise would: while an SLO fails, or above twice the load', () => {
    const failing = at40().do(target(20, {overMs: 0, then: {kind: 'back', afterMs: 5000}}));
    failing.facts = {...failing.facts, failingSlo: {short: 'p95', used: 1.4}};
    failing.wait(6000);
    expect(failing.question).toContain('p95 is over its SLO');
    failing.wait(60_000);
    expect([failing.vus, failing.question]).toEqual([20, null]);
    const far = at40()
      .settleAt(200)
      .do(target(20, {overMs: 0, then: {kind: 'back', afterMs: 5000}}))
      .wait(6000);
    expect(far.question).toContain('more than double');
    expect(far.yes().wait(60_000).vus).toBe(200);
  });

  it.each<[string, (run: ControlHarness) => void]>([
    ['another target', (run) => run.do(target(70))],
    ['a step', (run) => run.do({kind: 'step', steps: -1, repeat: false})],
    ['the stop', (run) => run.do({kind: 'emergency-stop'})],
    ['hold', (run) => run.do({kind: 'hold'})],
    ['undo', (run) => run.do({kind: 'undo'})],
  ])('%s calls it off', (_, act) => {
    const run = at40()
      .do(target(80, {then: {kind: 'back', afterMs: 20_000}}))
      .wait(5000);
    act(run);
    run.wait(15_000);
    const {vus} = run;
    run.wait(60_000);
    expect(run.vus).toBe(vus);
  });

  it('waits in a pause and comes after it', () => {
    const run = at40()
      .do(target(80, {then: {kind: 'back', afterMs: 20_000}}))
      .wait(5000)
      .do({kind: 'pause'});
    run.wait(60_000).do({kind: 'pause'}).wait(24_000);
    expect(run.vus).toBe(80);
    run.wait(2000);
    expect(run.vus).toBe(40);
  });

  it('gives the load back to the plan', () => {
    const run = new ControlHarness({stages})
      .start()
      .wait(20_000)
      .do(target(60, {then: {kind: 'auto'}}));
    run.wait(9000);
    expect(run.state.mode).toBe('manual');
    run.wait(2000);
    expect(run.state.mode).toBe('auto');
  });

  it('says that there is no plan to go back to', () => {
    const run = at40().do(target(60, {then: {kind: 'auto'}}));
    expect(run.notice?.text).toBe('no plan to go back to: the profile has no stages');
    expect(run.target).toBe(40);
  });

  it('is guarded as any raise is', () => {
    const run = at40().do(target(200, {shape: 'steps', then: {kind: 'back', afterMs: 1000}}));
    expect(run.question).toContain('more than double');
    run.yes().wait(11_500);
    expect(run.vus).toBe(40);
  });
});
