import {describe, expect, test} from 'vitest';
import type {SessionView} from '../../../source/session/view.ts';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import type {ScreenState, SessionMirror} from '../../../source/tui/ui-state.ts';
import {plainScreen} from '../fixtures/checkout-peak.ts';
import {doubtfulRun} from '../fixtures/doubtful-run.ts';
import {freshRun} from '../fixtures/fresh-run.ts';
import {compareFrame} from '../fixtures/golden-frame.ts';
import {aWorker, hostRun, unobservedRun} from '../fixtures/host-run.ts';

interface Case {
  /** Ends in the size: `host-80x24`. */
  readonly name: string;
  readonly mirror?: SessionMirror;
  readonly screen?: Partial<ScreenState>;
  readonly theme?: Partial<ThemeChoice>;
}

const ascii = {colour: 'none', glyphs: 'ascii'} as const;

/** Nine workers, one of them gone, one not up again yet, one at its limit. */
function manyWorkers(): SessionMirror {
  const workerRows = Array.from({length: 9}, (_, worker) => aWorker(worker));
  const gone = aWorker(3, {
    alive: false,
    utilisation: Number.NaN,
    loopDelayMs: Number.NaN,
    activeVus: 0,
    inFlight: 0,
    requestsPerSecond: 0,
  });
  workerRows[3] = gone;
  workerRows[2] = {...gone, worker: 2, starting: true};
  workerRows[5] = aWorker(5, {utilisation: 0.93, loopDelayMs: 84});
  return hostRun({workerRows, workers: {alive: 7, wanted: 9}});
}

function target(changes: Partial<NonNullable<SessionView['targetHost']>>): SessionView['targetHost'] {
  return {...hostRun().view.targetHost!, ...changes};
}

const failed = target({
  state: 'failed',
  problem: 'no answer within 1.5 s',
  sample: null,
});

/** What the generator cannot be trusted for, on a machine whose target is observed. */
function saturatedRun(): SessionMirror {
  const {view} = doubtfulRun('INVALID');
  return hostRun({validity: view.validity, generator: view.generator, workerRows: [aWorker(0, {utilisation: 0.97})]});
}

const cases: Readonly<Record<string, readonly Case[]>> = {
  'both machines at each layout': [
    {name: 'host-60x16'},
    {name: 'host-80x24'},
    {name: 'host-100x32'},
    {name: 'host-120x40'},
    {name: 'host-160x48'},
    {name: 'host-200x60'},
    {name: 'host-ascii-nocolor-80x24', theme: ascii},
    {name: 'host-ascii-nocolor-120x40', theme: ascii},
  ],
  'a target that is not observed': [
    {name: 'host-unobserved-80x24', mirror: unobservedRun()},
    {name: 'host-unobserved-120x40', mirror: unobservedRun()},
    {name: 'host-unobserved-200x60', mirror: unobservedRun()},
  ],
  'a target that is waited for, or cannot be asked, says why': [
    {name: 'host-waiting-80x24', mirror: hostRun({targetHost: target({state: 'waiting', sample: null})})},
    {name: 'host-failed-80x24', mirror: hostRun({targetHost: failed})},
    {name: 'host-failed-120x40', mirror: hostRun({targetHost: failed})},
  ],
  'more workers than rows, one lost, one at its limit': [
    {name: 'host-workers-80x24', mirror: manyWorkers(), screen: {host: {scroll: 3}}},
    {name: 'host-workers-120x40', mirror: manyWorkers()},
    {name: 'host-workers-200x60', mirror: manyWorkers(), screen: {host: {scroll: 99}}},
  ],
  'a generator that was the bottleneck, and what to do about it': [
    {name: 'host-saturated-80x24', mirror: saturatedRun()},
    {name: 'host-saturated-120x40', mirror: saturatedRun()},
    {name: 'host-saturated-200x60', mirror: saturatedRun()},
  ],
  'before anything is known: no figure and no scale made up': [
    {name: 'host-fresh-80x24', mirror: freshRun()},
    {name: 'host-fresh-120x40', mirror: freshRun()},
    {name: 'host-fresh-200x60', mirror: freshRun()},
  ],
};

describe.for(Object.entries(cases))('%s', ([, frames]) => {
  test.for(frames)('$name', async ({name, mirror = hostRun(), screen, theme}) => {
    const [columns, rows] = name.split('-').at(-1)!.split('x').map(Number);
    const {shown, golden} = await compareFrame(name, {
      mirror,
      screen: {...plainScreen, view: 'host', ...screen},
      size: {columns: columns!, rows: rows!},
      theme: createTheme({colour: '256', glyphs: 'full', background: 'dark', ...theme}),
    });
    expect(shown).toEqual(golden);
  });
});
