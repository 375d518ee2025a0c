import {describe, expect, test} from 'vitest';
import type {SessionView} from '../../../source/session/view.ts';
import {barKeys, keyBar} from '../../../source/tui/panels/key-bars.ts';
import {messagePieces} from '../../../source/tui/panels/message-pieces.ts';
import type {ScreenState} from '../../../source/tui/ui-state.ts';
import {checkoutPeak, elapsedMs, plainScreen} from '../fixtures/checkout-peak.ts';

const question = {text: '248 to 600 VUs is more than double. Go?', untilMs: elapsedMs + 5000};
const hint = {text: 'raising is off here', tone: 'near'} as const;
const notice = {text: '▴ 240 ▸ 270 VUs', tone: 'plain', untilMs: elapsedMs + 3000} as const;
const alert = {text: 'p95 263ms > 250ms for 13s', hint: 'Z = back', more: 0, tone: 'over'} as const;

function message(view: Partial<SessionView>, screen: Partial<ScreenState> = {}): string {
  const mirror = checkoutPeak({alert: null, ...view});
  const pieces = messagePieces(mirror.view, {...plainScreen, ...screen}, 80);
  return pieces.map(([text]) => text).join('');
}

function bar(columns: number, changes: Partial<SessionView> = {}): string {
  return keyBar(checkoutPeak(changes).view, columns)
    .map((item) => item.join(' '))
    .join('  ');
}

describe('the message line', () => {
  test('a question comes before everything', () => {
    expect(message({question, alert, notice}, {hint})).toBe(`~ ${question.text}  default No`);
  });

  test('then what this screen has to say', () => expect(message({alert, notice}, {hint})).toBe(`~ ${hint.text}`));

  test('then the alert with its hint, worst first, and how many more', () => {
    expect(message({alert})).toBe('! p95 263ms > 250ms for 13s    Z = back');
    expect(message({alert: {...alert, more: 2}})).toBe('! p95 263ms > 250ms for 13s  +2 more    Z = back');
  });

  test('a hint is shown in whole parts: what does not fit is left out', () => {
    const long = {...alert, text: 'p95 263ms > 250ms for 13s '.repeat(2).trim()};
    expect(message({alert: {...long, hint: 'Z = back to 240   X = stop'}})).toBe(`! ${long.text}    Z = back to 240`);
    expect(message({alert: {...long, hint: 'max throughput, latency reads high'}})).toBe(
      `! ${long.text}    max throughput`,
    );
    expect(message({alert: {...long, hint: 'Z = back to 240 VUs (last good)'}})).toBe(`! ${long.text}`);
  });

  test('how many more stand is shown whole or not at all', () => {
    const text = 'x'.repeat(72);
    expect(message({alert: {...alert, text, more: 3}})).toBe(`! ${text}  +3`);
    expect(message({alert: {...alert, text: `${text}12345`, more: 3}})).toBe(`! ${text}12345`);
  });

  test('what was just done is seen beside a standing alert', () => {
    expect(message({alert, notice})).toBe('! p95 263ms > 250ms for 13s    ▴ 240 ▸ 270 VUs');
  });

  test('what was just done is read to its end: a long alert is cut for it, but stays in sight', () => {
    const long = {...alert, text: 'STOPPED by operator at 00:01:14: 60 VUs to 0 within 177ms, 4 aborted', more: 2};
    const line = message({alert: long, notice});
    expect(line).toBe('! STOPPED by operator at 00:01:14: 60 VUs to 0 within…    ▴ 240 ▸ 270 VUs');
    const wordy = {...notice, text: 'step '.repeat(30).trim()};
    expect(message({alert: long, notice: wordy})).toMatch(/^! STOPPED by operator…    step step /);
  });

  test('the hint of what was just done is there whole or not at all', () => {
    const hinted = {...notice, text: 'shopper weight 0.7 ▸ 0.8, 73% of the load     z = undo'};
    const long = {...alert, text: 'generator SATURATED: latencies read high from 00:00:01'};
    expect(message({alert: long, notice: hinted})).toMatch(/ {4}shopper weight 0\.7 ▸ 0\.8, 73% of the load$/);
  });

  test('how many more is left out before the alert is cut', () => {
    const text = 'x'.repeat(58);
    expect(message({alert: {...alert, text, more: 3}, notice: {...notice, text: 'y'.repeat(14)}})).toBe(
      `! ${text}    ${'y'.repeat(14)}`,
    );
  });

  test('without an alert it says since when figures are not to be trusted, why, and what to do', () => {
    const reasons = [
      {text: 'load worker 93% busy', hint: 'less load'},
      {text: 'client wait p99 6.1ms', hint: ''},
    ];
    const validity = {verdict: 'INVALID', sinceMs: 690_000, reasons} as const;
    expect(message({validity})).toBe('! INVALID from 00:11:30: load worker 93% busy  +1 more    less load');
    expect(message({validity: {...validity, verdict: 'DEGRADED'}})).toMatch(/^~ DEGRADED/);
    expect(message({validity: {verdict: 'INVALID', sinceMs: null, reasons: []}})).toBe('! INVALID');
    expect(message({validity, alert})).toBe('! p95 263ms > 250ms for 13s    Z = back');
  });

  test('where the room is short, what breaks the figures comes before since when', () => {
    const reasons = [{text: 'iterations started late by 2ms of the 9ms shown (p99)', hint: 'less load'}];
    const validity = {verdict: 'DEGRADED', sinceMs: 690_000, reasons} as const;
    expect(message({validity})).toBe(`~ DEGRADED: ${reasons[0]!.text}    less load`);
  });

  test('what failed is seen before an alert', () => {
    expect(message({alert, notice: {...notice, text: 'snapshot not written', tone: 'over'}})).toBe(
      '! snapshot not written',
    );
  });

  test('a notice goes when its time is over', () => {
    expect(message({notice})).toBe(notice.text);
    expect(message({notice: {...notice, untilMs: elapsedMs}})).toBe('');
  });

  test('a text that carries its sign gets no second one', () => {
    expect(message({}, {hint: {text: '! no such target', tone: 'over'}})).toBe('! no such target');
  });
});

describe('the key bar', () => {
  test('keeps load, hold and stop first at any width, and drops the least needed', () => {
    expect(bar(80)).toBe('+/- load  space hold  X STOP  t target  z undo  c snap  b base  ? help  q quit');
    expect(bar(45)).toBe('+/- load  space hold  X STOP  q quit');
    expect(bar(200)).toContain('m mark  f freeze  p pause  a auto  O save preset  ? help  q quit');
  });

  test('says what space and p would do now', () => {
    const {load} = checkoutPeak().view;
    expect(bar(120, {phase: 'STOPPED', load: {...load, resumeLevel: 240}})).toContain('space back to 240');
    expect(bar(120, {load: {...load, heldTargetLevel: 260}})).toContain('space on to 260');
    expect(bar(120, {phase: 'PAUSED'})).toContain('p go on');
  });

  test('says what Enter and j do in the detail of a request and in a sample', () => {
    const keysIn = (endpoints: Partial<ScreenState['endpoints']>): string =>
      barKeys(
        checkoutPeak().view,
        {...plainScreen, view: 'endpoints', endpoints: {...plainScreen.endpoints, ...endpoints}},
        {columns: 120, rows: 40},
      )
        .map((key) => key.join(' '))
        .join('  ');
    expect(keysIn({})).toContain('j k row  Enter detail');
    expect(keysIn({detail: 'full'})).toContain('j k error  Enter sample');
    expect(keysIn({detail: 'full', error: 0})).toContain('j k error  Enter back');
  });

  test('offers no undo when there is nothing to undo', () => {
    const {load} = checkoutPeak().view;
    expect(bar(200, {load: {...load, undoLevel: null}})).not.toContain('undo');
  });
});
