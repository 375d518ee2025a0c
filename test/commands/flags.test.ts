import {describe, expect, test} from 'vitest';
import {parseRunFlags, refuseUnknownFlags} from '../../source/commands/flags.ts';

describe('flags of a run', () => {
  test('are null, empty or false where not given', () => {
    expect(parseRunFlags({})).toEqual({
      vus: null,
      durationMs: null,
      stages: [],
      capVus: null,
      thresholds: [],
      headless: false,
      summaryExport: null,
      snapshot: null,
      workers: null,
      timeoutMs: null,
      headers: [],
      method: null,
      body: null,
      requestIds: false,
      yes: false,
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
      {durationMs: 30_000, target: 50},
      {durationMs: 90_000, target: 0},
    ]);
    expect(flags.headers).toEqual([
      ['x-a', 'b: c'],
      ['Accept', 'text/plain'],
    ]);
  });

  test('every wrong one is named in one error with exit code 104', () => {
    const wrong = {
      vus: '-3',
      duration: '30',
      stage: ['30:x'],
      cap: '0',
      workers: '',
      timeout: 'soon',
      header: ['bare'],
    };
    const parse = (): unknown => parseRunFlags(wrong);
    for (const name of ['--vus', '--duration', '--stage', '--cap', '--workers', '--timeout', '--header']) {
      expect(parse).toThrow(name);
    }
    expect(parse).toThrow(expect.objectContaining({exitCode: 104}));
  });

  test('--stage and --duration exclude each other', () => {
    expect(() => parseRunFlags({stage: ['10s:1'], duration: '5s'})).toThrow('exclude each other');
  });

  test('unknown ones are refused as they were typed', () => {
    expect(() => refuseUnknownFlags({summryExport: 'x', q: true})).toThrow('--summry-export, -q');
    expect(() => refuseUnknownFlags({vus: '1', summaryExport: 'x'})).not.toThrow();
  });
});
