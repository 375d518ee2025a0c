import {expect, test} from 'vitest';
import type {SoakDrift, SoakFigure, SoakStudy} from '../../source/domain/study.ts';
import {createDriftTeller} from '../../source/session/drift-teller.ts';

function study(...found: readonly (readonly [SoakFigure, SoakDrift['verdict']])[]): SoakStudy {
  const drifts = found.map(([figure, verdict]): SoakDrift => {
    return {figure, verdict, change: 0.12, perHour: figure === 'p95' ? 0.06 : 4e6, p: 0.0004, blocks: 20};
  });
  const span = {level: 10, durationMs: 0, blockSeconds: 60};
  return {kind: 'soak', model: 'closed', state: 'running', ...span, periods: [], drifts, says: ''};
}

test('each drift is told when it is found, once, and again when it turns out to be a leak', () => {
  const told: string[] = [];
  const teller = createDriftTeller({
    tell: (kind, text, mark) => told.push(`${kind} ${mark} ${text}`),
    say: (text) => told.push(`says ${text}`),
  });
  teller(study(['p95', 'STEADY'], ['target memory', 'TOO SHORT']));
  expect(told.splice(0)).toEqual([]);
  teller(study(['p95', 'DRIFT'], ['target memory', 'DRIFT']));
  expect(told.splice(0)).toEqual([
    'info !drift drift found: p95 +12%',
    'says drift found: p95 +12%',
    'info !drift drift found: target memory +12%',
    'says drift found: target memory +12%',
  ]);
  teller(study(['p95', 'STEADY'], ['target memory', 'LEAK']));
  teller(study(['p95', 'DRIFT'], ['target memory', 'LEAK']));
  expect(told).toEqual([
    'info !leak drift found: target memory +4.00MB/h (LEAK)',
    'says drift found: target memory +4.00MB/h (LEAK)',
  ]);
});
