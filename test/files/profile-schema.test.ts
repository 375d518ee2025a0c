import {readdirSync, readFileSync} from 'node:fs';
import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, test} from 'vitest';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';
import {profileSchemaFile, profileSchemaText} from '../tools/profile-schema-text.ts';

/** Documents are changed by hand all over this file: no type would tell more. */
// oxlint-disable-next-line typescript/no-explicit-any
type Json = Record<string, any>;

const folder = new URL('../../profiles/', import.meta.url);
const schema = JSON.parse(readFileSync(new URL('profile.schema.json', folder), 'utf8')) as Json;
const ajv = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allErrors: false,
  unicodeRegExp: false,
});
const validate = ajv.compile(schema);

const parserTakes = (document: unknown): boolean => 'profile' in parseProfileDocument(document, 'x.json');

function base(): Json {
  return {
    $schema: './profile.schema.json',
    name: 'x',
    description: 'what it is',
    target: 'http://127.0.0.1:8080',
    executor: 'ramping-vus',
    startVUs: 1,
    stages: [{duration: '1m', target: 50, name: 'warm'}],
    cap: {vus: 400, rate: 500},
    ramp: {vusPerSecond: 2, step: 10, ratePerSecond: 5, rateStep: 0.5},
    timeout: '10s',
    transport: 'http1',
    connections: {reuse: true, maxAge: '30s', maxRequests: 100, dnsTtl: '0s', h2Streams: 10},
    precise: true,
    headers: {'x-a': '${env:A}'},
    scenarios: [
      {
        name: 'shopper',
        weight: 3,
        flow: [
          {request: {name: 'login', method: 'POST', path: '/api/login?x=1', headers: {}, body: {a: 1}, expect: [200]}},
          {think: '1s-3s'},
        ],
      },
    ],
    thresholds: {
      http_req_duration: ['p(95)<250', {threshold: 'p(99)<500', window: '10s', abortOnFail: true, severity: 'warning'}],
      'http_req_duration{name:login}': ['med<30'],
      http_req_failed: ['rate<0.01'],
      http_reqs: ['count>10', 'rate>1'],
    },
  };
}

function changed(change: (document: Json) => void): Json {
  const document = base();
  change(document);
  return document;
}

const request = (document: Json): Json => document['scenarios'][0].flow[0].request;

function bodyFile(document: Json, file: unknown): void {
  delete request(document)['body'];
  request(document)['bodyFile'] = file;
}

function constantRate(document: Json, changes: Json): Json {
  delete document['stages'];
  delete document['startVUs'];
  return Object.assign(document, {executor: 'constant-arrival-rate', rate: 50, ...changes});
}

function rampingRate(document: Json, changes: Json): Json {
  delete document['startVUs'];
  return Object.assign(document, {executor: 'ramping-arrival-rate', startRate: 5, ...changes});
}

const same: Record<string, (document: Json) => void> = {
  'nothing changed': () => undefined,
  'no name': (d) => delete d['name'],
  'empty name': (d) => (d['name'] = '  '),
  'line break in a name': (d) => (d['name'] = 'a\nb'),
  'no target': (d) => delete d['target'],
  'target demo': (d) => (d['target'] = 'demo:fast'),
  'target with a template': (d) => (d['target'] = '${env:BASE}/api'),
  'target with another template': (d) => (d['target'] = 'http://${data.host}'),
  'target without a scheme': (d) => (d['target'] = 'localhost:8080'),
  'target with a query': (d) => (d['target'] = 'http://a/?b'),
  'target ftp': (d) => (d['target'] = 'ftp://a'),
  'unknown key': (d) => (d['stagess'] = []),
  'later key': (d) => (d['rate'] = 5),
  'later executor': (d) => (d['executor'] = 'shared-iterations'),
  'stages of users under an arrival rate': (d) => (d['executor'] = 'constant-arrival-rate'),
  'executor left out with stages': (d) => delete d['executor'],
  'stages with constant-vus': (d) => (d['executor'] = 'constant-vus'),
  'vus with ramping-vus': (d) => (d['vus'] = 3),
  'ramping-vus without stages': (d) => delete d['stages'],
  'no stage': (d) => (d['stages'] = []),
  'stage without a target': (d) => delete d['stages'][0].target,
  'stage with a number as duration': (d) => (d['stages'][0].duration = 60),
  'stage with an unknown unit': (d) => (d['stages'][0].duration = '60sec'),
  'half a user': (d) => (d['stages'][0].target = 0.5),
  'users as text': (d) => (d['stages'][0].target = '5'),
  'negative users': (d) => (d['startVUs'] = -1),
  'too many users': (d) => (d['startVUs'] = 100_001),
  'cap as a number': (d) => (d['cap'] = 400),
  'cap with a rate of 0': (d) => (d['cap'].rate = 0),
  'cap with half a rate': (d) => (d['cap'].rate = 0.5),
  'cap with a later key': (d) => (d['cap'].iterations = 5),
  'cap of nothing': (d) => (d['cap'] = {}),
  'ramp at no speed': (d) => (d['ramp'].vusPerSecond = 0),
  'ramp with half a step': (d) => (d['ramp'].step = 0.5),
  'empty ramp': (d) => (d['ramp'] = {}),
  'constant-vus': (d) => {
    delete d['stages'];
    delete d['startVUs'];
    d['executor'] = 'constant-vus';
    d['vus'] = 5;
    d['duration'] = '30s';
  },
  'neither executor nor stages': (d) => {
    delete d['stages'];
    delete d['startVUs'];
    delete d['executor'];
  },
  'startVUs without stages': (d) => {
    delete d['stages'];
    delete d['executor'];
  },
  'constant-arrival-rate': (d) => constantRate(d, {}),
  'constant-arrival-rate implied': (d) => delete constantRate(d, {})['executor'],
  'constant-arrival-rate without a rate': (d) => delete constantRate(d, {})['rate'],
  'constant-arrival-rate with all': (d) =>
    constantRate(d, {timeUnit: '1m', preAllocatedVUs: 5, maxVUs: 50, arrivals: 'poisson', duration: '30s'}),
  'constant-arrival-rate with stages': (d) => constantRate(d, {stages: [{duration: '1s', target: 1}]}),
  'constant-arrival-rate with a rate as text': (d) => constantRate(d, {rate: '5'}),
  'constant-arrival-rate at 0': (d) => constantRate(d, {rate: 0}),
  'constant-arrival-rate of nobody': (d) => constantRate(d, {maxVUs: 0}),
  'constant-arrival-rate in other arrivals': (d) => constantRate(d, {arrivals: 'random'}),
  'constant-vus with arrivals': (d) => constantRate(d, {executor: 'constant-vus', arrivals: 'poisson'}),
  'ramping-arrival-rate': (d) => rampingRate(d, {}),
  'ramping-arrival-rate implied': (d) => delete rampingRate(d, {})['executor'],
  'ramping-arrival-rate without a start': (d) => delete rampingRate(d, {})['startRate'],
  'ramping-arrival-rate without stages': (d) => delete rampingRate(d, {})['stages'],
  'ramping-arrival-rate with users': (d) => rampingRate(d, {startVUs: 1}),
  'ramping-arrival-rate with half an iteration': (d) => rampingRate(d, {stages: [{duration: '1s', target: 0.5}]}),
  'ramping-arrival-rate beyond reason': (d) => rampingRate(d, {stages: [{duration: '1s', target: 1e7}]}),
  'unknown transport': (d) => (d['transport'] = 'http3'),
  'transport auto': (d) => (d['transport'] = 'auto'),
  'precise as text': (d) => (d['precise'] = 'yes'),
  'connections as text': (d) => (d['connections'] = 'close'),
  'no connections': (d) => (d['connections'] = {}),
  'connections with an unknown key': (d) => (d['connections'].keepAlive = true),
  'connections for no request': (d) => (d['connections'].maxRequests = 0),
  'connections with reuse as a number': (d) => (d['connections'].reuse = 0),
  'connections with an age without a unit': (d) => (d['connections'].maxAge = '30'),
  'connections of no stream': (d) => (d['connections'].h2Streams = 0),
  'target on a Unix socket': (d) => (d['target'] = 'http://unix:/run/app.sock:/base'),
  'ramp with a rate step of 0': (d) => (d['ramp'].rateStep = 0),
  'ramp with a rate speed as text': (d) => (d['ramp'].ratePerSecond = '5'),
  'body in a file': (d) => bodyFile(d, 'a/b c.bin'),
  'body in a file and here': (d) => (request(d)['bodyFile'] = 'a.bin'),
  'body in no file': (d) => bodyFile(d, ' '),
  'body in a file with a template': (d) => bodyFile(d, 'a${env:X}'),
  'body in a file with a dollar': (d) => bodyFile(d, 'a$b{'),
  'body in a file with a line break': (d) => bodyFile(d, 'a\nb'),
  'body in a file as a number': (d) => bodyFile(d, 5),
  chunked: (d) => (request(d)['chunked'] = true),
  'chunked as text': (d) => (request(d)['chunked'] = 'yes'),
  'chunked without a body': (d) => {
    delete request(d)['body'];
    request(d)['chunked'] = true;
  },
  'chunked with a body of null': (d) => Object.assign(request(d), {body: null, chunked: true}),
  'not chunked without a body': (d) => {
    delete request(d)['body'];
    request(d)['chunked'] = false;
  },
  'header name with a space': (d) => (d['headers'] = {'a b': 'x'}),
  'header with a line break': (d) => (d['headers'] = {a: 'x\ny'}),
  'header of ours': (d) => (d['headers'] = {'Content-Length': '1'}),
  'header as a number': (d) => (d['headers'] = {a: 1}),
  'no scenario': (d) => (d['scenarios'] = []),
  'scenario without a flow': (d) => delete d['scenarios'][0].flow,
  'weight 0': (d) => (d['scenarios'][0].weight = 0),
  'weight 0.5': (d) => (d['scenarios'][0].weight = 0.5),
  'only think': (d) => (d['scenarios'][0].flow = [{think: '1s'}]),
  'request and think in one step': (d) => (d['scenarios'][0].flow[0].think = '1s'),
  'an empty step': (d) => d['scenarios'][0].flow.push({}),
  'think without a unit': (d) => d['scenarios'][0].flow.push({think: '5'}),
  'think as a number': (d) => d['scenarios'][0].flow.push({think: 5}),
  sleep: (d) => d['scenarios'][0].flow.push({sleep: '1s'}),
  'no path': (d) => delete request(d)['path'],
  'path without a slash': (d) => (request(d)['path'] = 'api'),
  'path with a space': (d) => (request(d)['path'] = '/a b'),
  'path with a fragment': (d) => (request(d)['path'] = '/a#b'),
  'path with a template': (d) => (request(d)['path'] = '/${env:ID}'),
  'path with an unknown template': (d) => (request(d)['path'] = '/${vu.name}'),
  'method in lower case': (d) => (request(d)['method'] = 'post'),
  'method CONNECT': (d) => (request(d)['method'] = 'CONNECT'),
  'method PURGE': (d) => (request(d)['method'] = 'PURGE'),
  'body as text': (d) => (request(d)['body'] = 'a=b'),
  'body null': (d) => (request(d)['body'] = null),
  'expect a number': (d) => (request(d)['expect'] = 200),
  'expect nothing': (d) => (request(d)['expect'] = []),
  'expect 99': (d) => (request(d)['expect'] = [99]),
  checks: (d) => (request(d)['checks'] = []),
  extract: (d) => (request(d)['extract'] = {}),
  'thresholds as text': (d) => (d['thresholds'].http_reqs = 'rate>1'),
  'no threshold': (d) => (d['thresholds'].http_reqs = []),
  'unknown metric': (d) => (d['thresholds'].http_req_durations = ['p(95)<1']),
  'wrong aggregation': (d) => (d['thresholds'].http_req_failed = ['p(95)<1']),
  'bound with a unit': (d) => (d['thresholds'].http_req_duration = ['p(95)<250ms']),
  'relative bound of a metric that takes none': (d) => (d['thresholds'].checks = ['rate>-5%']),
  'relative bound of a count': (d) => (d['thresholds'].http_reqs = ['count>-5%']),
  'relative bound that leaves nothing': (d) => (d['thresholds'].http_req_duration = ['p(95)<-100%']),
  'relative bound of an alert': (d) => (d['alerts'] = [{when: 'http_req_duration: p(95)>+50%'}]),
  'unknown key in a threshold': (d) => (d['thresholds'].http_reqs = [{threshold: 'rate>1', windw: '10s'}]),
  'threshold without text': (d) => (d['thresholds'].http_reqs = [{window: '10s'}]),
  'submetric of a metric without names': (d) => (d['thresholds']['iterations{name:login}'] = ['count>1']),
  'weights all 0': (d) => (d['scenarios'] = [{weight: 0, flow: d['scenarios'][0].flow}]),
  'cert without a key': (d) => (d['tls'] = {cert: 'c.pem'}),
  'two kinds of auth': (d) => (d['auth'] = {bearer: 'a', basic: {username: 'u', password: 'p'}}),
  'no kind of auth': (d) => (d['auth'] = {}),
  'auth with a variable': (d) => (d['auth'] = {bearer: '${token}'}),
  'proxy with a path': (d) => Object.assign(d, {transport: 'auto', proxy: 'http://h:1/x'}),
  'proxy without a scheme': (d) => Object.assign(d, {transport: 'auto', proxy: 'h:1'}),
  'capture without a unit': (d) => (d['capture'] = '64'),
  'data in a list without names': (d) => (d['data'] = [{file: 'a.csv'}]),
  'data with a name alone': (d) => (d['data'] = {name: 'a', file: 'a.csv'}),
  'data of another kind of file': (d) => (d['data'] = {file: 'a.xlsx'}),
  'data without rows': (d) => (d['data'] = {rows: []}),
  'data in an unknown mode': (d) => (d['data'] = {rows: [{a: 1}], mode: 'shuffled'}),
  'rows in rows': (d) => (d['data'] = {rows: [{a: [1]}]}),
  'an empty circuit breaker': (d) => (d['circuitBreaker'] = {}),
  'a circuit breaker of true': (d) => (d['circuitBreaker'] = true),
  'an alert without a condition': (d) => (d['alerts'] = [{action: 'stop'}]),
  'an alert on a rate in ms': (d) => (d['alerts'] = [{when: 'http_req_failed: p(95)>2'}]),
  'a budget without a unit': (d) => (d['budgets'] = {login: '30'}),
  'a budget of an unknown kind': (d) => (d['budgets'] = {login: {p95: '30ms'}}),
  'a flow in a request': (d) => (d['scenarios'][0].flow[0].flow = []),
  'a group without steps': (d) => d['scenarios'][0].flow.push({group: 'a', flow: []}),
  'a request only in an else': (d) =>
    (d['scenarios'][0].flow = [
      {if: {status: 200}, then: [{think: '1s'}], else: [{request: {name: 'login', path: '/'}}]},
    ]),
  'a repeat of 0': (d) => d['scenarios'][0].flow.push({repeat: 0, flow: [{think: '1s'}]}),
  'a condition of nothing': (d) => d['scenarios'][0].flow.push({if: {}, then: [{think: '1s'}]}),
  'a condition of two rules': (d) =>
    d['scenarios'][0].flow.push({if: {variable: 'a', equals: 'x', contains: 'x'}, then: [{think: '1s'}]}),
  'one request in parallel': (d) => d['scenarios'][0].flow.push({parallel: [{request: {path: '/'}}]}),
  'parallel in setup': (d) => (d['setup'] = [{parallel: [{request: {path: '/'}}, {request: {path: '/'}}]}]),
  'parallel deep in setup': (d) =>
    (d['setup'] = [
      {request: {path: '/'}},
      {group: 'a', flow: [{parallel: [{request: {path: '/'}}, {request: {path: '/'}}]}]},
    ]),
  'setup of think times': (d) => (d['setup'] = [{think: '1s'}]),
  'think by a mean alone': (d) => d['scenarios'][0].flow.push({think: {normal: '1s'}}),
  'expect 2**': (d) => (request(d)['expect'] = '2**'),
  'a tag called name': (d) => (request(d)['tags'] = {name: 'x'}),
  'a tag with a comma': (d) => (request(d)['tags'] = {tier: 'a,b'}),
  'a variable called iteration': (d) => (request(d)['extract'] = {iteration: '$.id'}),
  'extraction from two places': (d) => (request(d)['extract'] = {id: {header: 'a', cookie: 'b'}}),
  'a check of nothing': (d) => (request(d)['checks'] = [{name: 'x'}]),
  'a check of two things': (d) => (request(d)['checks'] = [{status: 200, header: 'etag'}]),
  'a check of a latency without an operator': (d) => (request(d)['checks'] = [{latency: '500ms'}]),
  'a template without an end in a body': (d) => (request(d)['body'] = {a: ['${x']}),
  'an escaped template': (d) => (request(d)['body'] = {a: ['$${x']}),
  'iterations without a number': (d) => {
    delete d['stages'];
    delete d['startVUs'];
    d['executor'] = 'per-vu-iterations';
  },
  'iterations of nobody': (d) => {
    delete d['stages'];
    delete d['startVUs'];
    Object.assign(d, {executor: 'per-vu-iterations', vus: 0, iterations: 3});
  },
  gauge: (d) => (d['thresholds'].vus = ['value<200']),
};

describe('profile.schema.json', () => {
  test.each(readdirSync(folder).filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json')))(
    'the shipped preset %s validates and parses',
    (name) => {
      const document = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown;
      expect({valid: validate(document), errors: validate.errors}).toEqual({valid: true, errors: null});
      expect(parseProfileDocument(document, name)).toHaveProperty('profile.name', name.replace('.json', ''));
    },
  );

  test.each(Object.entries(same))('agrees with the parser: %s', (_, change) => {
    const document = changed(change);
    expect({accepted: validate(document)}).toEqual({accepted: parserTakes(document)});
  });

  test('is written from the tables the parser reads with', async () => {
    expect(readFileSync(profileSchemaFile, 'utf8')).toBe(await profileSchemaText());
  });
});
