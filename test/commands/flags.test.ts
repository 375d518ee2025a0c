import {describe, expect, test} from 'vitest';
import {refuseForeignFlags, writingFlags} from '../../source/commands/command-flags.ts';
import {parseRunFlags, refuseEmptyLists, refuseUnknownFlags, wordFlag} from '../../source/commands/flags.ts';

const openFlags = [
  '--rate',
  '--max-rate',
  '--max-vus',
  '--arrivals',
  '--transport',
  '--max-connection-age',
  '--max-connection-requests',
  '--dns-ttl',
  '--h2-streams',
];

describe('flags of a run', () => {
  test('are null, empty or false where not given', () => {
    expect(parseRunFlags({})).toEqual({
      vus: null,
      durationMs: null,
      iterations: null,
      stages: [],
      rate: null,
      arrivals: null,
      maxVus: null,
      maxRate: null,
      thresholds: [],
      headless: false,
      summaryExport: null,
      snapshot: null,
      workers: null,
      timeoutMs: null,
      headers: [],
      method: null,
      body: null,
      transport: null,
      noReuse: false,
      maxConnectionAgeMs: null,
      maxConnectionRequests: null,
      dnsTtlMs: null,
      h2Streams: null,
      insecure: false,
      cacert: null,
      cert: null,
      key: null,
      proxy: null,
      noCookies: false,
      maxRedirects: null,
      targetMetrics: null,
      scale: null,
      timeScale: null,
      dryRun: false,
      precise: false,
      allowInvalid: false,
      requestIds: false,
      yes: false,
      baseline: null,
      prometheus: null,
      outs: [],
    });
  });

  test('read units, repeated stages and headers', () => {
    const flags = parseRunFlags({
      vus: '5',
      stage: ['30s:50', '1m30s:0'],
      header: ['x-a: b: c', 'Accept:text/plain'],
      method: 'post',
      timeout: '500ms',
    });
    expect(flags).toMatchObject({vus: 5, method: 'POST', timeoutMs: 500});
    expect(flags.stages).toEqual([
      {durationMs: 30_000, target: 50, model: 'closed'},
      {durationMs: 90_000, target: 0, model: 'closed'},
    ]);
    expect(flags.headers).toEqual([
      ['x-a', 'b: c'],
      ['Accept', 'text/plain'],
    ]);
  });

  test('of TLS, proxy, cookies, redirects, scale and iterations are read', () => {
    const raw = {
      iterations: '500',
      insecure: true,
      cacert: 'ca.pem',
      cert: 'c.pem',
      key: 'k.pem',
      proxy: 'http://127.0.0.1:3128',
      cookies: false,
      maxRedirects: '0',
      scale: '0.01',
      timeScale: '.1',
      dryRun: true,
    };
    expect(parseRunFlags(raw)).toMatchObject({
      iterations: 500,
      insecure: true,
      cacert: 'ca.pem',
      cert: 'c.pem',
      key: 'k.pem',
      proxy: 'http://127.0.0.1:3128',
      noCookies: true,
      maxRedirects: 0,
      scale: 0.01,
      timeScale: 0.1,
      dryRun: true,
    });
  });

  test.each([
    [{scale: '0'}, /--scale "0": expected a factor/],
    [{timeScale: '-1'}, /--time-scale "-1"/],
    [{iterations: '0'}, /--iterations "0"/],
    [{maxRedirects: '-1'}, /--max-redirects "-1"/],
    [{proxy: 'socks5://h'}, /--proxy "socks5:\/\/h"/],
    [{cacert: ''}, /--cacert has no value/],
  ])('%j is refused, named as it was typed', (raw, message) => {
    expect(() => parseRunFlags(raw)).toThrow(message);
  });

  test('of single commands belong to those', () => {
    expect(writingFlags({output: 'x', think: false, assets: true})).toEqual({output: 'x', think: false, assets: true});
    expect(() => refuseForeignFlags({output: 'x'}, 'run')).toThrow(/--output goes with perftui import/);
    expect(() => refuseForeignFlags({think: false, assets: false}, 'run')).toThrow(
      /--no-think goes with .*; --no-assets goes with/,
    );
    expect(() => refuseForeignFlags({think: true, assets: true, all: false}, 'run')).not.toThrow();
    expect(() => refuseForeignFlags({align: 'load', force: true}, 'trend')).toThrow(
      '--align goes with perftui compare; --force goes with perftui compare',
    );
    expect(() => refuseForeignFlags({align: 'load', format: 'md', output: 'x', force: true}, 'compare')).not.toThrow();
    expect(() => writingFlags({output: ''})).toThrow('--output has no value');
  });

  test.each(['compare', 'trend', 'report', 'snapshots', 'recover', 'attach', 'open', 'validate', 'profiles'])(
    'of a run are refused by perftui %s, which sends nothing',
    (command) => {
      const raw = {vus: '3', prometheus: ':1', out: ['csv=x'], headless: true, reuse: false, stage: []};
      expect(() => refuseForeignFlags(raw, command)).toThrow(
        /--vus goes with perftui run, demo, replay, capacity, spike, soak; --prometheus .*; --out .*; --headless .*; --no-reuse goes with/,
      );
      expect(() => refuseForeignFlags({reuse: true, cookies: true, stage: [], out: []}, command)).not.toThrow();
    },
  );

  test('of a run go with all that run, one URL among them', () => {
    for (const command of ['run', 'demo', 'replay', 'http://h/', 'nonsense']) {
      expect(() => refuseForeignFlags({vus: '3', baseline: 'b', out: ['csv=x']}, command)).not.toThrow();
    }
    expect(() => refuseForeignFlags({baseline: 'b'}, 'report')).not.toThrow();
    expect(() => refuseForeignFlags({baseline: 'b'}, 'compare')).toThrow('--baseline goes with perftui run, demo');
    // It would send all of the load.
    expect(() => refuseForeignFlags({dryRun: true}, 'replay')).toThrow('--dry-run goes with perftui run, demo');
  });

  test('of comparing and exporting are read, and a wrong one says what is expected', () => {
    const raw = {baseline: 'S1', prometheus: ':9464', out: ['jsonl=a.jsonl', 'csv=b.csv']};
    expect(parseRunFlags(raw)).toMatchObject({
      baseline: 'S1',
      prometheus: {host: '127.0.0.1', port: 9464},
      outs: [
        {format: 'jsonl', file: 'a.jsonl'},
        {format: 'csv', file: 'b.csv'},
      ],
    });
    expect(parseRunFlags({prometheus: '[::1]:80'}).prometheus).toEqual({host: '::1', port: 80});
    expect(parseRunFlags({})).toMatchObject({baseline: null, prometheus: null, outs: []});
    expect(() => parseRunFlags({baseline: '', prometheus: '70000', out: 'xml=f'})).toThrow(
      /--prometheus "70000": expected a port.*--out "xml=f": expected jsonl=FILE.*--baseline has no value/,
    );
    expect(wordFlag({align: 'time'}, 'align', ['load', 'time'], 'load')).toBe('time');
    expect(wordFlag({}, 'align', ['load', 'time'], 'load')).toBe('load');
    expect(() => wordFlag({align: 'x'}, 'align', ['load', 'time'], 'load')).toThrow(/--align "x": expected load, time/);
  });

  test('every wrong one is named in one error with exit code 104', () => {
    const wrong = {
      vus: '-3',
      duration: '30',
      stage: ['30:x'],
      cap: '0',
      rate: '5/d',
      maxRate: '0',
      maxVus: '1.5',
      arrivals: 'even',
      transport: 'http3',
      maxConnectionAge: '30',
      maxConnectionRequests: '0',
      dnsTtl: 'x',
      h2Streams: '0',
      workers: '',
      timeout: 'soon',
      header: ['bare'],
    };
    const parse = (): unknown => parseRunFlags(wrong);
    for (const name of [
      '--vus',
      '--duration',
      '--stage',
      '--cap',
      '--workers',
      '--timeout',
      '--header',
      ...openFlags,
    ]) {
      expect(parse).toThrow(name);
    }
    expect(parse).toThrow(expect.objectContaining({exitCode: 104}));
  });

  test.each([
    ['200', 200],
    ['200/s', 200],
    ['12000/m', 200],
    ['0.5/s', 0.5],
    ['36/h', 0.01],
  ])('--rate %s is %d iterations a second', (text, rate) => {
    expect(parseRunFlags({rate: text}).rate).toBe(rate);
  });

  test('a stage with a rate is of the open model; with --rate a bare number is one too', () => {
    const rate = {durationMs: 30_000, target: 500, model: 'open'};
    expect(parseRunFlags({stage: ['30s:500/s']}).stages).toEqual([rate]);
    expect(parseRunFlags({rate: '100', stage: ['30s:500', '30s:30000/m']}).stages).toEqual([rate, rate]);
  });

  test.each([
    [{rate: '5', vus: '3'}, /--rate and --vus exclude each other/],
    [{vus: '3', stage: ['1s:5/s']}, /--vus and a --stage with a rate exclude each other/],
    [{stage: ['1s:5', '1s:5/s']}, /a rate such as 500\/s to all stages or to none/],
    [{rate: '5', stage: ['1s:5'], duration: '1s'}, /--stage and --duration exclude each other/],
    [{transport: 'http1', h2Streams: '5'}, /--h2-streams goes with --transport http2, not http1/],
    [{iterations: '5', rate: '5'}, /--iterations and --rate exclude each other/],
    [{iterations: '5', stage: ['1s:5']}, /--iterations and --stage exclude each other/],
    [{cert: 'c.pem'}, /--cert and --key go together/],
    [{proxy: 'http://h:1', transport: 'http2'}, /--proxy goes with --transport undici or auto, not http2/],
    [{maxVus: '5', cap: '6'}, /--max-vus and --cap are the same/],
  ])('%j contradict each other', (raw, message) => {
    expect(() => parseRunFlags(raw)).toThrow(message);
    expect(() => parseRunFlags(raw)).toThrow(expect.objectContaining({exitCode: 104}));
  });

  test('--cap is --max-vus by its old name, and --no-reuse what stands behind "no-"', () => {
    expect(parseRunFlags({cap: '7', reuse: false, dnsTtl: '0s'})).toMatchObject({
      maxVus: 7,
      noReuse: true,
      dnsTtlMs: 0,
    });
  });

  test('--stage and --duration exclude each other', () => {
    expect(() => parseRunFlags({stage: ['10s:1'], duration: '5s'})).toThrow('exclude each other');
  });

  test('unknown ones are refused as they were typed', () => {
    expect(() => refuseUnknownFlags({summryExport: 'x', q: true})).toThrow('--summry-export, -q');
    expect(() => refuseUnknownFlags({vus: '1', summaryExport: 'x'})).not.toThrow();
  });

  test('one that may be repeated is not passed over when its value is missing', () => {
    expect(() => refuseEmptyLists(['capacity', 'x', '--slo'])).toThrow('--slo has no value');
    expect(() => refuseEmptyLists(['-s', '--threshold', '--headless'])).toThrow('-s has no value; --threshold');
    expect(() => refuseEmptyLists(['-H', 'a: b', '--slo', 'p(95)<3', '--slo=p(99)<9', '--', '--slo'])).not.toThrow();
  });
});
