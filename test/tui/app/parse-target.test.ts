import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {sampleArrivals} from './sample-session.ts';
import {parseTarget} from '../../../source/tui/app/parse-target.ts';
import {previewTarget} from '../../../source/tui/app/preview-target.ts';

const facts = {model: 'closed', activeVus: 248, targetLevel: 250, capLevel: 400, rampPerSecond: 5} as const;
const open = {...facts, model: 'open', activeVus: 31, targetLevel: 500, capLevel: 1000} as const;
const arrivals = {...sampleArrivals, offeredPerSecond: 480};

describe('parseTarget', () => {
  it.each([
    ['200', 200, null],
    ['200v', 200, null],
    ['200V', 200, null],
    [' 200 ', 200, null],
    ['0', 0, null],
    ['+50', 300, null],
    ['-50', 200, null],
    ['-400', 0, null],
    ['-20%', 200, null],
    ['+20%', 300, null],
    ['-100%', 0, null],
    ['-150%', 0, null],
    ['x2', 500, null],
    ['X2', 500, null],
    ['x0.5', 125, null],
    ['200/30s', 200, 30_000],
    ['200 / 1m30s', 200, 90_000],
    ['+50/2m', 300, 120_000],
    ['x2/500ms', 500, 500],
    ['-20%/1.5s', 200, 1_500],
  ])('reads %j as %d VUs over %s ms', (text, level, overMs) => {
    expect(parseTarget(text, facts)).toEqual({kind: 'target', model: 'closed', level, overMs});
  });

  it.each([
    ['500r', 500, null],
    ['500R', 500, null],
    ['500rps', 500, null],
    ['500/s', 500, null],
    ['500 / s', 500, null],
    ['500r/30s', 500, 30_000],
    ['500/s/30s', 500, 30_000],
    ['500r over 30s', 500, 30_000],
    ['500/s over 1m30s', 500, 90_000],
  ])('reads %j as a rate of %d/s over %s ms, in either model', (text, level, overMs) => {
    for (const now of [facts, open])
      expect(parseTarget(text, now)).toEqual({kind: 'target', model: 'open', level, overMs});
  });

  it.each([
    ['50', 50, 'open'],
    ['50v', 50, 'closed'],
    ['50v/10s', 50, 'closed'],
    ['+20%', 600, 'open'],
    ['+50', 550, 'open'],
    ['+50r', 550, 'open'],
    ['x2', 1000, 'open'],
  ])('in the open model a plain or relative figure keeps to the rate: %j', (text, level, model) => {
    expect(parseTarget(text, open)).toMatchObject({kind: 'target', model, level});
  });

  it.each([
    ['+10r', facts],
    ['+10v', open],
  ])('a change in the other unit has nothing to start from: %j', (text, now) => {
    expect(parseTarget(text, now)).toMatchObject({kind: 'problem', text: expect.stringMatching(/of what/)});
  });

  it.each(['', '+', '-', 'x', '1.', '200/', '200/3', '200/30', '200/1m3', '200/1.', '200/5m'.slice(0, 5), '+50/'])(
    'waits for more after %j',
    (text) => {
      expect(parseTarget(text, facts).kind).toBe('incomplete');
    },
  );

  it.each([
    ['50%', /of what/],
    ['1.5', /whole/],
    ['abc', /not a target/],
    ['200/abc', /not a duration/],
    ['200/30s/2', /not a duration/],
    ['99999999999', /more than/],
    ['x999999999', /more than/],
    ['--5', /not a target/],
    ['1e3', /not a target/],
  ])('refuses %j and says why', (text, why) => {
    const parsed = parseTarget(text, facts);
    expect(parsed).toMatchObject({kind: 'problem', text: expect.stringMatching(why)});
  });

  it('gives a whole, non-negative level or none, for any text and target', () => {
    const typed = fc.oneof(fc.string(), fc.stringMatching(/^[-+x\d.%vr/smh ]{0,12}$/));
    fc.assert(
      fc.property(typed, fc.nat(10_000), fc.constantFrom('open', 'closed'), (text, targetLevel, model) => {
        const parsed = parseTarget(text, {model, targetLevel});
        if (parsed.kind !== 'target') return;
        expect(Number.isSafeInteger(parsed.level) && parsed.level >= 0 && parsed.level <= 1_000_000).toBe(true);
        expect(parsed.overMs === null || (Number.isSafeInteger(parsed.overMs) && parsed.overMs >= 0)).toBe(true);
      }),
    );
  });

  it('every beginning of a target is a target or waits for more', () => {
    const amount = fc.oneof(
      fc.nat(9_999).map(String),
      fc.nat(999).map((vus) => `+${vus}`),
      fc.nat(99).map((percent) => `-${percent}%`),
      fc.constantFrom('x2', 'x1.5', '12v', '12r', '12rps', '12/s'),
    );
    const over = fc.constantFrom('', '/30s', '/1m30s', '/2m', '/500ms', '/1.5s', ' over 30s');
    fc.assert(
      fc.property(amount, over, (before, after) => {
        for (let length = 0; length <= before.length + after.length; length++) {
          expect(parseTarget((before + after).slice(0, length), facts).kind).not.toBe('problem');
        }
      }),
    );
  });
});

describe('previewTarget', () => {
  it.each([
    ['200', '▸ 248 to 200 VUs, down at once     next: /30s = over 30s', 'plain'],
    ['298', '▸ 248 to 298 VUs, up over 10s (5.00/s)     next: /30s = over 30s', 'plain'],
    ['308/30s', '▸ 248 to 308 VUs over 30s (2.00/s)', 'plain'],
    ['248', '▸ 248 to 248 VUs: nothing changes     next: /30s = over 30s', 'plain'],
    ['600', '~ 248 to 600 VUs is over the cap 400: Enter asks to raise the cap', 'near'],
    ['', 'target: 200   +50   -20%   x2   200/30s = over 30s   500r = 500/s, OPEN', 'plain'],
    ['500r', '▸ switch to OPEN: 500/s     next: /30s = over 30s   v = VUs', 'plain'],
    ['500/s/10s', '▸ switch to OPEN: 500/s over 10s', 'plain'],
  ])('says for %j: %s', (typed, text, tone) => {
    expect(previewTarget(typed, facts)).toEqual({text, tone});
  });

  it.each([
    ['500', '▸ 480 to 500/s, up over 4s (5.00/s)     next: /30s = over 30s   v = VUs', 'plain'],
    ['100', '▸ 480 to 100/s, down at once     next: /30s = over 30s   v = VUs', 'plain'],
    ['x3', '~ 480 to 1500/s is over the cap 1000: Enter asks to raise the cap', 'near'],
    ['50v', '▸ switch to CLOSED: 50 VUs     next: /30s = over 30s', 'plain'],
    ['', 'target: 500   +50   -20%   x2   500/30s = over 30s   50v = 50 VUs, CLOSED', 'plain'],
  ])('says in the open model for %j: %s', (typed, text, tone) => {
    expect(previewTarget(typed, open, arrivals)).toEqual({text, tone});
  });

  it('is one line without controls for any text', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme-ascii'}), (typed) => {
        expect(previewTarget(typed, facts).text.length).toBeLessThan(120);
      }),
    );
  });
});
