import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseTarget, previewTarget} from '../../../source/tui/app/parse-target.ts';

const facts = {activeVus: 248, targetVus: 250, capVus: 400, rampVusPerSecond: 5};

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
  ])('reads %j as %d VUs over %s ms', (text, vus, overMs) => {
    expect(parseTarget(text, facts)).toEqual({kind: 'target', vus, overMs});
  });

  it.each(['', '+', '-', 'x', '1.', '200/', '200/3', '200/30', '200/1m3', '200/1.', '200/5m'.slice(0, 5), '+50/'])(
    'waits for more after %j',
    (text) => {
      expect(parseTarget(text, facts).kind).toBe('incomplete');
    },
  );

  it.each([
    ['500r', /arrival-rate/],
    ['500r/30s', /arrival-rate/],
    ['+10r', /arrival-rate/],
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

  it('gives whole, non-negative VUs or none, for any text and target', () => {
    const typed = fc.oneof(fc.string(), fc.stringMatching(/^[-+x\d.%vr/smh ]{0,12}$/));
    fc.assert(
      fc.property(typed, fc.nat(10_000), (text, targetVus) => {
        const parsed = parseTarget(text, {targetVus});
        if (parsed.kind !== 'target') return;
        expect(Number.isSafeInteger(parsed.vus) && parsed.vus >= 0 && parsed.vus <= 1_000_000).toBe(true);
        expect(parsed.overMs === null || (Number.isSafeInteger(parsed.overMs) && parsed.overMs >= 0)).toBe(true);
      }),
    );
  });

  it('every beginning of a target is a target or waits for more', () => {
    const amount = fc.oneof(
      fc.nat(9_999).map(String),
      fc.nat(999).map((vus) => `+${vus}`),
      fc.nat(99).map((percent) => `-${percent}%`),
      fc.constantFrom('x2', 'x1.5', '12v'),
    );
    const over = fc.constantFrom('', '/30s', '/1m30s', '/2m', '/500ms', '/1.5s');
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
    ['', 'target: 200   +50   -20%   x2   200/30s = over 30s', 'plain'],
    ['500r', '! closed model: rate targets need an arrival-rate run; type VUs: 200', 'over'],
  ])('says for %j: %s', (typed, text, tone) => {
    expect(previewTarget(typed, facts)).toEqual({text, tone});
  });

  it('is one line without controls for any text', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme-ascii'}), (typed) => {
        expect(previewTarget(typed, facts).text.length).toBeLessThan(120);
      }),
    );
  });
});
