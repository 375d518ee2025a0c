import type {PlanData} from '../../source/domain/run-plan.ts';
import {ResponseView} from '../../source/iteration/response-view.ts';
import {VuContext} from '../../source/iteration/vu-context.ts';

export const users: PlanData = {
  label: 'users.csv',
  columns: ['user', 'password'],
  rows: [
    ['ann', 'pa"ss'],
    ['bob', 'x y'],
    ['eve', 'ü#%'],
  ],
  mode: 'sequential',
};

export function contextOf(
  changes: {variables?: number; sources?: number; vuId?: number; seed?: number} = {},
): VuContext {
  const {variables = 3, sources = 1, vuId = 0, seed = 7} = changes;
  const context = new VuContext({variables, sources, cookies: true}, vuId, seed);
  context.beginIteration();
  return context;
}

/** A response with this body, of which `kept` bytes were kept (all of it unless given). */
export function responseOf(
  body: string | Buffer | null,
  headers: readonly (readonly [string, string])[] = [],
  {status = 200, latencyMs = 10, kept}: {status?: number; latencyMs?: number; kept?: number} = {},
): ResponseView {
  const view = new ResponseView();
  const bytes = body === null ? null : Buffer.from(body);
  view.set(status, headers, bytes?.subarray(0, kept) ?? null, bytes?.length ?? 0, latencyMs);
  return view;
}
