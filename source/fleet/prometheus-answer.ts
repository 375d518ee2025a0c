import type {ExposedFigure} from './parse-exposition.ts';
import {nodeMetrics} from './target-reading.ts';

/** Marks when the server scraped the machine, among the figures. */
const scrapedLabel = 'perftui';

/**
 * One instant query for all figures and, in the same evaluation, for when they were scraped: a server scrapes less often
 * than it can be asked, and rates are over the time between two scrapes.
 */
export function prometheusQuery(instance: string | null): string {
  const of = instance === null ? '' : `,instance=${JSON.stringify(instance)}`;
  const figures = `{__name__=~"${nodeMetrics.join('|')}"${of}}`;
  const scraped = `timestamp({__name__="node_load1"${of}})`;
  return `${figures} or label_replace(${scraped}, "${scrapedLabel}", "scraped", "", "")`;
}

export type PrometheusAnswer =
  | {
      readonly figures: readonly ExposedFigure[];
      /** By the server's clock, ms. */
      readonly scrapedMs: number;
      readonly answeredMs: number;
    }
  | {readonly problem: string};

/** An answer of `/api/v1/query`, or what is wrong with it; nothing throws. */
export function parsePrometheusAnswer(text: string): PrometheusAnswer {
  const answer = jsonOf(text);
  if (answer === null) return {problem: 'answers with something that is not JSON: is it a Prometheus server?'};
  const {status, error, data} = answer as {status?: unknown; error?: unknown; data?: unknown};
  if (status !== 'success')
    return {problem: typeof error === 'string' ? `says: ${oneLine(error)}` : 'refuses the query'};
  const {resultType, result} = (data ?? {}) as {resultType?: unknown; result?: unknown};
  if (resultType !== 'vector' || !Array.isArray(result)) return {problem: 'answers with something that is no vector'};
  const figures: ExposedFigure[] = [];
  const instances = new Set<string>();
  let scrapedMs = Number.NaN;
  let answeredMs = Number.NaN;
  for (const one of result) {
    const found = elementOf(one);
    if (found === null) continue;
    const {labels, atMs, value} = found;
    answeredMs = atMs;
    if (labels['instance'] !== undefined) instances.add(labels['instance']);
    if (labels[scrapedLabel] === 'scraped') scrapedMs = value * 1000;
    else figures.push({name: labels['__name__'] ?? '', labels, value});
  }
  if (instances.size > 1) {
    const some = [...instances].sort().slice(0, 3).join(', ') + (instances.size > 3 ? ', …' : '');
    return {problem: `knows ${instances.size} machines (${some}): say which with ?instance=HOST:PORT`};
  }
  if (figures.length === 0) return {problem: 'has no node_exporter figures of it'};
  return Number.isNaN(scrapedMs) ? {problem: 'does not say when it scraped it'} : {figures, scrapedMs, answeredMs};
}

/** Anything may stand in it: it goes on a screen, and into a terminal's log. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

function jsonOf(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** `{"metric": {…}, "value": [1700000000.1, "6125.3"]}`. */
function elementOf(
  one: unknown,
): {readonly labels: Readonly<Record<string, string>>; readonly atMs: number; readonly value: number} | null {
  const {metric, value} = (one ?? {}) as {metric?: unknown; value?: unknown};
  if (typeof metric !== 'object' || metric === null || !Array.isArray(value)) return null;
  const [atS, text] = value as readonly unknown[];
  if (typeof atS !== 'number' || typeof text !== 'string') return null;
  const labels = Object.fromEntries(
    Object.entries(metric).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  return {labels, atMs: atS * 1000, value: text.trim() === '' ? Number.NaN : Number(text)};
}
