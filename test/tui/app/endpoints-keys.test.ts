import {describe, expect, it} from 'vitest';
import {followLook} from '../../../source/tui/app/follow-look.ts';
import {initialKeyState, outcome, type KeyContext, type KeyState} from '../../../source/tui/app/key-outcome.ts';
import {errorRow} from '../../../source/tui/panels/endpoint-errors.ts';
import {lookedRow, shownEndpoints} from '../../../source/tui/panels/endpoint-rows.ts';
import {endpointSorts, type EndpointsScreen} from '../../../source/tui/ui-state.ts';
import {checkoutBaseline} from '../fixtures/checkout-comparison.ts';
import {checkoutLook} from '../fixtures/checkout-look.ts';
import {checkoutPeak} from '../fixtures/checkout-peak.ts';
import {at, press, tinyWindow, withScreen} from './press-keys.ts';
import {sampleView} from './sample-session.ts';

/** By p95: checkout, login, recommend, cart, product, cart-read, products, healthz. */
const context = at();

function open(endpoints: Partial<EndpointsScreen> = {}): KeyState {
  return withScreen({view: 'endpoints', endpoints: {...initialKeyState.screen.endpoints, ...endpoints}});
}

/** Null: all of them together; undefined: there is no row. */
function selectedName(state: KeyState, {view}: KeyContext = context): string | null | undefined {
  return lookedRow(view!, state.screen.endpoints)?.name;
}

describe('the cursor', () => {
  it.each<[string[], string | null]>([
    [[], 'checkout'],
    [['j'], 'login'],
    [['down', 'down'], 'recommend'],
    [['j', 'j', 'k'], 'login'],
    [['k'], 'checkout'],
    [['G'], null],
    [['G', 'k'], 'healthz'],
    [['end', 'j'], null],
    [['G', 'g'], 'checkout'],
    [['G', 'home'], 'checkout'],
    [['pagedown'], null],
    [['pagedown', 'pageup'], 'checkout'],
    [['G', '>', 'r'], null],
  ])('%j ends at %s', (keys, name) => {
    expect(selectedName(press(keys, context, open()).state)).toBe(name);
  });

  it('is of the row of all requests, below the last: a look at them, and their failures', () => {
    const {state, intents} = followLook(press(['G'], context, open()), context);
    expect(intents).toEqual([{kind: 'look', request: {name: null, seconds: 5}}]);
    const look = checkoutLook({name: null, seconds: 5});
    const told = [look.errors[0]!, {...look.errors[0]!, requestName: 'POST /api/login'}, look.errors[1]!];
    const looked = {...context, look: {...look, errors: told}};
    const down = press(['enter', 'j', 'j'], looked, state).state.screen.endpoints;
    expect(down.detail).toBe('full');
    expect(errorRow(told, down)).toBe(2);
    expect(press(['enter'], looked, press(['enter', 'j'], looked, state).state).state.screen.endpoints.error).toBe(1);
  });

  it('is on no row of all requests where the filter shows none', () => {
    expect(selectedName(press(['G'], context, open({filter: 'nothing'})).state)).toBeUndefined();
    expect(selectedName(open({filter: 'nothing', all: true}))).toBeUndefined();
  });

  it('stays on its request when the order comes to be another', () => {
    const {state} = press(['j'], context, open());
    const view = sampleView();
    const turned = {...context, view: {...view, endpoints: view.endpoints.toReversed()}};
    expect(selectedName(state, turned)).toBe('login');
    for (const key of ['>', '<', 'r']) expect(selectedName(press([key], context, state).state)).toBe('login');
  });

  it('stays on the first request once it was looked at, though another comes to be the first', () => {
    const {state} = followLook(outcome(open()), context);
    const view = sampleView();
    const slower = view.endpoints.map((row) =>
      row.name === 'healthz' ? {...row, p95: {us: 9_000_000, few: false, atLeast: false}} : row,
    );
    const later = {...context, view: {...view, endpoints: slower}};
    expect(shownEndpoints(later.view, state.screen.endpoints)[0]?.name).toBe('healthz');
    expect(selectedName(state, later)).toBe('checkout');
  });

  it('waits for the first figures: before them any request is as good as another', () => {
    const view = sampleView();
    const unmeasured = {...context, view: {...view, endpoints: view.endpoints.map((row) => ({...row, p95: null}))}};
    expect(followLook(outcome(open()), unmeasured).state.screen.endpoints.selected).toBeNull();
  });

  it('goes to the first row where the filter hides its request, and comes back with it', () => {
    const {state} = press(['j'], context, open());
    const hidden = withScreen({endpoints: {...state.screen.endpoints, filter: 'health'}}, state);
    expect(selectedName(hidden)).toBe('healthz');
    expect(selectedName(withScreen({endpoints: {...state.screen.endpoints, filter: ''}}, hidden))).toBe('login');
  });

  it('moves through the rows as they stand while the picture is frozen', () => {
    const frozen = checkoutPeak();
    const {state} = press(['j'], context, withScreen({frozen}, open()));
    expect(state.screen.endpoints.selected).toBe('POST /api/login');
  });

  it('is no key of the view in a window that has no room for it', () => {
    expect(press(['j', 'r', 'd'], {...context, size: tinyWindow}, open()).state.screen.endpoints).toEqual(
      open().screen.endpoints,
    );
  });
});

describe('sorting and filtering', () => {
  it('> goes through every column and round, < back', () => {
    let state = open();
    const seen: string[] = [];
    for (const _ of endpointSorts) {
      state = press(['>'], context, state).state;
      seen.push(state.screen.endpoints.sort);
    }
    expect(new Set(seen)).toEqual(new Set(endpointSorts));
    expect(state.screen.endpoints.sort).toBe('p95');
    expect(press(['>', '<'], context, state).state.screen.endpoints.sort).toBe('p95');
  });

  it('r turns the order round, and what is not known is last either way', () => {
    const view = sampleView();
    const endpoints = view.endpoints.map((row, index) => (index === 2 ? {...row, p95: null} : row));
    const screen = open().screen.endpoints;
    const names = (reversed: boolean): string[] =>
      shownEndpoints({...view, endpoints}, {...screen, reversed}).map(({name}) => name);
    expect(press(['r'], context, open()).state.screen.endpoints.reversed).toBe(true);
    expect(names(false)).toEqual([...names(true).slice(0, -1).toReversed(), 'recommend']);
    expect(names(true).at(-1)).toBe('recommend');
  });

  it.each<[string, readonly string[]]>([
    ['CART', ['cart', 'cart-read']],
    ['post /api/cart', ['cart', 'cart-read']],
    ['get', ['checkout', 'recommend', 'product', 'products']],
    [' login ', ['login']],
    ['nothing', []],
  ])('the filter %j looks at name, method and path', (filter, names) => {
    const shown = shownEndpoints(context.view!, {...open().screen.endpoints, filter});
    expect(shown.map(({name}) => name)).toEqual(names);
  });

  it('/ filters with every key, and Esc brings back what was before', () => {
    const typed = press(['/', 'c', 'a', 'r', 't'], context, open({filter: 'x'}));
    expect(typed.state.screen.endpoints.filter).toBe('xcart');
    expect(press(['escape'], context, typed.state).state.screen.endpoints.filter).toBe('x');
    expect(press(['enter'], context, typed.state).state.screen).toMatchObject({
      prompt: null,
      endpoints: {filter: 'xcart'},
    });
  });
});

describe('columns of the baseline and the export', () => {
  it('d shows and hides them', () => {
    const compared = at({view: {baseline: checkoutBaseline}});
    const {state} = press(['d'], compared, open());
    expect(state.screen.endpoints.versus).toBe(true);
    expect(press(['d'], compared, state).state.screen.endpoints.versus).toBe(false);
  });

  it.each<[string, Parameters<typeof at>[0]]>([
    ['no baseline', {view: {baseline: null}}],
    ['hidden', {view: {baseline: {...checkoutBaseline, shown: false}}}],
  ])('d says why where there is %s', (text, options) => {
    const {state} = press(['d'], at(options), open());
    expect(state.screen.endpoints.versus).toBe(false);
    expect(state.screen.hint?.text).toContain(text);
  });

  it('e asks for the table as CSV', () => {
    expect(press(['e'], context, open()).intents).toEqual([{kind: 'endpoints-export'}]);
  });
});

describe('what is looked at', () => {
  it('is the request under the cursor in columns as wide as those drawn, asked for once', () => {
    const first = followLook(outcome(open()), context);
    expect(first.intents).toEqual([{kind: 'look', request: {name: 'checkout', seconds: 5}}]);
    expect(followLook(outcome(first.state), context).intents).toEqual([]);
    const moved = followLook(press(['j'], context, first.state), context);
    expect(moved.intents).toEqual([{kind: 'look', request: {name: 'login', seconds: 5}}]);
    const zoomed = followLook(outcome(moved.state), {...context, columnSeconds: 10});
    expect(zoomed.intents).toEqual([{kind: 'look', request: {name: 'login', seconds: 10}}]);
  });

  it('is nothing any more in another view, and in a window with no room', () => {
    const {state} = followLook(outcome(open()), context);
    const gone = [{kind: 'look', request: null}];
    expect(followLook(outcome(withScreen({view: 'drive'}, state)), context).intents).toEqual(gone);
    expect(followLook(outcome(state), {...context, size: tinyWindow}).intents).toEqual(gone);
  });
});

describe('the detail and its errors', () => {
  const look = checkoutLook({name: 'POST /api/checkout', seconds: 5});
  const looked: KeyContext = {...context, view: checkoutPeak().view, look};
  const {errors} = look;

  it('Enter opens the detail, the error under the cursor, and goes back', () => {
    const full = press(['enter'], looked, open()).state;
    expect(full.screen.endpoints).toMatchObject({detail: 'full', error: null, selected: 'POST /api/checkout'});
    const sample = press(['j', 'enter'], looked, full).state;
    expect(sample.screen.endpoints).toMatchObject({detail: 'full', error: 1});
    expect(press(['enter'], looked, sample).state.screen.endpoints).toMatchObject({detail: 'full', error: null});
  });

  it('j and k go through the errors there, not through the requests', () => {
    const full = press(['enter', 'j', 'j', 'j'], looked, open()).state;
    expect(full.screen.endpoints.selected).toBe('POST /api/checkout');
    expect(errorRow(errors, full.screen.endpoints)).toBe(2);
    expect(errorRow(errors, press(['g'], looked, full).state.screen.endpoints)).toBe(0);
  });

  it('the cursor stays on its error as newer ones come', () => {
    const {endpoints} = press(['enter', 'j'], looked, open()).state.screen;
    const newer = {...errors[0]!, word: 'refused', text: 'connect ECONNREFUSED'};
    expect(errorRow([newer, ...errors], endpoints)).toBe(2);
    expect(errorRow([], endpoints)).toBe(-1);
  });

  it('of a sample the pages scroll its text, as far as its last line; j and k open the next', () => {
    const body = Array.from({length: 50}, (_, line) => `line ${line}`).join('\n');
    const long = {...looked, look: {...look, errors: [{...errors[0]!, body}, ...errors.slice(1)]}};
    const sample = press(['enter', 'enter'], long, open()).state;
    const scrolls = ['pagedown', 'pagedown', 'pagedown', 'pagedown', 'pageup'].map((_, index, keys) => {
      const {endpoints} = press(keys.slice(0, index + 1), long, sample).state.screen;
      return endpoints.errorScroll;
    });
    expect(scrolls.slice(0, 2)).toEqual([10, 20]);
    expect(scrolls[3]).toBe(scrolls[2]);
    expect(scrolls[4]).toBe(scrolls[3]! - 10);
    expect(press(['pagedown', 'j'], long, sample).state.screen.endpoints).toMatchObject({error: 1, errorScroll: 0});
    expect(
      press(['pagedown'], looked, press(['enter', 'enter'], looked, open()).state).state.screen.endpoints,
    ).toMatchObject({
      errorScroll: 0,
    });
  });

  it('says so where nothing is kept of its failures, also while another request is what was read', () => {
    const other: KeyContext = {...looked, look: {...look, request: {name: 'GET /healthz', seconds: 5}}};
    for (const from of [{...looked, look: {...look, errors: []}}, other, {...looked, look: null}]) {
      const {screen} = press(['enter', 'enter'], from, open()).state;
      expect(screen.endpoints).toMatchObject({detail: 'full', error: null});
      expect(screen.hint?.text).toContain('no failure');
    }
  });

  it('Esc goes back from a sample to the detail, to the table, then to the Drive', () => {
    const detail = press(['enter', 'enter', 'escape'], looked, open()).state;
    expect(detail.screen).toMatchObject({view: 'endpoints', endpoints: {detail: 'full', error: null}});
    const table = press(['enter', 'escape'], looked, open()).state;
    expect(table.screen).toMatchObject({view: 'endpoints', endpoints: {detail: 'split', error: null}});
    expect(press(['escape'], looked, table).state.screen.view).toBe('drive');
  });
});
