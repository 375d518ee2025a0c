import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {SnapshotListing} from '../../../source/domain/snapshot-listing.ts';
import type {SnapshotPreview} from '../../../source/session/view-comparison.ts';
import {widthOf} from '../../../source/tui/canvas/cell-text.ts';
import {differenceText, isComparableLoad, snapRows} from '../../../source/tui/panels/snaps-rows.ts';
import {trendMarks} from '../../../source/tui/panels/snaps-trend.ts';
import {whenText} from '../../../source/tui/panels/snaps-when.ts';
import {createTheme} from '../../../source/tui/theme/theme.ts';
import type {ScreenState} from '../../../source/tui/ui-state.ts';
import {renderScreen} from '../../../source/tui/views/screen.ts';
import {anySize, anyTheme} from '../fixtures/any-screen.ts';
import {plainScreen} from '../fixtures/checkout-peak.ts';
import {sampleListing} from '../fixtures/sample-listing.ts';
import {snapsListed, snapsPreview, snapsRun, snapsScreen} from '../fixtures/snaps-run.ts';

const sgr = /\u001B\[[\d;]*m/g;
const plainTheme = createTheme({colour: 'none', glyphs: 'full', background: 'dark'});

const text = fc.oneof(
  fc.string({maxLength: 20}),
  fc.string({unit: 'binary', maxLength: 20}),
  fc.constantFrom('', '商品一覧', 'a\u001B[2Jb\r\n', 'x'.repeat(300), '\u202Eabc', '👩‍👩‍👧'),
);
const amount = fc.oneof(
  fc.constantFrom(0, Number.NaN, 1, 1e12, Number.POSITIVE_INFINITY),
  fc.double({min: 0, max: 1e9, noNaN: true}),
);
const known = fc.option(amount, {nil: null});
const file = fc.constantFrom('a.json', 'b.json', 'c.json', 'd.json');
const listing: fc.Arbitrary<SnapshotListing> = fc.record({
  file,
  name: text,
  takenAt: fc.constantFrom('2026-08-11T02:10:00Z', 'yesterday', '', '1970-01-01T00:00:00Z', '+275760-09-13T00:00:00Z'),
  vus: amount,
  requestsPerSecond: known,
  p50Us: known,
  p95Us: known,
  p99Us: known,
  errorShare: known,
  targetLabel: fc.oneof(fc.constant('http://localhost:8080'), text),
  model: fc.constantFrom('closed', 'open'),
  rate: known,
  seconds: amount,
  steady: fc.boolean(),
  note: fc.option(text, {nil: null}),
  git: fc.option(text, {nil: null}),
  profileName: fc.oneof(fc.constant('checkout-peak'), text),
  profileRevision: fc.option(text, {nil: null}),
  hostname: text,
});
const preview: fc.Arbitrary<SnapshotPreview | null> = fc.option(
  fc.record({
    file,
    columns: fc.array(fc.tuple(fc.nat(100_000), amount, amount, amount), {maxLength: 120}).map((parts) => {
      let atMs = 0;
      return parts.map(([gap, p50, p95, p99]) => ({atMs: (atMs += gap), p50, p95, p99, vus: 1}));
    }),
    windowStartMs: fc.nat(10_000_000),
    windowEndMs: fc.nat(10_000_000),
    facts: fc.array(fc.tuple(text, text), {maxLength: 12}),
    samples: amount,
    sloBoundUs: known,
  }),
  {nil: null},
);
const screen: fc.Arbitrary<ScreenState> = fc
  .record({
    selected: fc.option(file, {nil: null}),
    marked: fc.array(file, {maxLength: 2}),
    filter: fc.oneof(fc.constant(''), text),
    sort: fc.constantFrom('when', 'name', 'vus', 'p95'),
    row: fc.nat(50),
    overlay: fc.oneof(
      fc.constant(null),
      fc.record({kind: fc.constant('snapshot-export'), file, selected: fc.nat(6)}),
      fc.record({kind: fc.constant('snapshot-delete'), file}),
    ),
  })
  .map(({overlay, ...snaps}) => ({...plainScreen, view: 'snaps', snaps, overlay}));

test('any list, preview and size give exactly their rows and columns, and nothing but colour codes', () => {
  fc.assert(
    fc.property(
      fc.array(listing, {maxLength: 40}),
      preview,
      screen,
      anySize,
      anyTheme,
      (listed, shown, state, size, choice) => {
        const mirror = snapsRun({snapshots: listed, preview: shown});
        const rows = renderScreen(mirror, state, size, createTheme(choice));
        expect(rows).toHaveLength(size.rows);
        for (const row of rows) {
          const plain = row.replaceAll(sgr, '');
          expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
          expect(widthOf(plain)).toBe(size.columns);
          expect(plain).not.toContain('NaN');
          expect(plain).toMatch(choice.glyphs === 'ascii' ? /^[ -~]*$/ : /^/);
        }
      },
    ),
    {numRuns: 120},
  );
});

test('the cursor is in sight in every list and at every size', () => {
  const many = Array.from({length: 60}, (_, index) =>
    sampleListing({file: `${index}.json`, name: `#${index}#`, takenAt: new Date(index * 1e9).toISOString()}),
  );
  fc.assert(
    fc.property(fc.nat(59), fc.integer({min: 60, max: 220}), fc.integer({min: 16, max: 80}), (index, columns, rows) => {
      const state = snapsScreen({selected: `${index}.json`});
      const shown = renderScreen(snapsRun({snapshots: many, preview: null}), state, {columns, rows}, plainTheme);
      const cursor = shown.filter((row) => row.replaceAll(sgr, '').startsWith(' ▸'));
      expect(cursor).toHaveLength(1);
      expect(cursor[0]).toContain(`#${index}#`);
    }),
  );
});

test('a preview of another snapshot is not shown as this one’s', () => {
  const shown = renderScreen(
    snapsRun(),
    snapsScreen({selected: 'snapshots/pool-64.json'}),
    {columns: 120, rows: 40},
    plainTheme,
  );
  expect(shown.join('\n')).toContain('reading …');
  expect(shown.join('\n')).not.toContain('checkout-peak rev');
});

describe('the order of rows', () => {
  const names = (snaps: Partial<ScreenState['snaps']>): string[] =>
    snapRows(snapsRun().view, {...plainScreen.snaps, ...snaps}).map(({name}) => name);

  test('is by time, name, load or p95', () => {
    expect(names({}).slice(0, 2)).toEqual(['peak-260', 'v1.41 nightly']);
    expect(names({sort: 'name'}).slice(0, 2)).toEqual(['laptop baseline', 'peak-260']);
    expect(names({sort: 'vus'}).at(-1)).toBe('laptop baseline');
    expect(names({sort: 'p95'}).slice(0, 3)).toEqual(['peak-260', 'pool=32 trial', 'v1.40 nightly']);
  });

  test('holds every snapshot that passes the filter once, those without a figure last', () => {
    fc.assert(
      fc.property(fc.array(listing, {maxLength: 20}), fc.constantFrom('when', 'name', 'vus', 'p95'), (listed, sort) => {
        const rows = snapRows(snapsRun({snapshots: listed}).view, {...plainScreen.snaps, sort});
        expect(new Set(rows)).toEqual(new Set(listed));
        expect(rows).toHaveLength(listed.length);
        const isUnknown = ({p95Us}: SnapshotListing): boolean => p95Us === null || Number.isNaN(p95Us);
        const unknown = rows.findIndex(isUnknown);
        const last = sort !== 'p95' || unknown === -1 ? [] : rows.slice(unknown);
        expect(last.every(isUnknown)).toBe(true);
      }),
    );
  });

  test('the filter looks at name, note, git, profile, target and host, in either case', () => {
    for (const filter of ['POOL=64', '32 to 64', 'F00C4AA', 'laptop']) expect(names({filter})).toHaveLength(1);
    expect(names({filter: ' checkout-peak '})).toHaveLength(7);
    expect(names({filter: 'nowhere'})).toEqual([]);
  });
});

describe('what sets a snapshot apart from the live run', () => {
  const {view} = snapsRun();
  const apart = (changes: Partial<SnapshotListing>): string => differenceText(sampleListing(changes), view);

  test('is said: target, profile or its revision, host', () => {
    expect(apart({})).toBe('');
    expect(apart({hostname: 'laptop'})).toBe('different host');
    expect(apart({profileRevision: 'other'})).toBe('different revision');
    expect(apart({profileName: 'p', profileRevision: 'other', targetLabel: 't'})).toBe('different target, profile');
  });

  test('is said in fewer letters where columns are short', () => {
    const listing = sampleListing({profileRevision: 'other', hostname: 'laptop'});
    expect(differenceText(listing, view, true)).toBe('other rev, host');
  });

  test('what is not known is not said to differ', () => {
    expect(apart({profileRevision: null})).toBe('');
    expect(differenceText(sampleListing({hostname: 'x'}), {...view, hostFacts: null})).toBe('');
  });
});

describe('the trend', () => {
  const selected = snapsListed[0]!;

  test('has the snapshots within 10% of the load, by time, and live last', () => {
    const marks = trendMarks(snapsRun().view, selected);
    expect(marks.map(({name}) => name)).toEqual([
      'pool=32 trial',
      'pool=64 trial',
      'v1.40 nightly',
      'v1.41 nightly',
      'peak-260',
      'now',
    ]);
  });

  test('says which is the baseline, selected or not', () => {
    const {view} = snapsRun();
    const baselines = (chosen: typeof selected): string[] =>
      trendMarks(view, chosen).flatMap(({name, isBaseline}) => (isBaseline ? [name] : []));
    const baseline = view.snapshots.find(({file}) => file === view.baseline?.file)!;
    expect(baselines(baseline)).toEqual([baseline.name]);
    expect(baselines(view.snapshots.find(({name}) => name === 'v1.40 nightly')!)).toEqual([baseline.name]);
  });

  test('leaves out other targets, other profiles, other models and what has no p95', () => {
    const base = {file: 'x.json', name: 'x'};
    const others = [
      sampleListing({...base, targetLabel: 'elsewhere'}),
      sampleListing({...base, profileName: 'other'}),
      sampleListing({...base, model: 'open', rate: 240}),
      sampleListing({...base, p95Us: null}),
      sampleListing({...base, vus: 265}),
    ];
    const marks = trendMarks(snapsRun({snapshots: [selected, ...others]}).view, selected);
    expect(marks.map(({name}) => name)).toEqual(['v1.41 nightly', 'now']);
  });

  test('has no live mark at another load, from few samples, as a lower bound, or from a recording', () => {
    const {view} = snapsRun();
    const kinds = (changes: Parameters<typeof snapsRun>[0]): string[] =>
      trendMarks(snapsRun(changes).view, selected).map(({kind}) => kind);
    expect(kinds({})).toContain('live');
    expect(kinds({load: {...view.load, activeVus: 100}})).not.toContain('live');
    expect(kinds({window: {...view.window, p95: {us: 1000, few: true, atLeast: false}}})).not.toContain('live');
    expect(kinds({window: {...view.window, p95: {us: 1000, few: false, atLeast: true}}})).not.toContain('live');
    const playback = {file: 'd.jsonl', kind: 'drive', atMs: 0, endMs: 1, playing: false} as const;
    expect(kinds({playback})).not.toContain('live');
  });

  test('loads are compared within one model, and one that is not known with none', () => {
    expect(isComparableLoad({model: 'closed', level: 110}, {model: 'closed', level: 100})).toBe(true);
    expect(isComparableLoad({model: 'closed', level: 111}, {model: 'closed', level: 100})).toBe(false);
    expect(isComparableLoad({model: 'open', level: 100}, {model: 'closed', level: 100})).toBe(false);
    expect(isComparableLoad({model: 'open', level: null}, {model: 'open', level: null})).toBe(false);
  });

  test('of more than there is room for has the newest and the selected one, and says how many', () => {
    const many = Array.from({length: 40}, (_, index) =>
      sampleListing({file: `${index}.json`, name: `#${index}#`, takenAt: new Date(index * 1e9).toISOString()}),
    );
    const state = snapsScreen({selected: '3.json'});
    const shown = renderScreen(snapsRun({snapshots: many}), state, {columns: 120, rows: 60}, plainTheme);
    const trend = shown.slice(shown.findIndex((row) => row.includes('TREND'))).join('\n');
    expect(trend).toContain('13 of 41 marks');
    for (const name of ['o #3#', 'o #39#', 'o now']) expect(trend).toContain(name);
    expect(trend).not.toContain('#20#');
  });

  test('no mark below the limit stands on its rule or above it', () => {
    fc.assert(
      fc.property(fc.double({min: 100, max: 249, noNaN: true}), fc.integer({min: 22, max: 60}), (ms, rows) => {
        const one = {...selected, name: 'marked', p95Us: ms * 1000};
        const shown = renderScreen(snapsRun({snapshots: [one]}), snapsScreen(), {columns: 120, rows}, plainTheme);
        const trend = shown.slice(shown.findIndex((row) => row.includes('TREND')));
        const rule = trend.findIndex((row) => row.includes('╌'));
        expect(trend.findIndex((row) => row.includes('o marked'))).toBeGreaterThan(rule);
      }),
    );
  });
});

test('times are local: the time of today, the day before, the year before that', () => {
  const now = new Date(2026, 7, 12, 12, 0, 0);
  const taken = (...parts: [number, number, number, number, number, number]): string =>
    new Date(...parts).toISOString();
  expect(whenText(taken(2026, 7, 12, 0, 10, 52), now)).toBe('today 00:10:52');
  expect(whenText(taken(2026, 7, 12, 0, 10, 52), now, true)).toBe('00:10:52');
  expect(whenText(taken(2026, 7, 11, 23, 59, 59), now)).toBe('08-11 23:59');
  expect(whenText(taken(2025, 11, 31, 23, 0, 0), now)).toBe('2025-12-31');
  expect(whenText('yesterday', now)).toBe('--');
});

test('a gap of the recording is a gap of the preview, in its place', () => {
  const columns = Array.from({length: 60}, (_, index) => ({
    atMs: index * 1000,
    ...(index >= 20 && index < 40
      ? {p50: Number.NaN, p95: Number.NaN, p99: Number.NaN}
      : {p50: 1e5, p95: 2e5, p99: 3e5}),
    vus: 10,
  }));
  const shown = {...snapsPreview, columns, sloBoundUs: null, windowStartMs: 40_000, windowEndMs: 60_000};
  const rows = renderScreen(snapsRun({preview: shown}), snapsScreen(), {columns: 120, rows: 40}, plainTheme);
  const plot = rows.filter((row) => /[\u2800-\u28FF]/.test(row)).map((row) => row.replaceAll(sgr, '').slice(10, 70));
  expect(plot).toHaveLength(3);
  for (const row of plot) {
    expect(row.slice(0, 20)).toMatch(/^[\u2801-\u28FF]{20}$/);
    expect(row.slice(20, 40).trim()).toBe('');
    expect(row.slice(40, 60)).toMatch(/^[\u2801-\u28FF]{20}$/);
  }
  expect(
    rows
      .find((row) => row.includes('|<'))!
      .replaceAll(sgr, '')
      .slice(50, 70),
  ).toMatch(/^\|<-+ window -+>\|$/);
});
