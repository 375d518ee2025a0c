import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {RouteTable} from '../../source/demo/route-table.ts';
import {findVariant} from '../../source/demo/variants.ts';

interface Step {
  readonly request?: {name?: string; method: string; path: string; expect?: number[]};
  readonly flow?: readonly Step[];
  readonly then?: readonly Step[];
  readonly else?: readonly Step[];
  readonly parallel?: readonly Step[];
}

interface Preset {
  readonly name: string;
  readonly description: string;
  readonly target: string;
  readonly scenarios: readonly {readonly weight: number; readonly flow: readonly Step[]}[];
}

const folder = new URL('../../profiles/', import.meta.url);
const PRESETS = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && !file.endsWith('.schema.json'))
  .map((file) => file.slice(0, -'.json'.length));

function readPreset(name: string): Preset {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Preset;
}

function requestsIn(steps: readonly Step[]): NonNullable<Step['request']>[] {
  return steps.flatMap(({request, flow = [], then = [], else: otherwise = [], parallel = []}) => [
    ...(request === undefined ? [] : [request]),
    ...requestsIn([...flow, ...then, ...otherwise, ...parallel]),
  ]);
}

function requestsOf(scenario: Preset['scenarios'][number]) {
  return requestsIn(scenario.flow);
}

function nameOf(request: {name?: string; method: string; path: string}): string {
  return request.name ?? `${request.method} ${request.path}`;
}

/** The share of all requests by name: every request is followed by a think of the same mean. */
function sharesOf(preset: Preset): Record<string, number> {
  const shares: Record<string, number> = {};
  const weightSum = preset.scenarios.reduce((sum, scenario) => sum + scenario.weight, 0);
  for (const scenario of preset.scenarios) {
    const requests = requestsOf(scenario);
    for (const request of requests) {
      const share = (100 * scenario.weight) / weightSum / requests.length;
      shares[nameOf(request)] = (shares[nameOf(request)] ?? 0) + share;
    }
  }
  return Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, Math.round(share * 100) / 100]));
}

describe('shipped presets against their demo target', () => {
  test.each(PRESETS)('%s asks only for endpoints its target has, and expects their statuses', (presetName) => {
    const preset = readPreset(presetName);
    expect(preset.name).toBe(presetName);
    expect(preset.description).toMatch(/[.?]$/);
    const routes = new RouteTable(findVariant(preset.target).endpoints);
    for (const request of preset.scenarios.flatMap(requestsOf)) {
      const path = request.path.split('?')[0]!.replaceAll(/\$\{[^}]*\}/g, '17');
      const endpoint = routes.match(request.method, path);
      expect(endpoint, `${request.method} ${path}`).toBeDefined();
      expect(request.expect ?? [endpoint?.status]).toContain(endpoint?.status);
    }
  });

  test('demo-checkout has the shares of the screens', () => {
    expect(sharesOf(readPreset('demo-checkout'))).toEqual({
      'GET /api/products': 34,
      'GET /api/products/:id': 22,
      'POST /api/cart': 14,
      'GET /api/cart': 12,
      'POST /api/checkout': 7,
      'GET /api/recommend': 6,
      'POST /api/login': 3,
      'GET /healthz': 2,
    });
  });

  test("demo-checkout's first scenario alone touches all endpoints but /healthz", () => {
    const [main] = readPreset('demo-checkout').scenarios;
    expect(new Set(main && requestsOf(main).map(nameOf)).size).toBe(7);
  });
});
