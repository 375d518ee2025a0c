import {describe, expect, test} from 'vitest';
import type {LadderRow, LadderStep, LookView} from '../../../source/session/look.ts';
import {initialScreen} from '../../../source/tui/app/key-outcome.ts';
import {lookedRow} from '../../../source/tui/panels/endpoint-rows.ts';
import {createTheme, type ThemeChoice} from '../../../source/tui/theme/theme.ts';
import type {EndpointsScreen, ScreenState, SessionMirror} from '../../../source/tui/ui-state.ts';
import {columnSecondsOf} from '../../../source/tui/views/layout.ts';
import {checkoutEndpoints} from '../fixtures/checkout-endpoints.ts';
import {checkoutLook} from '../fixtures/checkout-look.ts';
import {checkoutPeak, elapsedMs} from '../fixtures/checkout-peak.ts';
import {freshRun} from '../fixtures/fresh-run.ts';
import {compareFrame} from '../fixtures/golden-frame.ts';
import {openRun} from '../fixtures/open-run.ts';

interface Case {
  /** Ends in the size: `endpoints-80x24`. */
  readonly name: string;
  readonly mirror?: SessionMirror;
  readonly endpoints?: Partial<EndpointsScreen>;
  readonly screen?: Partial<ScreenState>;
  /** Null: nothing was read yet. */
  readonly look?: Partial<LookView> | null;
  readonly theme?: Partial<ThemeChoice>;
}

const ascii = {colour: 'none', glyphs: 'ascii'} as const;
const checkout = 'POST /api/checkout';
const full = {selected: checkout, detail: 'full'} as const;
const body = `{"error":"pool exhausted","waited_ms":250,"trace":"${'0123456789abcdef'.repeat(24)}"}\nat Pool.acquire (/srv/pool.js:41:11)\n商品一覧\n`;

/** Nothing has ended yet. */
const unmeasured = checkoutEndpoints.map((row) => ({
  ...row,
  samples: 0,
  share: 0,
  requestsPerSecond: null,
  errorShare: null,
  rxBytesPerSecond: 0,
  min: null,
  p50: null,
  p75: null,
  p90: null,
  p95: null,
  p99: null,
  p999: null,
  max: null,
  change: null,
  worstSlo: null,
  errorSlo: null,
}));

const many = Array.from({length: 40}, (_, index) => {
  const row = checkoutEndpoints[index % 8]!;
  return {
    ...row,
    name: `${row.name} ${index}`,
    path: `${row.path}/${index}`,
    p95: {...row.p95!, us: 900_000 - index * 9000},
  };
});

const graphql = checkoutEndpoints.map((row, index) => ({
  ...row,
  name: index < 4 ? ['login', 'query products', 'mutation cart', 'query cart'][index]! : row.name,
  method: index === 7 ? 'DELETE' : 'POST',
  path:
    index === 0 ? '/session' : index < 4 ? '/graphql' : `/api/v2/organizations/:organization/projects/${index}/logs`,
}));

const foreign = checkoutEndpoints.map((row, index) => ({
  ...row,
  method: ['PROPFIND', '', 'GET', '取得'][index % 4]!,
  path: ['商品一覧/詳細/ページ', 'a\u001B[2Jb\r\n', `/x${'y'.repeat(200)}`, ''][index % 4]! + (index < 4 ? '' : index),
}));

/** Of the baseline this step alone is known. */
function baselineOf(known: LadderStep): readonly LadderRow[] {
  const {ladder} = checkoutLook({name: checkout, seconds: 10});
  return ladder.map((row) => (row.step === known ? row : {...row, baselineUs: null, change: null}));
}

const failure = checkoutLook({name: checkout, seconds: 10}).errors[0]!;

const cases: Readonly<Record<string, readonly Case[]>> = {
  'every request, the detail of the one under the cursor': [
    {name: 'endpoints-120x40', endpoints: {selected: checkout, filter: 'api'}},
    {name: 'endpoints-80x24', endpoints: {selected: checkout}},
    {name: 'endpoints-200x60', endpoints: {selected: checkout}},
    {name: 'endpoints-100x32', endpoints: {selected: checkout}},
    {name: 'endpoints-60x16', endpoints: {selected: checkout}},
    {name: 'endpoints-ascii-nocolor-120x40', endpoints: {selected: checkout}, theme: ascii},
    {name: 'endpoints-ascii-nocolor-80x24', endpoints: {selected: checkout}, theme: ascii},
    {name: 'endpoints-blocks-120x40', endpoints: {selected: checkout}, theme: {glyphs: 'blocks'}},
    {name: 'endpoints-linear-120x40', endpoints: {selected: checkout}, screen: {scale: 'linear'}},
  ],
  'another request, sorted by its change, reversed': [
    {name: 'endpoints-healthz-120x40', endpoints: {selected: 'GET /healthz', sort: 'vs', reversed: true}},
  ],
  'a baseline with too few samples of it: dotted is what it tells, and nothing is said of what it does not': [
    {name: 'endpoints-no-p95-100x32', endpoints: {selected: checkout}, look: {ladder: baselineOf('p50')}},
    {name: 'endpoints-no-ghost-100x32', endpoints: {selected: checkout}, look: {ladder: baselineOf('max')}},
  ],
  'beside the baseline': [
    {name: 'endpoints-versus-120x40', endpoints: {selected: checkout, versus: true}},
    {name: 'endpoints-versus-80x24', endpoints: {selected: checkout, versus: true}},
    {name: 'endpoints-versus-200x60', endpoints: {selected: checkout, versus: true, sort: 'vs'}},
  ],
  'the detail alone': [
    {name: 'endpoints-full-120x40', endpoints: {...full, errorAt: {word: 'timeout', text: '', row: 1}}},
    {name: 'endpoints-full-80x24', endpoints: full},
    {name: 'endpoints-full-200x60', endpoints: full},
    {name: 'endpoints-full-60x16', endpoints: full},
  ],
  'one failure whole': [
    {name: 'endpoints-sample-80x24', endpoints: {...full, error: 0}},
    {
      name: 'endpoints-sample-long-60x16',
      endpoints: {...full, error: 0, errorScroll: 6},
      look: {errors: [{...checkoutLook({name: checkout, seconds: 10}).errors[0]!, body}]},
    },
    {
      name: 'endpoints-sample-bare-80x24',
      endpoints: {...full, error: 1, errorAt: {word: 'timeout', text: 'no response within 2s', row: 1}},
    },
  ],
  'not known': [
    {name: 'endpoints-reading-120x40', endpoints: {selected: checkout}, look: null},
    {name: 'endpoints-reading-80x24', endpoints: {selected: checkout}, look: null},
    {
      name: 'endpoints-frozen-80x24',
      endpoints: {selected: 'GET /healthz'},
      screen: {frozen: checkoutPeak()},
      look: null,
    },
    {
      name: 'endpoints-unmeasured-120x40',
      mirror: checkoutPeak({endpoints: unmeasured}),
      look: {columns: [], ladder: [], phases: [], outcomes: [], errors: [], samples: 0, change: null, sloBoundUs: null},
    },
    {
      name: 'endpoints-unmeasured-80x24',
      mirror: checkoutPeak({endpoints: unmeasured}),
      look: {columns: [], ladder: [], phases: [], outcomes: [], errors: [], samples: 0, change: null, sloBoundUs: null},
    },
    {name: 'endpoints-fresh-80x24', mirror: freshRun(), look: null},
    {name: 'endpoints-none-80x24', mirror: checkoutPeak({endpoints: []})},
    {name: 'endpoints-unmatched-120x40', endpoints: {filter: 'nothing like it'}},
  ],
  'no baseline and no limits': [
    {
      name: 'endpoints-plain-120x40',
      mirror: checkoutPeak({
        baseline: null,
        slos: [],
        endpoints: checkoutEndpoints.map((row) => ({...row, worstSlo: null, errorSlo: null, change: null})),
      }),
      look: {sloBoundUs: null, change: null, ladder: [], baselineBins: null, errors: []},
    },
  ],
  'all requests together under the cursor': [
    {name: 'endpoints-all-120x40', endpoints: {selected: checkout, all: true}},
    {name: 'endpoints-all-80x24', endpoints: {selected: checkout, all: true}},
    {name: 'endpoints-all-full-120x40', endpoints: {...full, all: true}},
  ],
  'a single request, with failures of long names': [
    {
      name: 'endpoints-single-100x32',
      mirror: checkoutPeak({endpoints: checkoutEndpoints.slice(0, 1)}),
      look: {
        outcomes: [
          {code: 0, word: '200', count: 120},
          {code: 1503, word: '503', count: 40},
          {code: 1221, word: 'closed on reuse', count: 12},
          {code: 1222, word: 'closed before response', count: 9},
        ],
        errors: [
          {...failure, word: 'closed before response', text: 'the server closed the connection', inWindow: 9},
          {...failure, inWindow: 40},
        ],
      },
    },
  ],
  'an open run': [{name: 'endpoints-open-120x40', mirror: openRun()}],
  'more requests than rows': [
    {
      name: 'endpoints-many-80x24',
      mirror: checkoutPeak({endpoints: many}),
      endpoints: {selected: many[20]!.name},
    },
  ],
  'requests that share a path stand by their names, and long paths by their ends': [
    {name: 'endpoints-graphql-120x40', mirror: checkoutPeak({endpoints: graphql})},
    {name: 'endpoints-graphql-60x16', mirror: checkoutPeak({endpoints: graphql})},
  ],
  'names of any kind': [{name: 'endpoints-foreign-120x40', mirror: checkoutPeak({endpoints: foreign})}],
};

describe.for(Object.entries(cases))('%s', ([, frames]) => {
  test.for(frames)('$name', async ({name, mirror = checkoutPeak(), endpoints, screen, look = {}, theme}) => {
    const [columns, rows] = name.split('-').at(-1)!.split('x').map(Number);
    const size = {columns: columns!, rows: rows!};
    const choice = createTheme({colour: '256', glyphs: 'full', background: 'dark', ...theme});
    const shown: ScreenState = {
      ...initialScreen,
      view: 'endpoints',
      endpoints: {...initialScreen.endpoints, ...endpoints},
      ...screen,
    };
    const request = {
      name: lookedRow(mirror.view, shown.endpoints)?.name ?? null,
      seconds: columnSecondsOf(shown, size, choice, elapsedMs),
    };
    const looked = look === null ? null : {...checkoutLook(request, mirror), ...look};
    const {shown: text, golden} = await compareFrame(name, {
      mirror: {...mirror, look: looked},
      screen: shown,
      size,
      theme: choice,
    });
    expect(text).toEqual(golden);
  });
});
