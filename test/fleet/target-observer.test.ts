import {afterEach, describe, expect, test} from 'vitest';
import type {TargetSample} from '../../source/domain/host.ts';
import {parseTargetMetrics} from '../../source/domain/target-metrics.ts';
import {EnvironmentFiller} from '../../source/files/environment-template.ts';
import {prepareTargetMetrics} from '../../source/files/prepare-target-metrics.ts';
import {nodeMetrics} from '../../source/fleet/target-reading.ts';
import {createTargetObserver} from '../../source/fleet/target-observer.ts';
import {nodePage, startExporter, type ExporterServer} from './exporter-server.ts';

const servers: ExporterServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function exporter(...args: Parameters<typeof startExporter>): Promise<ExporterServer> {
  const server = await startExporter(...args);
  servers.push(server);
  return server;
}

interface Observed {
  readonly samples: readonly TargetSample[];
  readonly failures: readonly string[];
}

/** Asks until `isEnough`; the run clock goes on by a second with each look at it. */
async function observe(url: string, isEnough: (seen: Observed) => boolean): Promise<Observed> {
  const {source} = prepareTargetMetrics(url, new EnvironmentFiller({}));
  const samples: TargetSample[] = [];
  const failures: string[] = [];
  const {promise, resolve} = Promise.withResolvers<void>();
  const look = (): void => {
    if (isEnough({samples, failures})) resolve();
  };
  let nowMs = 0;
  const observer = createTargetObserver({
    source: source!,
    isLocal: true,
    clockMs: () => (nowMs += 1000),
    onSample(sample) {
      samples.push(sample);
      look();
    },
    onFailure(problem) {
      failures.push(problem);
      look();
    },
  });
  observer.start();
  await promise;
  observer.stop();
  return {samples, failures};
}

const three = ({samples}: Observed): boolean => samples.length === 3;
const failed = ({failures}: Observed): boolean => failures.length > 0;

describe('a node_exporter', () => {
  test('is asked for what is read of it alone; what it counts becomes shares and rates', async () => {
    const {port, requests} = await exporter((_, response, index) => response.end(nodePage(index, 0.25)));
    const {samples, failures} = await observe(`http://127.0.0.1:${port}`, three);
    expect(failures).toEqual([]);
    expect(requests[0]!.url).toBe('/metrics?collect[]=cpu&collect[]=meminfo&collect[]=netdev&collect[]=loadavg');
    expect(samples[0]).toMatchObject({cpu: null, cores: 2, memoryUsedBytes: 5.5e9, netRxBytesPerSecond: null});
    for (const sample of samples.slice(1)) {
      expect(sample.cpu).toBeCloseTo(0.25, 3);
      expect(sample).toMatchObject({load1: 1.37, memoryTotalBytes: 8e9});
      expect(sample.netTxBytesPerSecond! / sample.netRxBytesPerSecond!).toBeCloseTo(3);
    }
  });

  test('that cannot choose its collectors is asked for the whole page', async () => {
    const {port, requests} = await exporter((request, response, index) => {
      if (request.url!.includes('?')) response.statusCode = 400;
      response.end(nodePage(index, 0.5));
    });
    const {samples, failures} = await observe(`http://127.0.0.1:${port}/metrics`, three);
    expect(failures).toEqual([]);
    expect(samples).toHaveLength(3);
    expect(requests.map(({url}) => url).slice(1)).toEqual(['/metrics', '/metrics', '/metrics']);
  });

  test('that fails for a while is asked for its collectors alone again', async () => {
    const {port, requests} = await exporter((_, response, index) => {
      if (index < 2) response.statusCode = 503;
      response.end(index < 2 ? '' : nodePage(index, 0.5));
    });
    await observe(`http://127.0.0.1:${port}`, three);
    expect(requests.map(({url}) => url.includes('?'))).toEqual([true, false, true, true, true]);
  });

  test.for([
    ['hangs up', /^connection closed before the answer was there$/],
    ['sends what cannot be unpacked', /^answers in a compression that cannot be read$/],
  ] as const)('that %s is told of in words', async ([what, why]) => {
    const {port} = await exporter((request, response) => {
      if (what === 'hangs up') {
        request.socket.destroy();
        return;
      }
      response.writeHead(200, {'content-encoding': 'gzip'});
      response.end('nothing of the kind');
    });
    expect((await observe(`http://127.0.0.1:${port}`, failed)).failures[0]).toMatch(why);
  });

  test('gets the credentials of the URL, which no label holds', async () => {
    const {port, requests} = await exporter((_, response, index) => response.end(nodePage(index, 0.5)));
    const url = `http://ops:s%20cret@127.0.0.1:${port}`;
    await observe(url, three);
    expect(requests[0]!.authorization).toBe(`Basic ${Buffer.from('ops:s cret').toString('base64')}`);
    const {source, secrets} = prepareTargetMetrics(url, new EnvironmentFiller({}));
    expect(source!.label).toBe(`node_exporter http://127.0.0.1:${port}`);
    expect(source!.url).not.toContain('cret');
    expect(secrets).toContain('s cret');
  });

  test.for([
    ['another page', 200, 'hello', /no node_exporter figures/],
    ['a page that is not there', 404, 'nothing', /^status 404$/],
    ['a page that wants other credentials', 401, '', /credentials/],
    ['a redirect, which is not followed', 302, '', /redirects are not followed/],
    ['a page without an end', 200, 'x'.repeat(4_100_000), /more than 4 MB/],
  ] as const)('%s says why there are no figures', async ([, status, body, why]) => {
    const other = await exporter((_, response) => response.end(nodePage(0, 0)));
    const {port} = await exporter((_, response) => {
      response.writeHead(status, status === 302 ? {location: `http://127.0.0.1:${other.port}/metrics`} : {});
      response.end(body);
    });
    const {failures, samples} = await observe(`http://127.0.0.1:${port}`, failed);
    expect(failures[0]).toMatch(why);
    expect(samples).toEqual([]);
    expect(other.requests).toEqual([]);
  });

  test('one that is not there, or does not answer, holds nothing up and is told', async () => {
    const {port} = await exporter(() => {});
    const {failures} = await observe(`http://127.0.0.1:${port}`, failed);
    expect(failures).toEqual(['no answer within 1.5 s']);
    const gone = await exporter(() => {});
    await gone.close();
    servers.splice(servers.indexOf(gone), 1);
    expect((await observe(`http://127.0.0.1:${gone.port}`, failed)).failures).toEqual(['connection refused']);
  });

  test('that comes back goes on where it was: what was counted meanwhile is over the whole gap', async () => {
    const {port} = await exporter((_, response, index) => {
      if (index === 1) response.statusCode = 503;
      response.end(index === 1 ? '' : nodePage(index, 0.4));
    });
    // The second is asked once more, without its query.
    const {samples} = await observe(`http://127.0.0.1:${port}`, three);
    expect(samples[1]!.cpu).toBeCloseTo(0.4, 3);
  });
});

/** What a Prometheus server says of one machine. */
function answerOf(scrapedS: number, step: number, instance = 'db:9100', answeredS = scrapedS + 3): string {
  const element = (metric: object, value: number): object => ({
    metric: {instance, ...metric},
    value: [answeredS, String(value)],
  });
  const result = [
    element({__name__: 'node_cpu_seconds_total', cpu: '0', mode: 'idle'}, 100 + step * 3),
    element({__name__: 'node_cpu_seconds_total', cpu: '0', mode: 'user'}, 50 + step * 12),
    element({__name__: 'node_network_receive_bytes_total', device: 'eth0'}, step * 30_000),
    element({__name__: 'node_load1'}, 0.5),
    element({perftui: 'scraped'}, scrapedS),
  ];
  return JSON.stringify({status: 'success', data: {resultType: 'vector', result}});
}

describe('a Prometheus server', () => {
  test('is asked for one machine; rates are over the time between two scrapes, and stand until the next', async () => {
    const {port, requests} = await exporter((_, response, index) => {
      const scrape = index < 1 ? 0 : 1;
      response.end(answerOf(1000 + scrape * 15, scrape, 'db:9100', 1003 + index));
    });
    const {samples, failures} = await observe(`prometheus+http://127.0.0.1:${port}?instance=db:9100`, three);
    expect(failures).toEqual([]);
    const query = new URL(requests[0]!.url, 'http://x').searchParams.get('query')!;
    for (const name of nodeMetrics) expect(query).toContain(name);
    expect(query).toContain('instance="db:9100"');
    expect(samples.map(({cpu}) => cpu)).toEqual([null, 0.8, 0.8]);
    expect(samples[1]).toMatchObject({netRxBytesPerSecond: 2000, load1: 0.5, cores: 1});
    expect(samples[2]!.atMs).toBeGreaterThan(samples[1]!.atMs);
  });

  test.for([
    [
      'that does not know the machine',
      '{"status":"success","data":{"resultType":"vector","result":[]}}',
      /no node_exporter figures/,
    ],
    ['that refuses', '{"status":"error","error":"parse error: no"}', /^says: parse error: no$/],
    ['that is none', '<html>', /not JSON/],
    ['that has lost the machine', answerOf(1000, 0, 'db:9100', 1200), /not scraped it for 200 s/],
  ] as const)('%s says why there are no figures', async ([, body, why]) => {
    const {port} = await exporter((_, response) => response.end(body));
    const {failures} = await observe(`prometheus+http://127.0.0.1:${port}`, failed);
    expect(failures[0]).toMatch(why);
  });

  test('that knows several machines wants to be told which', async () => {
    const both = JSON.parse(answerOf(1000, 0, 'a:1')) as {data: {result: object[]}};
    both.data.result.push(...(JSON.parse(answerOf(1000, 0, 'b:2')) as typeof both).data.result);
    const {port} = await exporter((_, response) => response.end(JSON.stringify(both)));
    const {failures} = await observe(`prometheus+http://127.0.0.1:${port}`, failed);
    expect(failures[0]).toMatch(/2 machines \(a:1, b:2\).*\?instance=/);
  });
});

/** A page as prom-client, the Go and the Python clients write it. */
function processPage(bytes: number, labels = ''): string {
  return [
    '# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.',
    '# TYPE process_cpu_seconds_total counter',
    `process_cpu_seconds_total${labels} 12.5`,
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes${labels} ${bytes}`,
    'process_virtual_memory_bytes 5e+12',
    '',
  ].join('\n');
}

describe("an application's own page", () => {
  test('tells what memory its process holds, and nothing of its machine', async () => {
    const {port, requests} = await exporter((_, response, index) => response.end(processPage(1.5e8 + index)));
    const {samples, failures} = await observe(`process+http://127.0.0.1:${port}`, three);
    expect(failures).toEqual([]);
    expect(requests.map(({url}) => url)).toEqual(['/metrics', '/metrics', '/metrics']);
    expect(samples.map(({memoryUsedBytes}) => memoryUsedBytes)).toEqual([150_000_000, 150_000_001, 150_000_002]);
    for (const sample of samples) {
      const known = Object.entries(sample).filter(([, value]) => value !== null);
      expect(known.map(([name]) => name)).toEqual(['atMs', 'memoryUsedBytes']);
    }
  });

  test('of several processes tells of them together', async () => {
    const page = `${processPage(1e8, '{pid="1"}')}${processPage(2e8, '{pid="2"}')}`;
    const {port} = await exporter((_, response) => response.end(page));
    expect((await observe(`process+http://127.0.0.1:${port}`, three)).samples[0]!.memoryUsedBytes).toBe(3e8);
  });

  test.for([
    ['without that figure', 'process_cpu_seconds_total 1', /^has no process_resident_memory_bytes: is it/],
    ['of a process that has no memory', processPage(0), /^has no process_resident_memory_bytes/],
    ['that is damaged', 'process_resident_memory_bytes 1e40', /^has no process_resident_memory_bytes/],
  ] as const)('%s says why there is none', async ([, page, why]) => {
    const {port} = await exporter((_, response) => response.end(page));
    const {samples, failures} = await observe(`process+http://127.0.0.1:${port}/metrics`, failed);
    expect(failures[0]).toMatch(why);
    expect(samples).toEqual([]);
  });

  test('that was taken for a node_exporter says how it is written', async () => {
    const {port} = await exporter((_, response) => response.end(processPage(1e8)));
    const {failures} = await observe(`http://127.0.0.1:${port}`, failed);
    expect(failures[0]).toMatch(/has no node_exporter figures but those of a process: write it as process\+http/);
  });
});

describe('where figures come from', () => {
  test('is not the target behind a socket, which is not asked over the network', () => {
    expect(parseTargetMetrics('process+/metrics', 'http://unix:/run/app.sock:')).toEqual({
      problem: expect.stringContaining('process+http://host:port/metrics') as string,
    });
  });

  test('may be the target itself', () => {
    const {source} = prepareTargetMetrics('process+/own/metrics', new EnvironmentFiller({}), 'http://127.0.0.1:4000');
    expect(source).toEqual({
      kind: 'process',
      url: 'http://127.0.0.1:4000/own/metrics',
      instance: null,
      authorization: null,
      label: 'process http://127.0.0.1:4000/own/metrics',
      hostname: '127.0.0.1',
    });
  });

  test.for([
    ['http://h:9100', 'http://h:9100/metrics', 'node_exporter http://h:9100'],
    ['http://h:9100/metrics', 'http://h:9100/metrics', 'node_exporter http://h:9100'],
    ['https://u:p@h/node/metrics', 'https://h/node/metrics', 'node_exporter https://h/node/metrics'],
    ['http://h/metrics?collect[]=cpu', 'http://h/metrics?collect[]=cpu', 'node_exporter http://h'],
    ['process+http://h:8080', 'http://h:8080/metrics', 'process http://h:8080'],
    ['PROCESS+https://u:p@h/m?format=text', 'https://h/m?format=text', 'process https://h/m'],
    ['process+/metrics', 'http://target/metrics', 'process http://target'],
    ['prometheus+http://h:9090', 'http://h:9090', 'Prometheus http://h:9090'],
    ['prometheus+https://u:p@h/prom/?instance=db:9100', 'https://h/prom', 'Prometheus https://h/prom, db:9100'],
  ] as const)('%s', ([text, url, label]) => {
    expect(parseTargetMetrics(text)).toMatchObject({url, label});
  });

  test.for([
    'h:9100',
    'ftp://h',
    'http://',
    'http://h/metrics?token=x',
    'prometheus+http://h?query=up',
    'http://a%:b@h',
    'http://h/#x',
    '/metrics',
    'process+metrics',
    'process+//h/metrics',
    'process+/\\h/metrics',
    'process+ftp://h',
    'prometheus+/metrics',
    '',
  ])('%s is refused without being repeated', (text) => {
    const parsed = parseTargetMetrics(text);
    expect(parsed).toHaveProperty('problem');
    expect((parsed as {problem: string}).problem).not.toMatch(/token|a%:b/);
  });

  test('credentials of the environment are sent where the URL has none, and are secrets', () => {
    const filler = new EnvironmentFiller({PERFTUI_TARGET_METRICS_AUTH: 'ops:hunter2', HOST: 'db'});
    const {source, secrets} = prepareTargetMetrics('http://${env:HOST}:9100', filler);
    expect(source).toMatchObject({url: 'http://db:9100/metrics', hostname: 'db'});
    expect(source!.authorization).toBe(`Basic ${Buffer.from('ops:hunter2').toString('base64')}`);
    expect(secrets).toContain('hunter2');
  });
});
