import {lookBinEdgesUs, lookBins, type LookView} from '../../session/look.ts';
import type {SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {heatRows} from '../plots/heatmap.ts';
import {drawHistogram, type HistogramBar} from '../plots/histogram.ts';
import {tone} from '../theme/tone.ts';
import {binLabel} from './latency-heatmap.ts';
import type {LatencyColumns} from './latency-columns.ts';
import {shortCount, shownBaseline} from './measured-text.ts';

/** The headline window of what is looked at by latency, high at the top, and the baseline at this load below each bar. */
export function drawLatencyHistogram(
  region: Region,
  view: SessionView,
  {look, reading}: Pick<LatencyColumns, 'look' | 'reading'>,
): void {
  const {seconds} = view.window;
  const heading = look === null ? [] : [`${seconds}s  n ${shortCount(look.samples)}`, `n ${shortCount(look.samples)}`];
  drawHeading(region, 0, 'HISTOGRAM', heading);
  const rows = region.rows - 1;
  if (look === null || look.samples === 0) {
    const text = fitText(look === null ? reading : emptyText(look, seconds), region.columns - 2);
    region.inner(0, 1, region.columns, rows).text(1, 0, text, tone.dim);
    return;
  }
  const baseline = look.baselineBins === null ? null : shownBaseline(view);
  const foot = baseline !== null && rows >= 8 ? 1 : 0;
  const bars = barsOf(look, baseline !== null, rows - foot);
  drawHistogram(region.inner(0, 1, region.columns, rows - foot), bars);
  if (foot === 0) return;
  const texts = [
    `solid = now  ╌ = ${fitText(baseline!.name, 16)} at the load`,
    '╌ = baseline at the load',
    '╌ = baseline',
  ];
  const text = texts.find((one) => one.length < region.columns) ?? '';
  region.text(1, rows, text, tone.dim);
}

function emptyText({columns}: LookView, seconds: number): string {
  return columns.some(({samples}) => samples > 0) ? `no samples in ${seconds}s` : 'no samples yet';
}

/** The bins between the lowest and the highest with samples, as few in a bar as there are rows for; two rows a bar. */
function barsOf({windowBins, baselineBins, sloBoundUs}: LookView, hasBaseline: boolean, rows: number): HistogramBar[] {
  const before = hasBaseline ? baselineBins : null;
  const most = before !== null && rows >= 16 ? Math.floor((rows + 1) / 2) : rows;
  const {from, perRow, isOpen} = heatRows([windowBins, before ?? undefined], lookBins, most);
  const bars = Array.from({length: most}, (_, row): HistogramBar & {readonly isEmpty: boolean} => {
    const low = row === 0 ? 0 : from + row * perRow;
    const high = row === most - 1 ? lookBins : from + (row + 1) * perRow;
    const count = sumOf(windowBins, low, high);
    const baseline = before === null ? null : sumOf(before, low, high);
    const edge = lookBinEdgesUs[low - 1] ?? 0;
    const isOver = sloBoundUs !== null && edge >= sloBoundUs;
    const label = row === most - 1 && isOpen ? `>${binLabel(low - 1)}` : binLabel(from + (row + 1) * perRow - 1);
    return {label, count, baseline, tone: isOver ? tone.over : tone.ok, isEmpty: !(count > 0 || (baseline ?? 0) > 0)};
  });
  const first = bars.findIndex(({isEmpty}) => !isEmpty);
  return first === -1 ? [] : bars.slice(first, bars.findLastIndex(({isEmpty}) => !isEmpty) + 1).toReversed();
}

function sumOf(bins: ArrayLike<number>, from: number, to: number): number {
  let total = 0;
  for (let bin = Math.max(0, from); bin < Math.min(to, bins.length); bin++) total += bins[bin]!;
  return total;
}
