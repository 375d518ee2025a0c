import {describe, expect, test} from 'vitest';
import {renderReport} from '../../source/report/render-report.ts';
import type {HtmlData} from '../../source/report/html-data.ts';
import {sampleSnapshot} from '../files/sample-snapshot.ts';
import {hostileRecord, sampleRecord} from './sample-record.ts';

function dataOf(html: string): HtmlData {
  const [, json] = /<script id="report-data" type="application\/json">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(json!) as HtmlData;
}

/** What a browser would show and run, without the page's own programs and styles. */
function bare(html: string): string {
  return html.replaceAll(/<(script|style)>.*?<\/\1>/gs, '');
}

describe('the HTML report', () => {
  test('is one file: nothing in it loads anything, and its policy lets nothing through', async () => {
    const html = await renderReport(sampleRecord(), 'html');
    expect(html).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">`,
    );
    expect(html).not.toMatch(
      /<(?:link|script|img|iframe|object|embed|source|video|audio)\b[^>]*\b(?:src|href)="(?!data:)/i,
    );
    expect(html).not.toMatch(/@import|url\((?!["']?data:)/i);
    expect(html).not.toMatch(/\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|importScripts)\b/);
    expect(bare(html)).not.toMatch(/https?:\/\/(?!127\.0\.0\.1:8080)/);
  });

  test('carries the plot library with its licence, as its licence asks', async () => {
    const html = await renderReport(sampleRecord(), 'html');
    expect(html).toContain('Copyright (c) 2022 Leon Sorokin');
    expect(html).toContain('var uPlot=');
  });

  test('reads without JavaScript: every table is in it', async () => {
    const html = bare(await renderReport(sampleRecord(), 'html'));
    for (const id of [
      'summary',
      'plateaus',
      'capacity',
      'endpoints',
      'bottlenecks',
      'errors',
      'checks',
      'resources',
      'method',
    ]) {
      expect(html).toContain(`id="table-${id}"`);
    }
    expect(html).toContain('The plots need JavaScript.');
    expect(html).toContain('<span class="bad">FAIL p(95) &lt; 250ms 139%</span>');
    expect(html).toContain('<dd>1 of 5</dd>');
  });

  test('holds what its plots are drawn from', async () => {
    const {series, plateaus, events, curves, scatter, boundMs, boundLabel} = dataOf(
      await renderReport(sampleRecord(), 'html'),
    );
    const lengths = new Set(Object.values(series).map(({length}) => length));
    expect([...lengths]).toEqual([60]);
    expect(series['cpu']!.slice(29, 31)).toEqual([20, 60]);
    expect(plateaus.map(({from, to, steady}) => [from, to, steady])).toEqual([
      [150, 360, true],
      [690, 734, false],
      [760, 800, true],
    ]);
    expect(events).toEqual([
      {at: 0, number: 1},
      {at: 30, number: 2},
    ]);
    expect([boundMs, boundLabel]).toEqual([250, 'p(95) < 250ms']);
    expect(scatter.level).toEqual([...scatter.level].toSorted((a, b) => a! - b!));
    expect(scatter.held.map(({p95}) => p95.filter((value) => value !== null).length)).toEqual([3]);
    const [now] = curves.lines;
    expect(now!.ms).toEqual([...now!.ms].toSorted((a, b) => a! - b!));
    expect(now!.ms.at(-1)).toBeCloseTo(180, 0);
  });

  test('a snapshot with nothing to draw has no plots', async () => {
    const empty = sampleSnapshot([], {requests: [], thresholds: [], cells: [], hostSeries: [], events: []});
    expect(await renderReport({snapshot: empty, drive: null}, 'html')).not.toContain('<figure');
  });

  test('foreign text stays text: in elements, in the title and in the data', async () => {
    const html = await renderReport(hostileRecord(), 'html');
    const shown = bare(html);
    expect(shown).not.toMatch(/<img/i);
    expect(shown.match(/<script\b/g)).toHaveLength(1);
    expect(shown.match(/<\/script>/g)).toHaveLength(1);
    expect(shown).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
    expect(dataOf(html).curves.lines[1]!.label).toContain('</script><img src=x');
  });
});
