import {afterEach, expect, it, vi} from 'vitest';
import type {CapacitySetup, Study} from '../../source/domain/study.ts';
import {threshold} from '../session/fixtures.ts';
import {attachAgain, runVisited, until, type Visit} from './visited-run.ts';

const document = {executor: 'constant-vus', vus: 4, duration: '1500ms'};

const study: CapacitySetup = {
  kind: 'capacity',
  model: 'closed',
  objectives: [threshold('http_req_duration', 'p(95)<100')],
  gentle: false,
  startLevel: 10,
};

afterEach(() => {
  vi.unstubAllEnvs();
});

/** As the newest view has it. */
async function untilSearch({views}: Pick<Visit, 'views'>, holds: (known: Study & {kind: 'capacity'}) => boolean) {
  await until(() => {
    const known = views.at(-1)?.study;
    return known?.kind === 'capacity' && holds(known);
  });
}

/** Who comes back before the run has seen the last one leave finds it paused still. */
async function untilGoesOn(): Promise<Visit> {
  for (;;) {
    const again = await attachAgain();
    await until(() => again.views.length > 0);
    const known = again.views.at(-1)!.study;
    if (known?.kind === 'capacity' && known.state === 'running') return again;
    again.run.detach();
  }
}

it('a search is begun anew and paused from elsewhere, and goes on when the last operator leaves', async () => {
  const {failure, summary, events} = await runVisited(
    document,
    async (run, views) => {
      await untilSearch({views}, ({state}) => state === 'running');
      run.dispatch({kind: 'capacity', objectives: ['p(99)<500'], gentle: true});
      await untilSearch({views}, ({gentle}) => gentle);
      run.dispatch({kind: 'halve'});
      await untilSearch({views}, ({state}) => state === 'paused');
      run.detach();
      const again = await untilGoesOn();
      again.run.dispatch({kind: 'finish', how: 'stop', end: true});
    },
    {study},
  );
  expect(failure).toBeUndefined();
  expect(events).toEqual(
    expect.arrayContaining(['search paused by the operator', 'operator left: the search goes on']),
  );
  expect(summary).toMatchObject({
    endedBy: 'stopped by operator',
    exitCode: 108,
    study: {verdict: 'INCOMPLETE', gentle: true, objectives: ['http_req_duration: p(99)<500']},
  });
});

it('a search stopped from elsewhere is not begun again with nobody looking: the run ends', async () => {
  const {summary, events} = await runVisited(
    document,
    async (run, views) => {
      await untilSearch({views}, ({state}) => state === 'running');
      run.dispatch({kind: 'emergency-stop'});
      await untilSearch({views}, ({state}) => state === 'paused');
      run.detach();
    },
    {study},
  );
  expect(events).toContain('operator left: no load, the run ends');
  expect(summary).toMatchObject({exitCode: 108, study: {verdict: 'INCOMPLETE', low: null}});
});
