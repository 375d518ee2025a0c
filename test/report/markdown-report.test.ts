import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {escapeMarkdown, markdownReport} from '../../source/report/markdown-report.ts';
import {sampleSnapshot} from '../files/sample-snapshot.ts';
import {hostileRecord, sampleComparison, sampleRecord} from './sample-record.ts';

/** The lines under a heading, up to the next one. */
function section(text: string, title: string): string[] {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`## ${title}`));
  if (from === -1) return [];
  const length = lines.slice(from + 1).findIndex((line) => line.startsWith('## '));
  return lines.slice(from, length === -1 ? undefined : from + 1 + length);
}

function rowOf(lines: readonly string[], start: string): string | undefined {
  return lines.find((line) => line.startsWith(`| ${start}`));
}

describe('the Markdown report', () => {
  const text = markdownReport(sampleRecord());

  test('has target, actual and status of every threshold', () => {
    const lines = section(text, 'Executive summary');
    expect(rowOf(lines, 'Metric')).toBe('| Metric | Target | Actual | Status |');
    expect(lines).toContain('| latency | p(95) < 250ms | 170ms | PASS |');
    expect(lines).toContain('| failed requests | rate < 0.1% | 1.00% | **FAIL** |');
    expect(lines).toContain('| requests | rate > 100/s | 33/s | WARN |');
    expect(lines).toContain('| vus | value < 5 | -- | -- |');
    expect(lines).toContain('| budget of POST /api/login | p95 < 150ms | 174ms | **FAIL** |');
  });

  test('has RPS, latencies and errors of every endpoint', () => {
    const lines = section(text, 'Endpoints');
    expect(rowOf(lines, 'Endpoint')).toBe(
      '| Endpoint | Requests | RPS | avg | p50 | p95 | p99 | max | Errors | Received |',
    );
    expect(rowOf(lines, 'all')).toMatch(/^\| all \| 1 000 \| 33\.3 \| 63\.9ms \|/);
    expect(rowOf(lines, 'POST /api/login')).toMatch(/\| 2\.00% \| 500kB \|$/);
  });

  test('has users, duration, latency, errors and status of every plateau', () => {
    const lines = section(text, 'Plateaus');
    expect(rowOf(lines, '00:02:30')).toMatch(
      /^\| 00:02:30 - 00:06:00 \| 120 VUs \| 3m30s \| 20\.0 \| 50\.0ms \| .* \| 0\.50% \| 40\.0% \| yes \| PASS \|$/,
    );
    expect(rowOf(lines, '00:11:30')).toMatch(/\| \\~ no: p95 rises \| PASS \|$/);
    expect(rowOf(lines, '00:12:40')).toMatch(/\| \*\*FAIL p\(95\) < 250ms 139%\*\* \|$/);
  });

  test('names the best load that passed and the first that failed', () => {
    const lines = section(text, 'Capacity');
    expect(rowOf(lines, 'Best passing load')).toMatch(/^\| Best passing load \| 240 VUs \| .* \| \\~ no \| {2}\|$/);
    expect(rowOf(lines, 'First failing load')).toMatch(/\| 260 VUs \| .* \| p\(95\) < 250ms: 348ms \|$/);
  });

  test('has the least, mean and most of what the host used, in its window', () => {
    const lines = section(text, 'Resources');
    expect(rowOf(lines, 'CPU')).toBe('| CPU | 20.0% | 40.0% | 60.0% |');
    expect(rowOf(lines, 'network in')).toBe('| network in | 2.00MB/s | 2.00MB/s | 2.00MB/s |');
    expect(rowOf(lines, 'network out')).toBe('| network out | -- | -- | -- |');
  });

  test('lists what is slow, over its budget, and failing', () => {
    const lines = section(text, 'Bottlenecks');
    expect(rowOf(lines, 'over budget')).toContain('| POST /api/login | **116% of p95 < 150ms** |');
    expect(rowOf(lines, 'slowest')).toMatch(/POST \/api\/login \| p95 174ms, 70% of 250ms \| 93\.\d% \|/);
    expect(rowOf(lines, 'failing')).toContain('| POST /api/login | 10 failed (2.00%): 503 × 10 |');
  });

  test('has before, now, change, interval, improvement and verdict where there is a baseline', () => {
    expect(section(text, 'Before and after')).toEqual([]);
    const compared = markdownReport(sampleRecord({}, {comparison: sampleComparison, before: sampleSnapshot()}));
    const lines = section(compared, 'Before and after');
    expect(lines[0]).toBe('## Before and after: against peak 260');
    expect(lines).toContain('| all | p95 | 180ms | 229ms | +27% | +22..+30% | -27% | **REGRESSION** |');
    expect(lines).toContain('| all | req/s | 260 | 247 | -5% | -- | -5% | UNTESTED (no test is made for it) |');
    expect(lines.join('\n')).toContain('What differs: other host.');
    expect(lines.join('\n')).toContain('nominal 95% (it holds the true change in 86 to 93 of 100 cases)');
  });

  test('leaves out what was not tested of single endpoints, and says how much', () => {
    const [total] = sampleComparison.requests;
    const cart = {...total!, name: 'GET /api/cart'};
    const compared = {...sampleComparison, requests: [total!, cart]};
    const lines = section(markdownReport(sampleRecord({}, {comparison: compared})), 'Before and after');
    expect(lines.filter((line) => /^\| (?:all|GET)/.test(line)).map((line) => line.split(' | ')[1])).toEqual([
      'p95',
      'req/s',
      'p95',
    ]);
    expect(lines.join('\n')).toContain('Of single endpoints 1 figures were not tested and are left out.');
  });

  test('of two runs that were not compared says why, and has no figures', () => {
    const refused = {...sampleComparison, refusal: 'other load', requests: []};
    const lines = section(markdownReport(sampleRecord({}, {comparison: refused})), 'Before and after');
    expect(lines.join('\n')).toContain('Not compared: other load.');
    expect(lines.some((line) => line.startsWith('|'))).toBe(false);
  });

  test('of a snapshot without requests, host figures and holds makes nothing up', () => {
    const bare = markdownReport({
      snapshot: sampleSnapshot([], {requests: [], thresholds: [], cells: [], hostSeries: [], events: []}),
      drive: null,
    });
    expect(bare).not.toMatch(/NaN|undefined|null|Infinity/);
    expect(bare).toContain('nothing was asserted');
    for (const title of ['Plateaus', 'Capacity', 'Resources', 'Bottlenecks']) expect(section(bare, title)).toEqual([]);
  });

  test('foreign text starts no tag, cell, line, link or emphasis of its own', () => {
    const hostile = markdownReport(hostileRecord());
    expect(hostile).not.toMatch(/<(?! )|(?<! )>/);
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
    expect(hostile).not.toMatch(/(?<!\\)[`[]/);
    const widths = new Set(
      section(hostile, 'Endpoints')
        .filter((line) => line.startsWith('|'))
        .map((line) => line.match(/(?<!\\)(?:\\\\)*\|/g)!.length),
    );
    expect([...widths]).toEqual([11]);
  });

  test('a paragraph that begins with a figure is no list', () => {
    expect(markdownReport(sampleRecord()).split('\n')[2]).toMatch(/^250\.5 VUs \(240 to 260\), 1m, against /);
  });

  test('any text is one line, and none of its characters means anything', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (foreign) => {
        const escaped = escapeMarkdown(foreign);
        expect(escaped).not.toMatch(/[\n\r]|<(?! )|(?<! )>/);
        expect(escaped.replaceAll(/\\[\\`*_[\]|~#$@]/g, '')).not.toMatch(/[\\`*_[\]|~#$@]/);
      }),
    );
  });
});
