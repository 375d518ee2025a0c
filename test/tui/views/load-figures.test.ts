import {describe, expect, test} from 'vitest';
import type {Piece} from '../../../source/tui/canvas/canvas.ts';
import {widthOf} from '../../../source/tui/canvas/cell-text.ts';
import {levelPieces} from '../../../source/tui/panels/level-text.ts';
import {
  closedFigures,
  droppedFigure,
  figureVariants,
  waitingFigures,
  type Figure,
} from '../../../source/tui/panels/load-figures.ts';
import {loadHeadings} from '../../../source/tui/panels/load-text.ts';
import {tone} from '../../../source/tui/theme/tone.ts';
import {checkoutPeak} from '../fixtures/checkout-peak.ts';
import {droppingRun, openRun} from '../fixtures/open-run.ts';

function plain(pieces: readonly Piece[]): string {
  return pieces.map(([text]) => text).join('');
}

function figure(text: string, rank: number): Figure {
  return {pieces: [[text, tone.plain]], rank};
}

function told(figures: readonly Figure[]): string {
  return figures.map(({pieces}) => plain(pieces)).join(' | ');
}

describe('the level', () => {
  const {load} = openRun().view;
  const level = (commandedLevel: number, targetLevel: number): string =>
    plain(levelPieces({load: {...load, commandedLevel, targetLevel}}));

  test('is VUs on their way, or the rate commanded now on its way', () => {
    expect(plain(levelPieces(checkoutPeak().view))).toBe('248 ▸ 250');
    expect(level(412, 500)).toBe('412 ▸ 500');
  });

  test('is the target alone once it is there, and 0 at once after a stop', () => {
    expect(level(500, 500)).toBe('500');
    expect(level(0, 0)).toBe('0');
  });

  test('shows a commanded rate to the last digit', () => {
    expect(level(2.25, 12_345)).toBe('2.25 ▸ 12345');
  });
});

describe('a closed run', () => {
  const {view} = checkoutPeak();
  const closed = {unloadedUs: 60_000, expectedPerSecond: 412.4, suppressed: 0, blockedVus: 0};

  test('says what it would send unloaded, what it did not, and who is stuck', () => {
    expect(told(closedFigures({...view, closed}))).toBe('X₀ 412/s | suppressed 0');
    const held = {...closed, suppressed: 1234, blockedVus: 12};
    expect(told(closedFigures({...view, closed: held}))).toBe('X₀ 412/s | suppressed 1.2k | blocked 12/248');
    expect(told(closedFigures({...view, closed: null}))).toBe('');
  });

  test('wears its badge at any width', () => {
    const shortest = loadHeadings({...view, closed}, 'compact').at(-1)!;
    expect(plain(shortest)).toBe('CLOSED: service time');
    expect(plain(loadHeadings({...view, closed}, 'plots')[0]!)).toBe(
      'CLOSED: service time   X₀ 412/s   suppressed 0   MANUAL over stage 4/5 "peak"  a = back to auto',
    );
  });
});

describe('an open run', () => {
  test('flags what was lost by a sign, not by colour alone, and leaves a run that lost nothing quiet', () => {
    expect(told(droppedFigure(openRun().view))).toBe('dropped 0');
    const {view} = droppingRun();
    expect(told([...droppedFigure(view), ...waitingFigures(view)])).toBe(
      '! dropped 3.1k | ! missed 14 | queued 212 | send lag p99 ≥4.9s | VUs 400/400',
    );
    expect(droppedFigure(view)[0]?.pieces[0]?.[1]).toBe(tone.overStrong);
    const over = {...view, arrivals: {...view.arrivals!, droppedPerSecond: 0}};
    expect(droppedFigure(over)[0]?.pieces[0]?.[1]).toBe(tone.over);
  });

  test('does not make up a send lag', () => {
    const {view} = openRun();
    expect(told(waitingFigures({...view, arrivals: {...view.arrivals!, sendLag: null}}))).toBe(
      'queued 0 | send lag p99 -- | VUs 63/400',
    );
    expect(waitingFigures({...view, arrivals: null})).toEqual([]);
  });
});

test('variants get shorter one figure at a time, the highest rank first', () => {
  const variants = figureVariants([figure('a', 0), figure('b', 2), figure('c', 1), figure('d', 2)], ' ').map(plain);
  expect(variants).toEqual(['a b c d', 'a b c', 'a c', 'a']);
  expect(variants.map(widthOf)).toEqual([7, 5, 3, 1]);
});
