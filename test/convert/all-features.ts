/** A profile's document that uses what k6 knows too. */
export const allFeatures = {
  name: 'all',
  target: 'http://127.0.0.1:8080',
  executor: 'ramping-vus',
  startVUs: 0,
  stages: [
    {duration: '10s', target: 8},
    {duration: '5s', target: 8},
  ],
  timeout: '5s',
  headers: {'x-a': 'b'},
  auth: {bearer: '${env:TOKEN}'},
  data: {
    rows: [
      {user: 'a', pin: '1'},
      {user: 'b', pin: '2'},
    ],
  },
  setup: [{request: {name: 'boot', path: '/boot', extract: {boot: '$.boot'}}}],
  teardown: [{request: {name: 'bye', method: 'DELETE', path: '/bye/${boot}'}}],
  scenarios: [
    {
      name: 'shopper',
      weight: 3,
      flow: [
        {
          request: {
            name: 'login',
            method: 'POST',
            path: '/login',
            body: {user: '${data.user}', n: 1},
            expect: ['2xx', 429],
            tags: {tier: 'gold'},
            extract: {
              token: '$.token',
              csrf: {regex: String.raw`value=\\"([^"\\]+)`},
              next: {header: 'location', default: '/n'},
              sid: {cookie: 'sid'},
            },
            checks: [
              {status: 200},
              {latency: '<500ms'},
              {header: 'content-type', contains: 'json'},
              {header: 'etag'},
              {body: {contains: 'token'}},
              {jsonpath: '$.items[0].id', equals: 3},
              {jsonpath: '$.token'},
              {size: '<10kb'},
              {body: {matches: 't/\\d'}},
              {body: {equals: 'no'}},
            ],
          },
        },
        {think: '1s-3s'},
        {think: {exponential: '2s'}},
        {think: {normal: '2s', deviation: '500ms'}},
        {
          group: 'buy',
          flow: [
            {
              repeat: '2-5',
              flow: [{request: {name: 'item', path: '/items/${random(1,9)}?u=${uuid}&v=${vu.id}', auth: false}}],
            },
            {if: {status: 200}, then: [{request: {name: 'ok', path: '/ok'}}], else: [{think: '1s'}]},
            {
              if: {variable: 'token', contains: 'x', not: true},
              then: [{request: {name: 'odd', path: '/odd/${token}'}}],
            },
            {
              parallel: [
                {request: {name: 'a', path: '/a'}},
                {request: {name: 'b', method: 'PUT', path: '/b', body: 'raw ${token} ${csrf} ${next} ${sid}'}},
              ],
            },
          ],
        },
      ],
    },
    {name: 'browser', weight: 1, flow: [{repeat: 2, flow: [{request: {name: 'home', path: '/'}}]}]},
  ],
  thresholds: {
    http_req_duration: ['p(95)<250', {threshold: 'p(99)<500', abortOnFail: true, delayAbortEval: '5s'}],
    'http_req_duration{name:login}': ['p(95)<30'],
    'http_req_duration{scenario:shopper,group:buy}': ['avg<30'],
    'checks{check:status is 200}': ['rate>0.9'],
    host_cpu: ['value<0.9'],
  },
  budgets: {item: '30ms'},
  alerts: [{when: 'http_req_failed: rate>0.5'}],
};
