import {expect, it} from 'vitest';
import type {DataMode} from '../../source/domain/profile.ts';
import type {PlanData, PlanRequest, PlanStep} from '../../source/domain/run-plan.ts';
import {DataFeed, dataSourcesOf} from '../../source/iteration/data-feed.ts';
import {FlowError} from '../../source/iteration/flow-error.ts';
import {contextOf, users} from './fixtures.ts';

function feedOf(mode: DataMode, cursors: Int32Array = new Int32Array(2)): DataFeed {
  return new DataFeed([{...users, mode}], cursors, 7);
}

function rowOf(feed: DataFeed, context = contextOf()): number {
  context.beginIteration();
  feed.take(context);
  return context.rows[0]!;
}

it('sequential rows go round, over all workers', () => {
  const cursors = new Int32Array(new SharedArrayBuffer(8));
  const feeds = [feedOf('sequential', cursors), feedOf('sequential', cursors)];
  expect(Array.from({length: 7}, (_, i) => rowOf(feeds[i % 2]!))).toEqual([0, 1, 2, 0, 1, 2, 0]);
});

it('unique rows are dealt once, over all workers, and their end is a fatal error that says so, each time', () => {
  const cursors = new Int32Array(new SharedArrayBuffer(8));
  const feeds = [feedOf('unique', cursors), feedOf('unique', cursors)];
  expect([0, 1, 2].map((i) => rowOf(feeds[i % 2]!))).toEqual([0, 1, 2]);
  for (const feed of feeds) {
    const error = new FlowError('all 3 unique rows of users.csv are used', true);
    expect(() => rowOf(feed)).toThrow(error);
    expect(() => rowOf(feed)).toThrow(expect.objectContaining({fatal: true}));
  }
});

it('a VU keeps its row; one more VU than rows is a fatal error', () => {
  const feed = feedOf('per-vu');
  const context = contextOf({vuId: 2});
  expect([rowOf(feed, context), rowOf(feed, context)]).toEqual([2, 2]);
  expect(() => rowOf(feed, contextOf({vuId: 3}))).toThrow(
    expect.objectContaining({
      fatal: true,
      message: 'users.csv has 3 rows, one per VU, and none is left for VU 4',
    }),
  );
});

it('random rows are all drawn about as often, the same ones for the same seed', () => {
  const counts = [0, 0, 0];
  const context = contextOf();
  const feed = feedOf('random');
  for (let i = 0; i < 3000; i++) counts[rowOf(feed, context)]!++;
  for (const count of counts) expect(count).toBeGreaterThan(900);
  const again = contextOf();
  const other = contextOf();
  const rows = Array.from({length: 20}, () => rowOf(feed, again));
  expect(Array.from({length: 20}, () => rowOf(feedOf('random'), other))).toEqual(rows);
});

it('no rows is an error, not a row', () => {
  const feed = new DataFeed([{...users, rows: []}], new Int32Array(2), 7);
  expect(() => rowOf(feed)).toThrow('users.csv has no rows');
});

it('only the sources a flow uses are dealt to it', () => {
  const request = (path: PlanRequest['path']): PlanRequest => ({
    name: 0,
    method: 'GET',
    path,
    headers: [],
    body: null,
    bodyFile: null,
    chunked: false,
    expect: null,
    extract: [],
    checks: [],
  });
  const use = (source: number): PlanRequest =>
    request({parts: ['/', {kind: 'data', source, column: 0}], encode: 'path'});
  const steps: PlanStep[] = [
    {kind: 'request', request: request('/')},
    {kind: 'group', name: 'g', steps: [{kind: 'repeat', min: 1, max: 2, steps: [{kind: 'request', request: use(2)}]}]},
    {
      kind: 'if',
      condition: {kind: 'status', statuses: [[200, 200]], negated: false},
      then: [],
      otherwise: [{kind: 'parallel', requests: [use(0), request('/')]}],
    },
  ];
  expect(dataSourcesOf(steps)).toEqual([0, 2]);
  const data: PlanData[] = [users, {...users, mode: 'unique'}, users].map((one) => one as PlanData);
  const cursors = new Int32Array(4);
  const context = contextOf({sources: 3});
  new DataFeed(data, cursors, 7, dataSourcesOf(steps)).take(context);
  expect([...context.rows]).toEqual([0, -1, 0]);
  expect([...cursors]).toEqual([0, 1, 0, 1]);
});
