import {formatLatency} from '../../domain/format.ts';
import type {SnapshotListing} from '../../domain/snapshot-listing.ts';
import type {SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {rowOf} from '../plots/axis.ts';
import {largest, smallestPositive, type Scale} from '../plots/scale.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {plotX} from '../views/layout.ts';
import {latencySlo} from './slo-text.ts';
import {drawCloseAxis} from './snaps-axis.ts';
import {isComparableLoad, levelOf, timeOf, type ComparedLoad} from './snaps-rows.ts';
import {dayOf} from './snaps-when.ts';
import {meanLoadText} from './snaps-words.ts';

/** One `o` of the trend. */
export interface TrendMark {
  readonly p95Us: number;
  readonly name: string;
  /** `08-11`; `live`. */
  readonly day: string;
  readonly kind: 'snapshot' | 'selected' | 'baseline' | 'live';
  /** The selected one may be it too. */
  readonly isBaseline: boolean;
  readonly steady: boolean;
}

/**
 * The p95 of every snapshot of the selected one's target and profile at a load within 10% of its own, by time, then
 * that of the live run where it too is at such a load. One without a p95 has no mark.
 */
export function trendMarks(view: SessionView, selected: SnapshotListing): readonly TrendMark[] {
  const load: ComparedLoad = {model: selected.model, level: levelOf(selected)};
  const isOfKind = ({targetLabel, profileName}: Pick<SnapshotListing, 'targetLabel' | 'profileName'>): boolean =>
    targetLabel === selected.targetLabel && profileName === selected.profileName;
  const marks = view.snapshots
    .filter((listing) => isOfKind(listing) && isComparableLoad({model: listing.model, level: levelOf(listing)}, load))
    .filter(({p95Us}) => p95Us !== null && p95Us > 0 && Number.isFinite(p95Us))
    .sort((a, b) => compareTimes(a, b))
    .map((listing): TrendMark => {
      const isBaseline = view.baseline?.file === listing.file;
      const kind = listing.file === selected.file ? 'selected' : isBaseline ? 'baseline' : 'snapshot';
      return {
        p95Us: listing.p95Us!,
        name: listing.name,
        day: dayOf(listing.takenAt),
        kind,
        isBaseline,
        steady: listing.steady,
      };
    });
  const p95 = view.window.p95;
  const {model, activeVus, commandedLevel} = view.load;
  const level = model === 'closed' ? activeVus : (view.arrivals?.offeredPerSecond ?? commandedLevel);
  const live = view.playback === null && isOfKind(view) && isComparableLoad({model, level}, load);
  // While requests in flight are older than it, or with few samples, it is a bound or a guess: no mark.
  if (!live || p95 === null || p95.few || p95.atLeast || !(p95.us > 0) || !Number.isFinite(p95.us)) return marks;
  return [...marks, {p95Us: p95.us, name: 'now', day: 'live', kind: 'live', isBaseline: false, steady: true}];
}

/** Heading and the marks, evenly spaced in order of time, their days below. */
export function drawSnapsTrend(region: Region, view: SessionView, selected: SnapshotListing): void {
  const level = levelOf(selected);
  const title = `TREND  p95 at ${level === null ? '--' : meanLoadText(selected.model, level)}`;
  const cells = region.columns - plotX - 2;
  const all = trendMarks(view, selected);
  const marks = marksInSight(all, Math.max(1, Math.floor(cells / leastSlotCells)));
  drawHeading(region, 0, title, [
    ...(marks.length < all.length ? [`${marks.length} of ${all.length} marks at a comparable load (within 10%)`] : []),
    'one mark per snapshot at a comparable load (within 10%)',
    'per snapshot within 10% of this load',
    'within 10%',
  ]);
  const area = region.inner(0, 1, region.columns, region.rows - 2);
  if (marks.length === 0) {
    region.text(plotX, 1, fitText('no p95 at a comparable load', cells), tone.dim);
    return;
  }
  if (area.rows < 1 || cells < 1) return;
  const values = marks.map(({p95Us}) => p95Us);
  const boundUs = latencySlo(view, 95)?.bound ?? null;
  const scale = drawCloseAxis(area, plotX, cells, {least: smallestPositive(values), most: largest(values), boundUs});
  const slot = Math.floor(cells / marks.length);
  let day = '';
  marks.forEach((mark, index) => {
    const x = plotX + index * slot;
    drawMark(area.inner(x, 0, slot, area.rows), markRow(mark.p95Us, area.rows, scale, boundUs), mark);
    if (mark.day !== day) region.text(x, region.rows - 1, fitText(mark.day, slot - 1), tone.dim);
    day = mark.day;
  });
}

/** The newest, as many as have room for a few letters of their name, and the selected one whatever its age. */
function marksInSight(all: readonly TrendMark[], most: number): readonly TrendMark[] {
  const newest = all.slice(-most);
  const selected = all.find(({kind}) => kind === 'selected');
  if (selected === undefined || newest.includes(selected)) return newest;
  return [selected, ...newest.slice(1)];
}

/** Rows are coarse: what is under the limit must not stand on its rule or over it, nor the other way round. */
function markRow(p95Us: number, rows: number, scale: Scale, boundUs: number | null): number {
  const row = rowOf(scale(p95Us), rows);
  if (boundUs === null || row !== rowOf(scale(boundUs), rows) || p95Us === boundUs) return row;
  return Math.max(0, Math.min(rows - 1, row + (p95Us < boundUs ? 1 : -1)));
}

const leastSlotCells = 8;

const looks: Readonly<Record<TrendMark['kind'], Tone>> = {
  snapshot: tone.plain,
  selected: tone.strong,
  baseline: tone.baseline,
  live: tone.strong,
};

/** `o v1.41 nightly b 174ms`: the figure where there is room for it beside the whole name. */
function drawMark(slot: Region, y: number, {p95Us, name, kind, isBaseline, steady}: TrendMark): void {
  const flags = `${steady ? '' : ' ~'}${isBaseline ? ' b' : ''}`;
  const room = slot.columns - 3;
  const figure = ` ${formatLatency(p95Us)}`;
  const withFigure = widthOf(name + flags + figure) <= room;
  const text = withFigure ? name + flags + figure : fitText(name, room - flags.length) + flags;
  slot.inner(0, y, 2, 1).clear();
  slot.put(0, y, 'o', looks[kind]);
  slot.inner(1, y, widthOf(text) + 2, 1).clear();
  slot.text(2, y, text, looks[kind]);
}

function compareTimes(a: SnapshotListing, b: SnapshotListing): number {
  const left = timeOf(a);
  const right = timeOf(b);
  return left === right ? 0 : left < right ? -1 : 1;
}
