import {formatBytes} from '../../domain/format.ts';
import type {ColumnRow, SessionView} from '../../session/view.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText, joinFitting} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {shortNumber} from '../plots/axis.ts';
import {columnWindow, seriesOf, trendSeconds, type ColumnWindow} from '../plots/column-window.ts';
import {largest, stepAbove} from '../plots/scale.ts';
import {drawSparkline} from '../plots/sparkline.ts';
import {tone, type Tone} from '../theme/tone.ts';
import type {SessionMirror} from '../ui-state.ts';
import {loopText, percentText} from './generator-line.ts';
import {bytePair, byteRate, shortBytes} from './measured-text.ts';

const healthTexts = {
  ok: 'healthy: latencies can be trusted',
  warn: 'close to its limit',
  saturated: 'SATURATED: latencies read high',
} as const;

interface HostRow {
  readonly label: string;
  readonly value: string;
  readonly values: Float64Array;
  readonly top: number;
  readonly right: string;
}

/** Four rows: heading, CPU, event loop, memory and network. */
export function drawHostPanel(region: Region, mirror: SessionMirror): void {
  const {view} = mirror;
  const {host} = view;
  const window = trendWindow(mirror, trendCells(region, narrowValue));
  drawHostHeading(region, view);
  const [cpu, loop] = trendRows(view, window);
  for (const [index, row] of [cpu!, loop!].entries())
    drawHostRow(region, index + 1, row, {value: narrowValue, window, view});
  region.text(1, 3, `mem   ${shortBytes(host?.rssBytes ?? null)}`, tone.plain);
  const net = bytePair(host?.netRxBytesPerSecond ?? null, host?.netTxBytesPerSecond ?? null, ' ');
  region.text(14, 3, `net ${net}`, tone.plain);
  const fds = host?.openFds ?? null;
  const text = fds !== null ? `fd ${fds}` : Number.isFinite(view.openSockets) ? `sock ${view.openSockets}` : '';
  if (18 + net.length + text.length + 2 <= region.columns) region.textRight(region.columns, 3, text, tone.plain);
}

/** Eight rows: heading, CPU, loop, memory, network both ways, counts, and what delays the generator. */
export function drawWideHostPanel(region: Region, mirror: SessionMirror): void {
  const {view} = mirror;
  const window = trendWindow(mirror, trendCells(region, wideValue));
  drawHostHeading(region, view);
  const rows = trendRows(view, window);
  const room = Math.max(0, region.rows - 2 - (region.rows >= 8 ? 1 : 0));
  const kept = rows.slice(0, room);
  kept.forEach((row, index) => drawHostRow(region, index + 1, row, {value: wideValue, window, view}));
  [countTexts(view), delayTexts(view)].forEach((texts, index) => {
    const y = kept.length + 1 + index;
    region.text(1, y, joinFitting(texts, '   ', region.columns - 2), tone.dim);
  });
}

function drawHostHeading(region: Region, view: SessionView): void {
  const {generator, transport, playback} = view;
  const {verdict, reason} = generator;
  const kind = transport === null ? [] : [`load generator, ${transport.kind}`];
  if (playback !== null) {
    // Which second was doubtful is in the file; that the generator was well in the others, nobody said.
    const texts: readonly Piece[] =
      verdict === 'ok'
        ? [...kind, 'load generator'].map((text): Piece => [text, tone.dim])
        : ['latencies of this second are doubtful', 'doubtful second', 'doubtful'].map((text): Piece => [
            text,
            tone.near,
          ]);
    drawHeading(
      region,
      0,
      `HOST ${fitText(view.hostFacts?.hostname ?? '', 24)}`.trimEnd(),
      texts.map((text) => [text]),
    );
    return;
  }
  const health = healthTexts[verdict];
  const own: Tone = verdict === 'ok' ? tone.dim : verdict === 'warn' ? tone.near : tone.over;
  const short =
    verdict === 'ok'
      ? [...kind, 'load generator']
      : [...(reason === null ? [] : [reason]), health, `load generator ${verdict}`];
  const texts = [`load generator - ${health}`, ...short, verdict];
  const variants = texts.map((text): readonly Piece[] => [[text, own]]);
  drawHeading(region, 0, 'THIS HOST', variants);
}

function trendRows(view: SessionView, window: ColumnWindow): HostRow[] {
  const {host, hostFacts, generator} = view;
  const row = (label: string, value: string, pick: (row: ColumnRow) => number, top: number, right: string): HostRow => {
    const values = seriesOf(window, pick);
    return {label, value, values, top: Math.max(top, stepAbove(largest(values))), right};
  };
  const cores = hostFacts === null ? '' : `${hostFacts.cores} cores`;
  const memory = hostFacts === null ? '' : `of ${wholeBytes(hostFacts.memoryBytes)}`;
  const net = hostFacts?.netInterface ?? '';
  const busy = `busy ${percentText(generator.utilisation)}`;
  return [
    row('cpu', percentText(host?.cpu), (at) => at.cpu, 1, cores),
    row('loop', loopText(generator.loopDelayMs), (at) => at.loopDelayMs, loopTop, busy),
    row('mem rss', shortBytes(host?.rssBytes ?? null), (at) => at.rssBytes, 0, memory),
    row('net rx', byteRate(host?.netRxBytesPerSecond ?? null), (at) => at.netRxBytesPerSecond, 0, net),
    row('net tx', byteRate(host?.netTxBytesPerSecond ?? null), (at) => at.netTxBytesPerSecond, 0, net),
  ];
}

/** Columns in which values end. */
const narrowValue = 11;
const wideValue = 17;
/** Right of the trends. */
const rightCells = 11;
/** A loop delay under this is nothing to look at, ms. */
const loopTop = 20;

function trendCells(region: Region, value: number): number {
  return Math.max(0, region.columns - value - 1 - rightCells);
}

function trendWindow({view, columns}: SessionMirror, cells: number): ColumnWindow {
  const seconds = trendSeconds(cells, view.elapsedMs);
  return columnWindow(columns[seconds], seconds, cells, view.elapsedMs);
}

interface HostRowLook {
  /** Column in which values end. */
  readonly value: number;
  readonly window: ColumnWindow;
  readonly view: SessionView;
}

/** ` cpu   41% ▂▂▂▃▃▃▃▃▃▃▄▄▄▄▃▃▃▃▄▄  8 cores`: the newest that fit. */
function drawHostRow(region: Region, y: number, row: HostRow, look: HostRowLook): void {
  const {value, window, view} = look;
  region.text(1, y, row.label, tone.plain);
  const alarmed: Tone = row.label === 'loop' && view.generator.verdict !== 'ok' ? tone.overStrong : tone.plain;
  region.textRight(value, y, row.value, alarmed);
  const own = row.label === 'cpu' || row.label === 'loop' ? tone.ok : tone.p95;
  drawSparkline(region, value + 1, y, row.values, {top: row.top, first: window.first, tone: own});
  region.textRight(region.columns - (value === wideValue ? 1 : 0), y, fitText(row.right, rightCells - 2), tone.dim);
}

/** `target cpu 91%   sockets 248/1.02k   fd 312   workers 2/2   machine memory 8.1GB`; only what is known. */
function countTexts(view: SessionView): string[] {
  const {host, hostFacts, workers} = view;
  const limit = hostFacts?.fdLimit ?? null;
  const parts = Number.isFinite(view.openSockets) ? [`sockets ${view.openSockets}`] : [];
  if (view.targetHost !== null) parts.unshift(`target cpu ${percentText(view.targetHost.sample?.cpu)}`);
  if (host?.openFds != null) parts.push(`fd ${host.openFds}${limit === null ? '' : `/${shortNumber(limit)}`}`);
  if (view.playback === null) parts.push(`workers ${workers.alive}/${workers.wanted}`);
  if (host?.processCpuCores != null) parts.push(`own cpu ${host.processCpuCores.toFixed(2)} cores`);
  return parts;
}

/** `client wait 0.4ms   woken 0.3ms late   start lag 0.2ms   steal 0%`: p99s of the last interval; only what is known. */
function delayTexts({generator}: SessionView): string[] {
  const {clientWaitMs, probeLateMs, startLagMs, steal} = generator;
  const parts: string[] = [];
  if (Number.isFinite(clientWaitMs)) parts.push(`client wait ${loopText(clientWaitMs)}`);
  if (Number.isFinite(probeLateMs)) parts.push(`woken ${loopText(probeLateMs)} late`);
  if (Number.isFinite(startLagMs)) parts.push(`start lag ${loopText(startLagMs)}`);
  if (Number.isFinite(steal)) parts.push(`steal ${percentText(steal)}`);
  return parts;
}

function wholeBytes(bytes: number): string {
  return formatBytes(bytes)
    .replace(/\.\d+/, '')
    .replace(/(?=[A-Z])/, ' ');
}
