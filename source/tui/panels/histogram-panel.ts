import type {LatencyBin, Quantile, SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {shortLatency} from '../plots/axis.ts';
import {tone} from '../theme/tone.ts';
import {latencySlo} from './slo-text.ts';
import {shortCount, shownBaseline} from './measured-text.ts';

/**
 * The last seconds by latency, one bar per bin (its upper edge), `:` where the baseline's bar would end.
 *
 *      100ms ████████████████████      :             18.2%   472
 *      150ms ██████████████████████████████████:███  34.6%   898 ◂p50
 */
export function drawHistogramPanel(region: Region, view: SessionView): void {
  const {window} = view;
  const about = `last ${window.seconds}s  ${shortCount(window.samples)} samples`;
  const baseline = shownBaseline(view);
  const hasBaseline = baseline !== null && view.latencyBins.some((bin) => bin.baselineCount !== null);
  const variants = hasBaseline
    ? [`${about}   : = ${fitText(baseline.name, 16)} at same load`, `${about}   : = baseline`, about]
    : [about];
  drawHeading(region, 0, 'HISTOGRAM', variants);
  const total = view.latencyBins.reduce((sum, bin) => sum + bin.count, 0);
  if (total === 0) {
    if (region.rows > 1) region.text(1, 1, 'no samples yet', tone.dim);
    return;
  }
  const bins = fitBins(view.latencyBins, region.rows - 1);
  const most = Math.max(...bins.map((bin) => Math.max(bin.count, bin.baselineCount ?? 0)));
  const cells = Math.max(0, region.columns - 29);
  bins.forEach((bin, index) => {
    drawBin(region, index + 1, bin, {most, cells, total, view, from: bins[index - 1]?.upToUs ?? 0});
  });
}

/** The bins with samples and what lies between them; neighbours are joined until they fit. */
export function fitBins(bins: readonly LatencyBin[], rows: number): LatencyBin[] {
  const first = bins.findIndex(hasSamples);
  if (first === -1 || rows < 1) return [];
  let fitted = bins.slice(first, bins.findLastIndex(hasSamples) + 1);
  while (fitted.length > rows) fitted = joinPairs(fitted);
  return fitted;
}

function hasSamples(bin: LatencyBin): boolean {
  return bin.count > 0 || (bin.baselineCount ?? 0) > 0;
}

function joinPairs(bins: readonly LatencyBin[]): LatencyBin[] {
  const joined: LatencyBin[] = [];
  for (let index = 0; index < bins.length; index += 2) {
    const [low, high] = [bins[index]!, bins[index + 1]];
    if (high === undefined) joined.push(low);
    else joined.push({upToUs: high.upToUs, count: low.count + high.count, baselineCount: addKnown(low, high)});
  }
  return joined;
}

function addKnown(low: LatencyBin, high: LatencyBin): number | null {
  if (low.baselineCount === null && high.baselineCount === null) return null;
  return (low.baselineCount ?? 0) + (high.baselineCount ?? 0);
}

interface BinLook {
  readonly most: number;
  readonly cells: number;
  readonly total: number;
  readonly view: SessionView;
  /** Upper edge of the bin before. */
  readonly from: number;
}

function drawBin(region: Region, y: number, bin: LatencyBin, look: BinLook): void {
  const {most, cells, total, view, from} = look;
  const slo = latencySlo(view, 95);
  const barX = 9;
  region.textRight(barX - 1, y, shortLatency(bin.upToUs), tone.dim);
  const full = bin.count === 0 ? 0 : Math.max(1, Math.round((bin.count / most) * cells));
  region.repeat(barX, y, '█', full, slo !== null && from >= slo.bound ? tone.over : tone.ok);
  if (bin.baselineCount !== null) {
    const at = Math.min(cells - 1, Math.round((bin.baselineCount / most) * cells));
    region.put(barX + at, y, ':', tone.baseline);
  }
  const share = (bin.count / total) * 100;
  region.textRight(barX + cells + 7, y, `${share.toFixed(1)}%`, tone.plain);
  region.textRight(barX + cells + 14, y, String(bin.count), tone.dim);
  const marks: readonly (readonly [string, Quantile | null])[] = [
    ['◂p50', view.window.p50],
    ['◂p95', view.window.p95],
    ['◂p99', view.window.p99],
  ];
  const here = marks.filter(([, quantile]) => quantile !== null && quantile.us > from && quantile.us <= bin.upToUs);
  const text = here.map(([mark], index) => (index === 0 ? mark : mark.slice(2))).join(' ');
  region.inner(barX + cells + 15, y, 5, 1).text(0, 0, text.slice(0, 5), tone.strong);
}
