import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {PlanCondition} from '../../source/domain/run-plan.ts';
import {meanThinkMs, type ThinkTime} from '../../source/domain/think-time.ts';
import {captureNeed} from '../../source/iteration/capture-need.ts';
import {compileCondition} from '../../source/iteration/condition.ts';
import {drawThinkMs} from '../../source/iteration/draw-think.ts';
import {jsonPathProblem} from '../../source/iteration/json-path.ts';
import {redirectOf} from '../../source/iteration/redirect.ts';
import {isExpected, statusIn} from '../../source/iteration/statuses.ts';
import {VuContext} from '../../source/iteration/vu-context.ts';
import {contextOf} from './fixtures.ts';

describe('a context', () => {
  it('begins each iteration with nothing of the one before', () => {
    const context = contextOf({variables: 2, sources: 2});
    context.values[0] = 'x';
    context.rows[1] = 4;
    context.lastStatus = 200;
    context.cookies!.store(['a=1'], '/', 0);
    context.beginIteration();
    expect(context.iteration).toBe(1);
    expect(context.values).toEqual([null, null]);
    expect([...context.rows]).toEqual([-1, -1]);
    expect(context.lastStatus).toBe(0);
    expect(context.cookies!.isEmpty).toBe(true);
  });

  it('keeps no cookies where there are to be none', () => {
    expect(new VuContext({variables: 0, sources: 0, cookies: false}, 0, 1).cookies).toBeNull();
  });

  it('draws evenly, another row of numbers for each VU', () => {
    const means = [0, 1, 2].map((vuId) => {
      const context = contextOf({vuId});
      return Array.from({length: 5000}, () => context.random()).reduce((sum, one) => sum + one, 0) / 5000;
    });
    for (const mean of means) expect(mean).toBeCloseTo(0.5, 1);
    expect(new Set(means).size).toBe(3);
  });
});

describe('a think time', () => {
  const times: ThinkTime[] = [
    {kind: 'uniform', minMs: 1000, maxMs: 3000},
    {kind: 'uniform', minMs: 500, maxMs: 500},
    {kind: 'exponential', meanMs: 2000},
    {kind: 'normal', meanMs: 2000, deviationMs: 300},
  ];

  it.each(times)('%j has its mean', (time) => {
    const context = contextOf();
    const drawn = Array.from({length: 20_000}, () => drawThinkMs(time, () => context.random()));
    const mean = drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length;
    expect(Math.abs(mean / meanThinkMs(time) - 1)).toBeLessThan(0.03);
  });

  it('is never negative, never endless, whatever is drawn', () => {
    fc.assert(
      fc.property(fc.constantFrom(...times), fc.constantFrom(0, 0.5, 1 - 2 ** -32), (time, drawn) => {
        const ms = drawThinkMs(time, () => drawn);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(20_000);
      }),
    );
    expect(drawThinkMs({kind: 'normal', meanMs: 10, deviationMs: 1000}, () => 0.5)).toBe(0);
  });

  it('spreads as it says', () => {
    const context = contextOf();
    const drawn = Array.from({length: 20_000}, () => drawThinkMs(times[3]!, () => context.random()));
    const variance = drawn.reduce((sum, ms) => sum + (ms - 2000) ** 2, 0) / drawn.length;
    expect(Math.sqrt(variance)).toBeGreaterThan(285);
    expect(Math.sqrt(variance)).toBeLessThan(315);
  });
});

describe('a condition', () => {
  const holds = (condition: PlanCondition, status = 200, role: string | null = null): boolean => {
    const context = contextOf();
    context.lastStatus = status;
    context.values[0] = role;
    return compileCondition(condition)(context);
  };

  it('asks for the last status', () => {
    const ok: PlanCondition = {kind: 'status', statuses: [[200, 299]], negated: false};
    expect([200, 204, 300, 0].map((status) => holds(ok, status))).toEqual([true, true, false, false]);
    expect(holds({...ok, negated: true}, 404)).toBe(true);
  });

  it('asks for a variable: that it is there, or what it is', () => {
    const there: PlanCondition = {kind: 'variable', variable: 0, rule: null, negated: false};
    expect([holds(there), holds(there, 200, '')]).toEqual([false, true]);
    const admin: PlanCondition = {...there, rule: {kind: 'matches', pattern: '^adm'}};
    expect([holds(admin), holds(admin, 200, 'admin'), holds(admin, 200, 'user')]).toEqual([false, true, false]);
    expect(holds({...admin, negated: true})).toBe(true);
  });
});

describe('a redirect', () => {
  const from = (status: number, location: string | null, method = 'POST', path = '/a/b?c') =>
    redirectOf(status, location, method, 'http://127.0.0.1:8080', path);

  it.each([301, 302, 303])('%d makes a GET without a body of it, of a HEAD a HEAD', (status) => {
    expect(from(status, '/next?x=1#top')).toEqual({method: 'GET', path: '/next?x=1', keepsBody: false});
    expect(from(status, '/next', 'HEAD')).toEqual({method: 'HEAD', path: '/next', keepsBody: false});
  });

  it.each([307, 308])('%d sends the same again', (status) => {
    expect(from(status, 'c')).toEqual({method: 'POST', path: '/a/c', keepsBody: true});
  });

  it.each([
    ['http://127.0.0.1:8080/x', '/x'],
    ['//127.0.0.1:8080/y', '/y'],
    ['?q', '/a/b?q'],
    ['../z', '/z'],
    ['', '/a/b?c'],
    ['/ä b', '/%C3%A4%20b'],
  ])('%s leads to %s', (location, path) => {
    expect(from(302, location)).toMatchObject({path});
  });

  it.each(['https://127.0.0.1:8080/x', 'http://127.0.0.1:81/', '//other.test/', 'javascript:alert(1)', 'mailto:a@b.c'])(
    '%s leads elsewhere',
    (location) => {
      expect(from(302, location)).toBe('elsewhere');
    },
  );

  it('a location in raw UTF-8 bytes is read as that, one in Latin-1 as that', () => {
    const pathOf = (bytes: Buffer): unknown =>
      redirectOf(302, bytes.toString('latin1'), 'GET', 'http://127.0.0.1:8080', '/a');
    expect(pathOf(Buffer.from('/é€ x', 'utf8'))).toMatchObject({path: '/%C3%A9%E2%82%AC%20x'});
    expect(pathOf(Buffer.from('/é', 'latin1'))).toMatchObject({path: '/%C3%A9'});
  });

  it('of a Unix socket stays on it', () => {
    const to = (location: string) => redirectOf(302, location, 'GET', 'http://unix:/run/x.sock:', '/a');
    expect(to('/b')).toMatchObject({path: '/b'});
    expect(to('http://localhost/b')).toBe('elsewhere');
  });

  it('other statuses, no location and nonsense are none', () => {
    expect([from(200, '/x'), from(304, '/x'), from(302, null), from(302, 'http://[')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('no location makes it throw, and its path can be sent', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), fc.constantFrom('/', '/a?b', '//a', '/%'), (location, path) => {
        const redirect = from(302, location, 'GET', path);
        const to = typeof redirect === 'object' && redirect !== null ? redirect.path : '/';
        expect(to).toMatch(/^\/[\u0021-\u007E]*$/);
      }),
    );
  });
});

describe('what a request keeps of its response', () => {
  const need = (extract: readonly string[], checks: readonly string[]) =>
    captureNeed(
      {
        extract: extract.map((kind) => ({variable: 0, from: {kind}, fallback: null})),
        checks: checks.map((kind) => ({check: 0, rule: {kind}})),
      } as unknown as Parameters<typeof captureNeed>[0],
      65_536,
    );

  it('is nothing for status, latency and size', () => {
    expect(need([], [])).toBe(-1);
    expect(need([], ['status', 'latency', 'size'])).toBe(-1);
  });

  it('is the headers for headers and cookies, the body for what looks into it', () => {
    expect(need(['cookie'], ['status'])).toBe(0);
    expect(need([], ['header'])).toBe(0);
    for (const kind of ['jsonpath', 'regex']) expect(need([kind], [])).toBe(65_536);
    for (const kind of ['jsonpath', 'body']) expect(need(['header'], [kind])).toBe(65_536);
  });
});

it('statuses are in a set at both ends of a range', () => {
  expect([199, 200, 299, 300].map((status) => statusIn([[200, 299]], status))).toEqual([false, true, true, false]);
  expect([199, 200, 399, 400].map((status) => isExpected(null, status))).toEqual([false, true, true, false]);
  expect(isExpected([[429, 429]], 429)).toBe(true);
});

it('a wrong JSONPath is told in words', () => {
  expect(jsonPathProblem('$.a[0]')).toBeNull();
  expect(jsonPathProblem('$.a[')).toMatch(/unclosed/);
});
