import {formatClock} from '../../domain/format.ts';
import type {SnapshotListing} from '../../domain/snapshot-listing.ts';
import type {SessionView} from '../../session/view.ts';
import type {SnapshotPreview} from '../../session/view-comparison.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {wrapText} from '../canvas/wrap-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {largest, smallestPositive} from '../plots/scale.ts';
import {drawPlot, plotColumns, type PlotSeries} from '../plots/series-plot.ts';
import type {Theme} from '../theme/theme.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {plotX} from '../views/layout.ts';
import {shortCount} from './measured-text.ts';
import {limitTone} from './slo-text.ts';
import {drawWideAxis} from './snaps-axis.ts';
import {windowLength} from './snaps-words.ts';

/** Heading, the selected snapshot's latencies around its window, and what is known of it at the right. */
export function drawSnapsPreview(region: Region, view: SessionView, listing: SnapshotListing, theme: Theme): void {
  // Of another snapshot, or of none: this one is on its way.
  const preview = view.preview?.file === listing.file ? view.preview : null;
  drawHeading(region, 0, `PREVIEW  ${fitText(listing.name, 40)}`, headingTexts(listing, preview));
  if (preview === null) {
    region.text(1, 1, 'reading …', tone.dim);
    return;
  }
  const factCells = region.columns < 76 ? 0 : Math.max(34, Math.min(90, Math.floor(region.columns * 0.4)));
  const main = region.columns - factCells;
  const cells = main - plotX - (factCells > 0 ? 2 : 1);
  drawLatencies(region.inner(0, 1, main, region.rows - 2), cells, preview, theme);
  if (region.rows >= 3) drawWindow(region, region.rows - 1, cells, preview);
  if (factCells > 0) drawFacts(region.inner(main, 1, factCells, region.rows - 1), preview.facts);
}

function headingTexts(listing: SnapshotListing, preview: SnapshotPreview | null): string[] {
  const length = `${windowLength(listing.seconds)} window`;
  if (preview === null) return [length];
  const span = `${length} ${formatClock(preview.windowStartMs)}-${formatClock(preview.windowEndMs)}`;
  const samples = `${shortCount(preview.samples)} samples`;
  return [`${span}   ${samples}`, `${length}   ${samples}`, samples];
}

/** In drawing order: the p95 line lies on top. */
const quantiles = [
  {key: 'p50', own: tone.p50, mark: '-'},
  {key: 'p99', own: tone.p99, mark: '+'},
  {key: 'p95', own: tone.p95, mark: '*'},
] as const;

function drawLatencies(region: Region, cells: number, preview: SnapshotPreview, theme: Theme): void {
  const {columns, sloBoundUs} = preview;
  const all = columns.flatMap(({p50, p95, p99}) => [p50, p95, p99]);
  const range = {least: smallestPositive(all), most: largest(all), boundUs: sloBoundUs};
  if (region.rows < 1 || cells < 1) return;
  if (!(range.least > 0)) {
    region.text(plotX, 0, fitText('nothing measured around its window', cells), tone.dim);
    return;
  }
  const scale = drawWideAxis(region, plotX, cells, range);
  const dots = plotColumns(cells, theme);
  const series = quantiles.map(({key, own, mark}): PlotSeries => {
    const bounded = key === 'p95' && sloBoundUs !== null;
    const colour = bounded ? (us: number): Tone => (us >= sloBoundUs * 0.8 ? limitTone(us, sloBoundUs) : own) : own;
    return {values: layOut(preview, dots, (column) => column[key]), kind: 'line', mark, tone: colour};
  });
  drawPlot(region.inner(plotX, 0, cells, region.rows), {series, scale, isDoubtful: () => false}, theme);
}

type PreviewColumn = SnapshotPreview['columns'][number];

/** From the first column to the end of the last or of the window, run clock, ms. */
function spanOf({columns, windowEndMs}: SnapshotPreview): readonly [startMs: number, endMs: number] {
  const first = columns[0]?.atMs ?? 0;
  const last = columns.at(-1)?.atMs ?? first;
  const step = last - (columns.at(-2)?.atMs ?? last - 1000);
  return [first, Math.max(last + step, windowEndMs)];
}

/** One value per plot column by its time; where several fall into one, the largest: a peak must not get lost. */
function layOut(preview: SnapshotPreview, dots: number, pick: (column: PreviewColumn) => number): Float64Array {
  const values = new Float64Array(dots).fill(Number.NaN);
  const [startMs, endMs] = spanOf(preview);
  const dotOf = (atMs: number): number => Math.floor(((atMs - startMs) / (endMs - startMs)) * dots);
  preview.columns.forEach((column, index) => {
    const value = pick(column);
    const from = Math.max(0, Math.min(dots - 1, dotOf(column.atMs)));
    const to = Math.max(from + 1, Math.min(dots, dotOf(preview.columns[index + 1]?.atMs ?? endMs)));
    for (let dot = from; dot < to; dot++) if (!(values[dot]! >= value)) values[dot] = value;
  });
  return values;
}

/** `00:09:52      |<--- window --->|      00:10:52`: under the columns it stands for. */
function drawWindow(region: Region, y: number, cells: number, preview: SnapshotPreview): void {
  const [startMs, endMs] = spanOf(preview);
  if (preview.columns.length === 0 || !(endMs > startMs)) return;
  const cellOf = (atMs: number): number =>
    Math.round(Math.max(0, Math.min(1, (atMs - startMs) / (endMs - startMs))) * cells);
  const from = cellOf(preview.windowStartMs);
  const to = Math.max(from + 1, cellOf(preview.windowEndMs));
  region.text(plotX + from, y, windowText(to - from), tone.plain);
  const start = formatClock(startMs);
  const end = formatClock(endMs);
  if (start.length < from) region.text(plotX, y, start, tone.dim);
  if (cells - end.length > to) region.textRight(plotX + cells, y, end, tone.dim);
}

function windowText(cells: number): string {
  if (cells < 4) return '|'.repeat(Math.max(1, Math.min(2, cells)));
  const inside = cells - 4;
  const word = inside >= 10 ? ' window ' : '';
  const left = (inside - word.length) >> 1;
  return `|<${'-'.repeat(left)}${word}${'-'.repeat(inside - word.length - left)}>|`;
}

function drawFacts(region: Region, facts: SnapshotPreview['facts']): void {
  for (let y = 0; y < region.rows; y++) region.put(0, y, '│', tone.dim);
  const cells = region.columns - 12;
  // Long texts go on below while no other fact loses its row.
  let spare = Math.max(0, region.rows - facts.length);
  let y = 0;
  for (const [label, text] of facts) {
    const lines = wrapText(text, cells);
    const taken = Math.min(lines.length, 1 + spare);
    spare -= taken - 1;
    region.text(2, y, fitText(label, 8), tone.dim);
    const last = taken === 1 ? text : lines.slice(taken - 1).join(' ');
    for (const line of [...lines.slice(0, taken - 1), last]) {
      region.text(11, y++, fitText(line, cells), tone.plain);
    }
  }
}
