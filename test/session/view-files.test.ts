import {describe, expect, it} from 'vitest';
import {endpointsCsv} from '../../source/report/endpoints-csv.ts';
import {nameMetrics, profileOf} from './fixtures.ts';
import {SessionHarness, settled} from './session-harness.ts';

describe('the table of requests, exported', () => {
  it('has a line for each request and one for all, as they stand now and over the run', async () => {
    const run = new SessionHarness(profileOf({vus: 5})).start();
    run.traffic = {
      requests: 0,
      latencyUs: 0,
      names: [nameMetrics(0, [1000, 2000]), nameMetrics(1, [9000], {failed: 1})],
    };
    run.wait(20_000).do({kind: 'endpoints-export'});
    await settled();
    const [table] = run.tables;
    const {endpoints} = run.view();
    expect(table!.map(({name}) => name)).toEqual(['login', 'cart', null]);
    expect(table![0]).toMatchObject({
      method: 'GET',
      path: '/login',
      window: {seconds: 10, requests: 80, requestsPerSecond: 8, p95Us: endpoints[0]!.p95!.us, maxUs: 2000},
      run: {requests: 160, failed: 0, minUs: 1000, maxUs: 2000},
    });
    expect(table![1]).toMatchObject({
      window: {failed: 40, errorShare: 1},
      run: {failed: 80, share: expect.closeTo(1 / 3, 9)},
    });
    expect(table![2]!.run.requests).toBe(240);
    expect(run.view().notice!.text).toBe('exported: snapshots/checkout-endpoints.csv');
    expect(run.journal.some((line) => line.kind === 'intent' && line.intent.kind === 'endpoints-export')).toBe(false);
  });

  it('is CSV with a cell for every column, empty where nothing is known', async () => {
    const run = new SessionHarness(profileOf({vus: 5})).start().do({kind: 'endpoints-export'});
    await settled();
    const odd = {...run.tables[0]![0]!, name: 'a "b", c', path: '/x'};
    const lines = endpointsCsv([odd, ...run.tables[0]!])
      .trimEnd()
      .split('\n');
    const columns = lines[0]!.split(',');
    expect(columns).toContain('window_latency_p95_ms');
    expect(columns).toContain('run_error_share');
    expect(lines[1]!.startsWith('"a ""b"", c",GET,/x,')).toBe(true);
    for (const line of lines.slice(2)) expect(line.split(',')).toHaveLength(columns.length);
    expect(lines[2]!.split(',')[columns.indexOf('window_latency_p95_ms')]).toBe('');
    expect(lines.join('\n')).not.toMatch(/NaN|null|undefined/);
  });
});

describe('a recording that is given a name', () => {
  it('is known by it from then on', async () => {
    const run = new SessionHarness(profileOf(), {}, 'snapshots/drives/checkout.jsonl').start().wait(1000);
    expect(run.view().recording).toBe('snapshots/drives/checkout.jsonl');
    run.do({kind: 'name-recording', name: 'pool-of-20'});
    await settled();
    expect(run.view()).toMatchObject({
      recording: 'snapshots/drives/pool-of-20.jsonl',
      notice: {text: 'recording named "pool-of-20": snapshots/drives/pool-of-20.jsonl', tone: 'good'},
    });
    expect(run.texts()).toContain('recording named "pool-of-20": snapshots/drives/pool-of-20.jsonl');
    expect(run.session.summary().recording).toBe('snapshots/drives/pool-of-20.jsonl');
    expect(run.session.buildSnapshot('run', 'r', null).drive).toBe('pool-of-20.jsonl');
  });

  it('keeps its own where it cannot be given another', async () => {
    const run = new SessionHarness(profileOf(), {}, 'a.jsonl').start().wait(1000);
    run.failure = new Error('the disk is full');
    run.do({kind: 'name-recording', name: 'x'});
    await settled();
    expect(run.view().recording).toBe('a.jsonl');
    expect(run.view().notice!.text).toContain('recording not named "x": ');
  });
});
