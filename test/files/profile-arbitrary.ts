import * as fc from 'fast-check';

/** Valid profiles over the whole grammar, as documents; what is looked up elsewhere (variables, columns, names) is there. */

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
const shortName = fc.stringMatching(/^[a-z][a-z0-9 :-]{0,10}$/).map((text) => text.trim());
const seconds = fc.integer({min: 1, max: 7200}).map((count) => `${count}s`);
const duration = fc.oneof(seconds, fc.constantFrom('500ms', '1.5s', '1m30s', '2h'));
const statuses = fc.oneof(
  fc.constantFrom<unknown>(200, 429, '2xx', '200-299'),
  fc.array(fc.constantFrom<unknown>(200, 429, '5xx', '300-310'), {minLength: 1, maxLength: 3}),
);
const textRule = fc.oneof(
  fc.record({equals: fc.string()}),
  fc.record({contains: fc.string({minLength: 1})}),
  fc.record({matches: fc.constantFrom('a+', '^x$', '\\p{L}')}),
);

export const templateText = fc
  .array(
    fc.constantFrom(
      'a',
      '-',
      '$',
      '$${',
      '${vu.id}',
      '${iteration}',
      '${uuid}',
      '${random(1,9)}',
      '${env:A}',
      '${data.users.user}',
      '${tok}',
    ),
    {maxLength: 5},
  )
  .map((parts) => parts.join(''));

const extract = fc.record(
  {
    token: fc.constantFrom<unknown>('$.token', {jsonpath: '$.a[0]', default: ''}),
    csrf: fc.constant({regex: 'value="([^"]+)"'}),
    next: fc.constant({header: 'location', default: '/'}),
    sid: fc.constant({cookie: 'sid'}),
  },
  {requiredKeys: []},
);

const named = (check: object, index: number): object => ({name: `check ${index}`, ...check});
const checks = fc
  .array(
    fc.oneof(
      fc.record({status: statuses}),
      fc.record({header: fc.constantFrom('etag', 'Content-Type')}),
      textRule.map((rule) => ({header: 'x-a', ...rule})),
      fc.record({body: textRule}),
      fc.record({jsonpath: fc.constantFrom('$.id', '$.items[0].id')}),
      fc.record({jsonpath: fc.constant('$.id'), equals: fc.jsonValue()}),
      fc.record({latency: fc.constantFrom('<500ms', '<= 0.5ms', '==1m30s', '>250us')}),
      fc.record({size: fc.constantFrom('<10kb', '>=1.5mb', '!=0b')}),
    ),
    {maxLength: 4},
  )
  .map((list) => list.map(named));

const header = fc.record({'x-a': templateText, authorization: fc.constant('Bearer ${tok}')}, {requiredKeys: []});

const requestOf = (path: fc.Arbitrary<string>): fc.Arbitrary<object> =>
  fc.record(
    {
      name: shortName,
      method: fc.constantFrom('GET', 'POST', 'PURGE'),
      path,
      headers: header,
      body: fc.oneof(templateText, fc.record({a: fc.integer(), b: templateText})),
      expect: statuses,
      auth: fc.boolean(),
      tags: fc.record({tier: fc.constantFrom('gold', 'a b:c')}, {requiredKeys: []}),
      extract,
      checks,
    },
    {requiredKeys: ['path']},
  );

const request = requestOf(templateText.map((text) => `/${text}`)).map((value) => ({request: value}));
const think = fc
  .oneof<fc.Arbitrary<unknown>[]>(
    duration,
    seconds.map((high) => `0s-${high}`),
    fc.record({uniform: seconds.map((high) => `1ms-${high}`)}),
    fc.record({exponential: duration}),
    fc.record({normal: duration, deviation: duration}),
  )
  .map((value) => ({think: value}));

const condition = fc.oneof(
  fc.record({status: statuses, not: fc.boolean()}, {requiredKeys: ['status']}),
  fc.record({variable: fc.constant('tok'), not: fc.boolean()}, {requiredKeys: ['variable']}),
  textRule.map((rule) => ({variable: 'tok', ...rule})),
);

const {flow} = fc.letrec<{step: object; flow: object[]}>((tie) => ({
  flow: fc.array(tie('step'), {minLength: 1, maxLength: 3}),
  step: fc.oneof(
    {maxDepth: 3, withCrossShrink: true},
    request,
    think,
    fc.record({group: word, flow: tie('flow')}),
    fc.record({
      repeat: fc.oneof<fc.Arbitrary<unknown>[]>(fc.integer({min: 1, max: 9}), fc.constant('2-5')),
      flow: tie('flow'),
    }),
    fc.record({if: condition, then: tie('flow'), else: tie('flow')}, {requiredKeys: ['if', 'then']}),
    fc.record({parallel: fc.array(request, {minLength: 2, maxLength: 3})}),
  ),
}));

const data = fc.constantFrom(
  [{name: 'users', rows: [{user: 'a', n: 1}]}],
  [
    {name: 'users', file: 'users.csv', mode: 'unique'},
    {name: 'b', rows: [{x: null}, {x: true}], mode: 'per-vu'},
  ],
);

const auth = fc.constantFrom<object>(
  {bearer: '${env:T}'},
  {basic: {username: 'u', password: '${env:P}'}},
  {
    oauth2: {
      tokenUrl: 'https://h/token?x=1',
      clientId: 'c',
      clientSecret: '${env:S}',
      scope: 'a b',
      refreshBefore: '1m',
    },
  },
);

const load = fc.oneof(
  fc.record(
    {executor: fc.constantFrom('constant-vus'), vus: fc.nat(50), duration: seconds},
    {requiredKeys: ['executor']},
  ),
  fc.record({stages: fc.array(fc.record({duration: seconds, target: fc.nat(100)}), {minLength: 1, maxLength: 3})}),
  fc.record({rate: fc.integer({min: 1, max: 500}), timeUnit: fc.constantFrom('1s', '1m')}),
  fc.record(
    {
      executor: fc.constantFrom('per-vu-iterations', 'shared-iterations'),
      vus: fc.integer({min: 1, max: 9}),
      iterations: fc.integer({min: 9, max: 99}),
      maxDuration: seconds,
    },
    {requiredKeys: ['executor', 'vus', 'iterations']},
  ),
);

const alert = fc.record(
  {
    when: fc.constantFrom('http_req_duration: p(95)>2000', 'host_memory: value > 0.85', 'checks: rate<0.9'),
    window: fc.constantFrom('5s', '1m'),
    for: duration,
    severity: fc.constantFrom('warning', 'critical'),
    action: fc.constantFrom('alert', 'hold', 'back-off', 'stop'),
  },
  {requiredKeys: ['when']},
);

const setup = fc.constant([{request: {path: '/login', extract: {tok: '$.token'}}}]);

/** A valid profile's document. */
export const profileDocumentArbitrary: fc.Arbitrary<Record<string, unknown>> = fc
  .record(
    {
      name: shortName,
      description: shortName,
      target: fc.constantFrom('http://h:1/x', 'demo', '${env:T}'),
      load,
      timeout: fc.constantFrom('1s', '1500ms', '2m'),
      gracefulStop: fc.constantFrom('0s', '30s', '1m'),
      headers: header,
      auth,
      tls: fc.record({ca: fc.constant('ca.pem'), insecure: fc.boolean()}, {requiredKeys: []}),
      redirects: fc.nat(50),
      cookies: fc.boolean(),
      proxy: fc.constantFrom('http://127.0.0.1:3128', 'http://u:${env:P}@proxy'),
      capture: fc.constantFrom('1kb', '64kb', '1.5mb', '1025b'),
      data,
      setup,
      teardown: fc.constant([{think: '1s'}, {group: 'end', flow: [{request: {path: '/out/${tok}'}}]}]),
      flows: fc.array(fc.tuple(request, flow), {minLength: 1, maxLength: 3}),
      thresholds: fc.record(
        {
          http_req_duration: fc.constant([
            'p(99.9) < 250',
            'p(95)<+10%',
            {threshold: 'avg<=3', window: '90s', abortOnFail: true, delayAbortEval: '5s'},
          ]),
          'http_req_failed{scenario:s0}': fc.constant([{threshold: 'rate<0.01', severity: 'warning'}]),
          http_reqs: fc.constant(['count>5', {threshold: 'rate >= -2.5 %', severity: 'warning'}]),
          checks: fc.constant(['rate>0.95']),
          host_cpu: fc.constant(['value<0.9']),
          flow_errors: fc.constant(['count===0']),
        },
        {requiredKeys: []},
      ),
      alerts: fc.array(alert, {maxLength: 2}),
      circuitBreaker: fc.oneof<fc.Arbitrary<unknown>[]>(
        fc.constant(false),
        fc.record({after: seconds}, {requiredKeys: []}),
      ),
    },
    {requiredKeys: ['target', 'load', 'data', 'setup', 'flows']},
  )
  .map(({load: how, flows, ...rest}) => ({
    ...rest,
    ...how,
    scenarios: flows.map(([first, steps], index) => ({
      name: `s${index}`,
      weight: index + 0.5,
      // One check at least, for those that thresholds and alerts speak of.
      flow: [{request: {...first.request, checks: [{status: 200}]}}, ...steps],
    })),
  }));

/** Paths of all values in a document. */
export function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return [[...path], ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

/** Any place in a document, each depth as likely as the others: most places are deep inside. */
export function anyPath(value: unknown): fc.Arbitrary<string[]> {
  const paths = pathsOf(value);
  const depths = [...new Set(paths.map(({length}) => length))];
  return fc.constantFrom(...depths).chain((depth) => fc.constantFrom(...paths.filter(({length}) => length === depth)));
}

/** A copy with the value at a path replaced; undefined: taken out. */
export function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : {...(value as object)}) as Record<string, unknown>;
  const inner = replaced(copy[key], rest, by);
  if (inner === undefined && !Array.isArray(copy)) delete copy[key];
  else copy[key] = inner === undefined ? null : inner;
  return copy;
}
