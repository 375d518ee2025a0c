import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import path from 'node:path';
import {formatDuration, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import {escapeHtml, htmlTable} from './html-table.ts';
import {htmlData, type HtmlData} from './html-data.ts';
import type {ReportRecord} from './report-record.ts';
import {reportTables} from './report-tables.ts';
import {latencyCell} from './request-tables.ts';
import {studyFindings} from './study-tables.ts';
import {doubtText, loadText} from './summary-tables.ts';
import {isUnjudgedSearch, ownThresholds} from './threshold-text.ts';

/** Next to `source/` and to `dist/` alike. */
const pageFolder = new URL('../../media/report/', import.meta.url);

/** Nothing is loaded from anywhere: what the page shows is in the page. */
const contentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** What is longer is read in its table. */
const mostTileLetters = 24;

interface Plot {
  readonly id: string;
  readonly title: string;
  readonly isWide: boolean;
  readonly hasLog: boolean;
}

/**
 * The report as one HTML file that needs no network: tables that read without JavaScript, and plots by uPlot, which is
 * copied into the page with its licence.
 */
export async function htmlReport(record: ReportRecord): Promise<string> {
  const {snapshot} = record;
  const [plotLibrary, style, script] = await Promise.all([
    readPlotLibrary(),
    readPage('page.css'),
    readPage('page.js'),
  ]);
  const title = escapeHtml(`${snapshot.profile.name}: ${snapshot.name}`);
  const data = htmlData(record);
  const [summary, ...tables] = reportTables(record);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="perftui">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${plotLibrary.style}</style>
<style>${style}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="facts">${escapeHtml(factsOf(snapshot))}</p>
${doubtLine(snapshot)}${tiles(snapshot)}
</header>
<main>
${summary === undefined ? '' : htmlTable(summary)}
${plotSection(data)}
${tables.map((table) => htmlTable(table)).join('\n')}
</main>
<footer>Made by perftui ${escapeHtml(snapshot.host.perftui)}. Plots: uPlot (MIT licence, in this file).</footer>
<script id="report-data" type="application/json">${scriptJson(data)}</script>
<script>
${plotLibrary.script}
</script>
<script>
${script}
</script>
</body>
</html>
`;
}

function doubtLine(snapshot: Snapshot): string {
  const text = doubtText(snapshot);
  return text === null ? '' : `<p class="doubt">${escapeHtml(text)}</p>\n`;
}

function factsOf({target, window, takenAt}: Snapshot): string {
  return `${target.label} · ${formatDuration(window.seconds * 1000)} · ${takenAt.slice(0, 16).replace('T', ' ')} UTC`;
}

function tiles(snapshot: Snapshot): string {
  const [total] = snapshot.requests;
  const {study} = snapshot;
  const thresholds = ownThresholds(snapshot);
  const held = thresholds.filter(({ok}) => ok === true).length;
  const latency = total?.latencyUs ?? null;
  const found = study === undefined ? [] : studyFindings(study);
  const texts: readonly (readonly [label: string, text: string])[] = [
    ...found.filter(({actual}) => actual.length <= mostTileLetters).map(({what, actual}) => [what, actual] as const),
    ['load', loadText(snapshot)],
    ['req/s', formatNumber(total?.requestsPerSecond ?? Number.NaN)],
    ['avg latency', formatLatency(latency?.mean ?? Number.NaN)],
    ['p95', latencyCell(latency, 'p95').text],
    ['p99', latencyCell(latency, 'p99').text],
    ['failed', formatShare(total?.errorShare ?? Number.NaN)],
    ...(thresholds.length === 0 || isUnjudgedSearch(snapshot, thresholds)
      ? []
      : [['thresholds held', `${held} of ${thresholds.length}`] as const]),
  ];
  const items = texts.map(
    ([label, text]) => `<div class="tile"><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(text)}</dd></div>`,
  );
  return `<dl class="tiles">${items.join('')}</dl>`;
}

function plotSection({series, scatter, curves}: HtmlData): string {
  const hasTime = (series['time']?.length ?? 0) > 1;
  const hasHost = (series['cpu'] ?? []).some((value) => value !== null);
  const plots: readonly Plot[] = [
    ...(hasTime
      ? [
          {id: 'latency', title: 'Latency over time', isWide: true, hasLog: true},
          {id: 'throughput', title: 'Throughput and errors', isWide: false, hasLog: false},
          {id: 'load', title: 'Load', isWide: false, hasLog: false},
        ]
      : []),
    ...(hasTime && hasHost
      ? [{id: 'host', title: 'Load generator: CPU and memory', isWide: false, hasLog: false}]
      : []),
    ...(scatter.level.length > 1 ? [{id: 'scatter', title: 'p95 by load', isWide: false, hasLog: true}] : []),
    ...(curves.x.length > 1 ? [{id: 'percentiles', title: 'Latency by percentile', isWide: true, hasLog: true}] : []),
  ];
  if (plots.length === 0) return '';
  const figures = plots.map(
    ({id, title, isWide, hasLog}) =>
      `<figure class="plot${isWide ? ' wide' : ''}" id="plot-${id}" data-plot="${id}"><figcaption><h3>${title}</h3>${
        hasLog ? '<button type="button" aria-pressed="false">log scale</button>' : ''
      }</figcaption><div class="canvas"></div></figure>`,
  );
  return `<section id="plots">
<h2>Plots</h2>
<p class="note">Shaded: plateaus. Dashed verticals: events, numbered as in their table. Drag to zoom, double-click to see all.</p>
<p class="note" id="plots-off">The plots need JavaScript. The tables hold the figures.</p>
<div class="plots" hidden>
${figures.join('\n')}
</div>
</section>`;
}

/** Safe inside a script element: no `<` can end it. */
function scriptJson(data: HtmlData): string {
  return JSON.stringify(data).replaceAll('<', String.raw`\u003c`);
}

async function readPage(name: string): Promise<string> {
  return (await readFile(new URL(name, pageFolder), 'utf8')).trim();
}

async function readPlotLibrary(): Promise<{readonly script: string; readonly style: string}> {
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve('uplot/package.json'));
  const [script, style, licence] = await Promise.all(
    ['dist/uPlot.iife.min.js', 'dist/uPlot.min.css', 'LICENSE'].map((name) =>
      readFile(path.join(folder, name), 'utf8'),
    ),
  );
  return {script: `/*!\n${licence!.trim()}\n*/\n${script!.trim()}`, style: style!.trim()};
}
