import {describe, expect, it} from 'vitest';
import {createLoadPlan} from '../../../source/domain/load-plan.ts';
import {planLevels} from '../../../source/tui/chooser/plan-preview.ts';
import {wrapText} from '../../../source/tui/canvas/wrap-text.ts';
import {profileFacts} from '../../../source/tui/chooser/profile-facts.ts';
import {agoText, profileRow} from '../../../source/tui/chooser/profile-row.ts';
import {entries, entryOf, nowMs, profileOf} from '../fixtures/picker-entries.ts';

describe('a profile as a line', () => {
  it('tells load, length and last run; what is not known is --', () => {
    const rows = entries.map((entry) => profileRow(entry, nowMs));
    expect(rows.map(({load, lasts, lastRun, stages}) => [load, lasts, lastRun, stages])).toEqual([
      ['0-260 VUs', '16m', '2h ago', '5'],
      ['5 VUs', '1m', '1d ago', '--'],
      ['--', '--', '--', '--'],
      ['500/s', 'no end', '--', '--'],
      ['50 VUs', 'to 10m', '--', '--'],
      ['5 VUs', '30s', '--', '--'],
    ]);
    expect(rows[2]!.problems).toBe('3 problems: v names them');
  });

  it('speaks of one VU as of one', () => {
    expect(profileRow(entryOf('one', {executor: 'constant-vus', vus: 1}), nowMs).load).toBe('1 VU');
  });

  it('shows no password of a target', () => {
    expect(profileRow(entries[0]!, nowMs).target).toBe('http://localhost:8080/shop');
    expect(JSON.stringify(profileFacts(entries[0]!.profile!))).not.toContain('hunter2');
  });

  it.each([
    [30_000, 'just now'],
    [-5000, 'just now'],
    [5 * 60_000, '5m ago'],
    [23 * 3_600_000, '23h ago'],
    [7 * 86_400_000, '7d ago'],
    [102 * 86_400_000, '08-11'],
    [400 * 86_400_000, '2025-10'],
  ])('%d ms ago is %s', (ago, text) => {
    expect(agoText(nowMs - ago, nowMs)).toBe(text);
  });
});

describe('what the preview tells', () => {
  it('shares by weight, thresholds in their own words, budgets and what it needs', () => {
    const facts = Object.fromEntries(profileFacts(entries[0]!.profile!));
    expect(facts).toMatchObject({
      scenarios: 'shopper 75%   admin 25%   crawler muted',
      requests: '3 names, think 1s to 3s',
      thresholds: 'p(95)<250   p(99)<500   error<1%   p(95)<80 name:cart (warning)',
      budgets: '1, by request name',
      alerts: 'p(95)>2000 hold',
      needs: 'bearer',
    });
  });

  it('the plan’s levels, whatever the number of columns', () => {
    const plan = createLoadPlan(
      profileOf({executor: 'ramping-vus', startVUs: 0, stages: [{duration: '10s', target: 100}]}).executor,
    )!;
    expect([...planLevels(plan, 5)]).toEqual([10, 30, 50, 70, 90]);
  });

  it('breaks lines between parts first, then between words', () => {
    expect(wrapText('a bb   cc dd', 6)).toEqual(['a bb', 'cc dd']);
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapText('unbreakable', 4)).toEqual(['unbreakable']);
    expect(wrapText('', 4)).toEqual(['']);
  });

  it('an entry without a profile has no facts but its name', () => {
    expect(profileRow(entryOf('x', null, {problemCount: 1}), nowMs)).toMatchObject({
      name: 'x',
      problems: '1 problem: v names them',
    });
  });
});
