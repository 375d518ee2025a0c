import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {vi} from 'vitest';
import {findRuns, type AttachedRun} from '../../source/coordinator/attach-client.ts';
import {attachFolder} from '../../source/coordinator/attach-folder.ts';
import type {CoordinatorSettings} from '../../source/coordinator/messages.ts';
import type {SessionView} from '../../source/session/view.ts';
import {metricsOf, nameMetrics} from '../session/fixtures.ts';
import {preparedOf, sendJson, testServer} from '../walk/fixtures.ts';
import {runIdle} from './idle-run.ts';

/** A screen on a run without one, and what it has been shown. */
export interface Visit {
  readonly run: AttachedRun;
  readonly views: readonly SessionView[];
}

/** A further screen on the run that is under way. */
export async function attachAgain(): Promise<Visit> {
  let found = await findRuns(attachFolder()!, '7.7.7');
  while (found.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    found = await findRuns(attachFolder()!, '7.7.7');
  }
  const run = found[0]!.attach();
  const views: SessionView[] = [];
  run.subscribe(({view}) => views.push(view));
  return {run, views};
}

/** Runs it with a door of its own, and lets `visit` in. The caller unstubs the environment. */
export async function runVisited(
  profile: Record<string, unknown>,
  visit: (run: AttachedRun, views: readonly SessionView[]) => unknown,
  changes: Partial<CoordinatorSettings> = {},
) {
  vi.stubEnv('XDG_RUNTIME_DIR', mkdtempSync(path.join(tmpdir(), 'perftui-h-')));
  await using server = await testServer((_, response) => sendJson(response, {}));
  const settings = {listens: true, version: '7.7.7', ...changes};
  const ran = runIdle(preparedOf(server.origin, profile), settings, () => metricsOf([nameMetrics(0, [1000])]));
  const {run, views} = await attachAgain();
  await visit(run, views);
  return {...(await ran), run, views};
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
