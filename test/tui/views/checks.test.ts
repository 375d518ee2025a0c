import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {CheckRow, SessionView} from '../../../source/session/view.ts';
import {piecesWidth, type Piece} from '../../../source/tui/canvas/canvas.ts';
import {checkBadge, checkLine, passedText} from '../../../source/tui/panels/check-text.ts';
import {messagePieces} from '../../../source/tui/panels/message-pieces.ts';
import {endpointP95Bound, errorSlo, latencySlo} from '../../../source/tui/panels/slo-text.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import {renderScreen} from '../../../source/tui/views/screen.ts';
import {checkoutPeak, plainScreen} from '../fixtures/checkout-peak.ts';
import {classRun} from '../fixtures/class-run.ts';

const body = row('body contains "x"', 'cart', 1240, 10);
const status = row('status is 200', 'login', 900, 2);
const fine = row('size < 10kb', 'cart', 100, 0);

function row(name: string, requestName: string, passed: number, failed: number): CheckRow {
  return {name, requestName, passed, failed, cut: 0};
}

function viewOf(checks: readonly CheckRow[], changes: Partial<SessionView> = {}): SessionView {
  return checkoutPeak({alert: null, checks, ...changes}).view;
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(([text]) => text).join('');
}

function screenOf(changes: Partial<SessionView>, columns: number, rows: number): string {
  const theme = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});
  const lines = renderScreen(checkoutPeak(changes), plainScreen, {columns, rows}, theme);
  return lines.join('\n').replaceAll(/\u001B\[\d+m/g, '');
}

describe('the line of the checks', () => {
  test('names what failed, most often first', () => {
    expect(textOf(checkLine(viewOf([fine, status, body]), 120))).toBe(
      'checks 99.4%   ✗ 10  body contains "x" (cart)   ✗ 2  status is 200 (login)',
    );
  });

  test('counts what there is no room to name', () => {
    expect(textOf(checkLine(viewOf([status, body]), 60))).toBe(
      'checks 99.4%   ✗ 10  body contains "x" (cart)   +1 more',
    );
  });

  test('says what was not looked at to its end, and which iterations broke off', () => {
    const cut = {...body, cut: 3};
    expect(textOf(checkLine(viewOf([cut], {flowErrors: 4}), 120))).toBe(
      'checks 99.2%   ✗ 10  body contains "x" (cart)  3 cut at the capture cap   ! flow errors 4',
    );
    expect(textOf(checkLine(viewOf([], {flowErrors: 4}), 80))).toBe('! flow errors 4');
  });

  test('says why iterations broke off in the room that is left', () => {
    const broken = {flowErrors: 4, flowErrorText: 'login: nothing found at $.token'};
    expect(textOf(checkLine(viewOf([], broken), 80))).toBe('! flow errors 4: login: nothing found at $.token');
    expect(textOf(checkLine(viewOf([], broken), 40))).toBe('! flow errors 4: login: nothing found a…');
    expect(textOf(checkLine(viewOf([], broken), 30))).toBe('! flow errors 4');
    expect(textOf(checkLine(viewOf([status], broken), 120))).toContain(
      '! flow errors 4: login: nothing found at $.token',
    );
  });

  test('says so in a small window too, whatever has pushed the event out of sight', () => {
    const broken = {flowErrors: 4, flowErrorText: 'login: nothing found at $.token'};
    expect(screenOf(broken, 80, 24)).toMatch(/─ TRAFFIC ─+ ! flow errors 4: login: nothing found at \$\.token  /);
    const long = {...broken, flowErrorText: 'x'.repeat(90)};
    expect(screenOf(long, 80, 24)).toMatch(/─ TRAFFIC ─+ ! flow errors 4  /);
  });

  test('is nothing without checks, and makes up no share before the first', () => {
    expect(checkLine(viewOf([]), 80)).toEqual([]);
    expect(textOf(checkLine(viewOf([row('status is 200', 'login', 0, 0)]), 80))).toBe('checks --');
    expect(textOf(checkLine(viewOf([fine]), 80))).toBe('checks 100%');
  });

  test('fits, whatever the names', () => {
    const any = fc.record({
      name: fc.string({maxLength: 60}),
      requestName: fc.string({unit: 'binary', maxLength: 30}),
      passed: fc.nat(),
      failed: fc.nat(),
      cut: fc.nat(10),
    });
    fc.assert(
      fc.property(
        fc.array(any, {maxLength: 6}),
        fc.nat(5),
        fc.integer({min: 58, max: 200}),
        (checks, broken, width) => {
          expect(piecesWidth(checkLine(viewOf(checks, {flowErrors: broken}), width))).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

test('a share of passed checks is 100% only when all did', () => {
  expect([
    passedText(10, 0),
    passedText(0, 10),
    passedText(0, 0),
    passedText(1e9, 1),
    passedText(1, 1e9),
    passedText(992, 8),
  ]).toEqual(['100%', '0%', '--', '99.99%', '0.1%', '99.2%']);
});

describe('where they are seen', () => {
  const failing = {checks: [body, fine], flowErrors: 2, alert: null};

  test('in 80 columns in the heading and on the message line, unless something worse stands there', () => {
    const shown = screenOf(failing, 80, 24);
    expect(shown).toContain('checks ✗ 10  ! flow errors 2');
    expect(shown).toContain('checks 99.2%   ✗ 10  body contains "x" (cart)');
    const alert = checkoutPeak().view.alert;
    const under = screenOf({...failing, alert}, 80, 24);
    expect(under).toContain('checks ✗ 10  ! flow errors 2');
    expect(under).not.toContain('body contains');
  });

  test('in 80 columns not at all while they hold', () => {
    expect(screenOf({checks: [fine], alert: null}, 80, 24)).not.toContain('checks');
    expect(checkBadge(viewOf([fine]))).toEqual([]);
  });

  test('once on larger screens, whether they hold or not', () => {
    for (const [columns, rows] of [
      [100, 32],
      [120, 40],
    ] as const) {
      expect(screenOf(failing, columns, rows).split('body contains "x" (cart)')).toHaveLength(2);
      expect(screenOf({checks: [fine], alert: null}, columns, rows)).toContain('checks 100%');
    }
    const wide = screenOf(failing, 200, 60);
    expect(wide).toMatch(/CHECKS ─+ ! flow errors 2 {3}99\.2% passed/);
    expect(wide.split('body contains "x" (cart)')).toHaveLength(2);
  });
});

describe('what is going to be', () => {
  const forecast = {text: 'p95 crosses 250 ms in ~40 s', inMs: 40_000, severity: 'warning'} as const;
  const said = (changes: Partial<SessionView>): string =>
    textOf(messagePieces(checkoutPeak({alert: null, ...changes}).view, plainScreen, 80, true));

  test('is said while nothing is wrong yet, before checks, beside what was just done', () => {
    expect(said({forecast})).toBe('~ p95 crosses 250 ms in ~40 s');
    expect(said({forecast: {...forecast, severity: 'critical'}})).toBe('! p95 crosses 250 ms in ~40 s');
    expect(said({forecast, checks: [body]})).toBe('~ p95 crosses 250 ms in ~40 s');
    const notice = {text: '▴ 240 ▸ 270 VUs', tone: 'plain', untilMs: 1e9} as const;
    expect(said({forecast, notice})).toBe('~ p95 crosses 250 ms in ~40 s    ▴ 240 ▸ 270 VUs');
  });

  test('comes after an alert and after figures that are not to be trusted', () => {
    const alert = {text: 'p99 over', hint: null, more: 0, tone: 'over'} as const;
    expect(said({forecast, alert})).toBe('! p99 over');
    const validity = {verdict: 'DEGRADED', sinceMs: null, reasons: []} as const;
    expect(said({forecast, validity})).toBe('~ DEGRADED');
  });
});

test('certificates that nobody verifies are on the screen at every size', () => {
  for (const [columns, rows] of [
    [40, 8],
    [60, 16],
    [80, 24],
    [120, 40],
    [200, 60],
  ] as const) {
    expect([columns, screenOf({insecure: true}, columns, rows).includes('INSECURE')]).toEqual([columns, true]);
    expect(screenOf({}, columns, rows)).not.toContain('INSECURE');
  }
});

test('limits of a scenario, of checks or of the host are not those of the plots', () => {
  const [p95] = checkoutPeak().view.slos;
  const ofScenario = {...p95!, source: 'http_req_duration{scenario:a}: p(95)<250', label: 'a p95 < 250ms'};
  const ofChecks = {...p95!, source: 'checks: rate>0.99', kind: 'share', percentile: null, bound: 0.99} as const;
  const shown = checkoutPeak({slos: [ofScenario, ofChecks]}).view;
  expect([latencySlo(shown, 95), errorSlo(shown)]).toEqual([null, null]);
  expect(latencySlo(checkoutPeak().view, 95)?.bound).toBe(250_000);
  expect(errorSlo(checkoutPeak().view)?.bound).toBe(0.01);
  const own = {...p95!, requestName: 'login', source: 'http_req_duration{name:login}: p(95)<30', bound: 30_000};
  const narrower = {...own, source: 'http_req_duration{name:login,scenario:a}: p(95)<20', bound: 20_000};
  expect(endpointP95Bound(checkoutPeak({slos: [narrower, own]}).view, 'login')).toBe(30_000);
});

test('a row of the SLO panel says that it is a budget, and keeps its limit beside a long name', () => {
  const slo = {...checkoutPeak().view.slos[0]!, label: 'p95 < 30ms', requestName: 'login', budget: true};
  expect(screenOf({slos: [slo]}, 120, 40)).toContain('budget login p95 < 30ms');
  expect(screenOf({slos: [{...slo, requestName: 'gateway'}]}, 120, 40)).toContain('budget gateway p95 < 30ms');
  expect(screenOf({slos: [{...slo, budget: false}]}, 120, 40)).not.toContain('budget');
  const {slos} = classRun().view;
  expect(screenOf({slos}, 200, 60)).toMatch(/budget POST \/api\/\S*… p95 < 500ms +▮/);
});
