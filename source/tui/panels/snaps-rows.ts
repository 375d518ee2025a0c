import type {LoadModel} from '../../domain/load-model.ts';
import type {SnapshotListing} from '../../domain/snapshot-listing.ts';
import type {SessionView} from '../../session/view.ts';
import type {SnapsScreen} from '../ui-state.ts';

/** What the rows can be sorted by, in the order `<` and `>` go through. */
export const snapSorts: readonly SnapsScreen['sort'][] = ['when', 'name', 'vus', 'p95'];

type Order = (a: SnapshotListing, b: SnapshotListing) => number;

const newestFirst: Order = (a, b) => largestFirst(timeOf(a), timeOf(b));

const orders: Readonly<Record<SnapsScreen['sort'], Order>> = {
  when: newestFirst,
  name: (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  vus: (a, b) => largestFirst(levelOf(a), levelOf(b)),
  p95: (a, b) => largestFirst(a.p95Us, b.p95Us),
};

/** The listed snapshots that pass the filter, sorted; equal ones newest first. */
export function snapRows(view: SessionView | null, {filter, sort}: SnapsScreen): readonly SnapshotListing[] {
  const wanted = filter.trim().toLowerCase();
  const listed = view?.snapshots ?? [];
  const kept = wanted === '' ? [...listed] : listed.filter((listing) => searchedText(listing).includes(wanted));
  return kept.sort((a, b) => orders[sort](a, b) || newestFirst(a, b));
}

/** Row of the cursor; where its snapshot is gone, the row it stood in. -1 without rows. */
export function cursorRow(rows: readonly SnapshotListing[], {selected, row = 0}: SnapsScreen): number {
  if (selected !== null) {
    const found = rows.findIndex(({file}) => file === selected);
    if (found !== -1) return found;
  }
  return Math.min(row, rows.length - 1);
}

/** Marked snapshots that are still there, newest first. */
export function markedSnaps(view: SessionView | null, {marked}: SnapsScreen): readonly SnapshotListing[] {
  return (view?.snapshots ?? []).filter(({file}) => marked.includes(file)).sort(newestFirst);
}

/** VUs, or in the open model the offered rate; null: not known. */
export function levelOf({model, vus, rate}: Pick<SnapshotListing, 'model' | 'vus' | 'rate'>): number | null {
  const level = model === 'closed' ? vus : rate;
  return level === null || !Number.isFinite(level) ? null : level;
}

/** A load to compare others with. */
export interface ComparedLoad {
  readonly model: LoadModel;
  readonly level: number | null;
}

/** Loads within 10% of each other, of one model. */
export function isComparableLoad(a: ComparedLoad, b: ComparedLoad): boolean {
  if (a.model !== b.model || a.level === null || b.level === null) return false;
  return Math.abs(a.level - b.level) <= 0.1 * b.level + 1e-9;
}

/**
 * `different target, host`, short `other target, host`: what sets a snapshot apart from the live run; '' when nothing
 * is known to.
 */
export function differenceText(listing: SnapshotListing, view: SessionView, short = false): string {
  const parts: string[] = [];
  const {hostFacts, profileRevision} = view;
  if (listing.targetLabel !== view.targetLabel) parts.push('target');
  if (listing.profileName !== view.profileName) parts.push('profile');
  else if (listing.profileRevision !== null && profileRevision !== null && listing.profileRevision !== profileRevision)
    parts.push(short ? 'rev' : 'revision');
  if (hostFacts !== null && listing.hostname !== hostFacts.hostname) parts.push('host');
  return parts.length === 0 ? '' : `${short ? 'other' : 'different'} ${parts.join(', ')}`;
}

/** When it was taken, ms since 1970; −∞ where the file does not say, so that it comes last. */
export function timeOf({takenAt}: Pick<SnapshotListing, 'takenAt'>): number {
  const at = Date.parse(takenAt);
  return Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at;
}

function largestFirst(a: number | null, b: number | null): number {
  const left = a === null || Number.isNaN(a) ? Number.NEGATIVE_INFINITY : a;
  const right = b === null || Number.isNaN(b) ? Number.NEGATIVE_INFINITY : b;
  return left === right ? 0 : right > left ? 1 : -1;
}

function searchedText({name, note, git, profileName, targetLabel, hostname}: SnapshotListing): string {
  return [name, note ?? '', git ?? '', profileName, targetLabel, hostname].join('\n').toLowerCase();
}
