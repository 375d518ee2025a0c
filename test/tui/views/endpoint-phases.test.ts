import {expect, test} from 'vitest';
import type {Region} from '../../../source/tui/canvas/canvas.ts';
import {drawEndpointPhases, phasePieces, phaseRows} from '../../../source/tui/panels/endpoint-phases.ts';
import {drawn} from '../fixtures/drawn-rows.ts';
import {lookedAtPeak} from '../fixtures/checkout-look.ts';

const look = lookedAtPeak().look!;
const none = {...look, phases: []};

function shown(isRecording: boolean): string {
  const draw = (region: Region): void => drawEndpointPhases(region, none, {seconds: 10, isRecording});
  return drawn(draw, [], 100, phaseRows(none), 'full').join('\n');
}

test('a recording says that it does not hold phases, rather than that nothing ended', () => {
  expect(shown(true)).toMatch(/recording does not hold them/);
  expect(shown(true)).not.toMatch(/nothing ended|last 10s/);
  expect(phasePieces(none, true).join()).toMatch(/recording does not hold them/);
});

test('a run says why there are none', () => {
  expect(shown(false)).toMatch(/mean of last 10s[^]*nothing ended, or the transport does not tell/);
  expect(phasePieces(none, false)).toEqual([]);
});
