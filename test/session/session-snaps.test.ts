import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Snapshot} from '../../source/domain/snapshot.ts';
import {previewOf} from '../../source/session/snapshot-preview.ts';
import {profileOf} from './fixtures.ts';
import {SessionHarness, settled} from './session-harness.ts';
import {snapshotOf} from './snapshot-fixture.ts';

/** With snapshots `a`, `b` and `c` in its folder. */
async function harness(): Promise<SessionHarness> {
  const run = new SessionHarness(profileOf({vus: 5})).start().wait(40_000);
  for (const name of ['a', 'b', 'c']) run.do({kind: 'snapshot', name, note: null, scope: 'window'});
  await settled();
  return run;
}

const file = (name: string) => `snapshots/${name}.json`;
const show = (name: string) => ({kind: 'snapshot-preview', file: file(name)}) as const;

describe('snapshots nobody gave a name', () => {
  it('have one each, whatever is listed or on its way into a file', async () => {
    const run = new SessionHarness(profileOf({vus: 5})).start().wait(40_000);
    const unnamed = {kind: 'snapshot', name: null, note: null, scope: 'window'} as const;
    run.do(unnamed).do(unnamed);
    await settled();
    run.do({...unnamed, name: 'checkout-5-3'});
    await settled();
    run.do(unnamed);
    await settled();
    expect(run.snapshots.map(({name}) => name)).toEqual(['checkout-5', 'checkout-5-2', 'checkout-5-3', 'checkout-5-4']);
  });

  it('are told of with whole numbers of samples and VUs', async () => {
    const run = await harness();
    run.do({kind: 'baseline-choose', file: file('a')});
    await settled();
    expect(run.texts().join('\n')).toMatch(/saved \(30s window, \d+ samples\)/);
    expect(run.texts().join('\n')).not.toMatch(/\d\.\d* (?:samples|VUs)/);
  });
});

describe('a preview', () => {
  it('is read when asked for, and shown until there is none', async () => {
    const run = await harness();
    run.do(show('a'));
    expect(run.view().preview).toBeNull();
    await settled();
    expect(run.view().preview).toMatchObject({file: file('a'), windowStartMs: 10_000, windowEndMs: 40_000});
    run.do({kind: 'snapshot-preview', file: null});
    expect(run.view().preview).toBeNull();
    run.do(show('a'));
    expect(run.view().preview).toMatchObject({file: file('a')});
    expect(run.read).toEqual([file('a')]);
  });

  it('is read one at a time: of those asked for meanwhile the newest is next', async () => {
    const run = await harness();
    run.do(show('a')).do(show('b')).do(show('c'));
    expect(run.read).toEqual([file('a')]);
    await settled();
    expect(run.read).toEqual([file('a'), file('c')]);
    expect(run.view().preview).toMatchObject({file: file('c')});
  });

  it('of a file that cannot be read says so, and the next is shown all the same', async () => {
    const run = await harness();
    run.do({kind: 'snapshot-preview', file: 'snapshots/none.json'}).do(show('b'));
    await settled();
    expect(run.texts().some((text) => text.startsWith('snapshots/none.json not shown: '))).toBe(true);
    expect(run.view().preview).toMatchObject({file: file('b')});
  });

  it('has a column a second about its window, with what was before, and never more than 120', () => {
    const latenciesUs = Array.from({length: 100}, (_, index) => 1000 + index);
    const snapshot = snapshotOf({seconds: 100, latenciesUs});
    const late: Snapshot = {...snapshot, window: {scope: 'window', startMs: 70_000, endMs: 100_000, seconds: 30}};
    const {columns} = previewOf(late, 'a.json', null);
    expect(columns.map(({atMs}) => atMs)).toEqual(Array.from({length: 60}, (_, index) => 40_000 + index * 1000));
    expect(columns[0]).toMatchObject({vus: 10});
    expect(columns[0]!.p95).toBeGreaterThanOrEqual(1040);
    const whole = previewOf(snapshotOf({seconds: 500, latenciesUs: [1000]}), 'a.json', null);
    expect(whole.columns.length).toBeLessThanOrEqual(120);
    expect(whole.columns[0]!.p95).toBeGreaterThanOrEqual(1000);
    expect(whole.columns[1]!.p95).toBeNaN();
  });

  it('tells the facts a person compares by, and what is not known as such', () => {
    const snapshot: Snapshot = {
      ...snapshotOf({vus: 240, seconds: 30, latenciesUs: [1000, 2000]}),
      note: 'release base',
      git: {commit: 'a91f3c2000', branch: 'pool-fix', dirty: true},
      profile: {name: 'checkout-peak', revision: '7f3a', document: {}},
      thresholds: [
        {source: 'http_req_duration{name:login}: p(95)<30', value: 20, ok: true, severity: 'critical'},
        {source: 'http_req_duration: p(95)<250', value: 200, ok: true, severity: 'critical'},
        {source: 'http_req_failed: rate<0.01', value: 0.02, ok: false, severity: 'critical'},
      ],
      validity: {verdict: 'DEGRADED', reasons: [{text: 'load worker 93% busy', hint: ''}]},
    };
    const {facts, sloBoundUs, samples} = previewOf(snapshot, 'snapshots/a.json', 41_000);
    expect(Object.fromEntries(facts)).toEqual({
      load: '240 VUs, steady',
      target: 'demo at http://127.0.0.1:1',
      profile: 'checkout-peak rev 7f3a',
      git: 'a91f3c2+ (dirty) branch pool-fix',
      host: 'load-1, 8 cores, linux 6.1, node 24.0.0',
      gen: 'cpu --  loop 2.00ms  healthy',
      run: 'DEGRADED: load worker 93% busy',
      slo: '2/3 at capture',
      file: 'snapshots/a.json 41.0kB',
      note: 'release base',
    });
    expect([sloBoundUs, samples]).toEqual([250_000, 2]);
    const bare = Object.fromEntries(
      previewOf({...snapshot, git: null, thresholds: [], note: null}, 'a.json', null).facts,
    );
    expect(bare).toMatchObject({git: '--', slo: '--', file: 'a.json'});
    expect(bare).not.toHaveProperty('note');
  });

  it('reads a relative threshold by what it came to', () => {
    const source = 'http_req_duration: p(95)<+10%';
    const written = {source, value: 200, ok: true, severity: 'critical', relativeTo: 'baseline'} as const;
    const thresholds = [{...written, bound: 230}];
    expect(previewOf({...snapshotOf(), thresholds}, 'a.json', null).sloBoundUs).toBe(230_000);
    expect(previewOf({...snapshotOf(), thresholds: [written]}, 'a.json', null).sloBoundUs).toBeNull();
  });

  it('never fails for what a damaged cell says', () => {
    fc.assert(
      fc.property(fc.string(), (counts) => {
        const snapshot = snapshotOf({seconds: 5});
        const cells = snapshot.cells.map((cell) => ({...cell, names: cell.names.map((one) => ({...one, counts}))}));
        expect(previewOf({...snapshot, cells}, 'a.json', null).columns).toHaveLength(5);
      }),
    );
  });
});

describe('what is done to a snapshot', () => {
  it('is a name and a note: the preview and the list follow', async () => {
    const run = await harness();
    run.do(show('a'));
    await settled();
    run.listing = [];
    run.do({kind: 'snapshot-edit', file: file('a'), name: 'a', note: 'first breach'});
    await settled();
    expect(Object.fromEntries(run.view().preview!.facts)['note']).toBe('first breach');
    expect(run.view()).toMatchObject({notice: {tone: 'good'}, snapshots: []});
    expect(run.read).toEqual([file('a'), file('a')]);
  });

  it('is its removal, but never of the baseline', async () => {
    const run = await harness();
    run.do({kind: 'baseline-choose', file: file('b')}).do(show('a'));
    await settled();
    run.do({kind: 'snapshot-delete', file: file('b')});
    await settled();
    expect(run.view().notice!.text).toBe('the baseline is not deleted: choose another one first (B)');
    run.do({kind: 'snapshot-delete', file: file('a')});
    await settled();
    expect(run.snapshots.map(({name}) => name)).toEqual(['b', 'c']);
    expect(run.view()).toMatchObject({preview: null, notice: {text: 'snapshot deleted: snapshots/a.json'}});
  });

  it('is a report beside it, told with its path and in the summary', async () => {
    const run = await harness();
    run.do({kind: 'snapshot-export', file: file('a'), format: 'md'});
    await settled();
    expect(run.view().notice).toMatchObject({text: 'exported: snapshots/a.md', tone: 'good'});
    expect(run.session.summary().saved).toContain('snapshots/a.md');
    run.failure = new Error('disk full');
    run.do({kind: 'snapshot-export', file: file('a'), format: 'md'});
    await settled();
    expect(run.view().notice!.text).toContain('snapshots/a.json not exported: ');
  });

  it('keeps the name of a baseline that is renamed', async () => {
    const run = await harness();
    run.do({kind: 'baseline-choose', file: file('b')});
    await settled();
    run.do({kind: 'snapshot-edit', file: file('b'), name: 'b', note: 'kept'});
    await settled();
    expect(run.view().baseline).toMatchObject({file: file('b'), name: 'b'});
  });
});
