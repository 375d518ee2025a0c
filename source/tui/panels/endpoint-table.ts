import type {EndpointRow, SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone} from '../theme/tone.ts';
import type {SessionMirror} from '../ui-state.ts';
import {allRow, endpointColumns, isBreached, receivedColumn} from './endpoint-columns.ts';
import {
  drawAllTrends,
  drawEndpointCells,
  drawEndpointHeads,
  drawEndpointName,
  drawEndpointTrends,
  placeEndpointColumns,
  type EndpointPlaces,
} from './endpoint-places.ts';

export interface EndpointTableLook {
  readonly layout: 'compact' | 'medium' | 'wide';
}

/**
 * Heading, column heads, one row per endpoint, worst first; a last row for all in the wide layout.
 *
 *       method path             req/s    p50    p95    p99   err%  worst SLO
 *       POST /api/checkout       18.1  262ms  552ms  859ms   1.31  ! p95 221% err 131%
 */
export function drawEndpointTable(region: Region, mirror: SessionMirror, look: EndpointTableLook): void {
  const {view} = mirror;
  const ranked = rankEndpoints(view);
  const withAll = look.layout === 'wide' && region.rows >= 4;
  const room = Math.max(0, region.rows - 2 - (withAll ? 1 : 0));
  const shown = ranked.slice(0, room);
  const count = shown.length < ranked.length ? `${shown.length} of ${ranked.length}` : '';
  drawHeading(region, 0, 'ENDPOINTS', [['worst first', count].filter((part) => part !== '').join('   '), count]);
  if (region.rows < 2) return;
  const places = placeColumns(region.columns, look, view);
  drawEndpointHeads(region, places, view.slos.length > 0);
  shown.forEach(({row, index}, at) => drawEndpoint(region, at + 2, {row, index, places, mirror, look}));
  if (!withAll) return;
  region.text(3, shown.length + 2, 'all', tone.strong);
  drawEndpointCells(region, shown.length + 2, allRow(view), places);
  drawAllTrends(region, shown.length + 2, mirror, places);
}

/** Endpoints with their index in the profile: worst SLO share first, then p95, then the profile's order. */
export function rankEndpoints(view: SessionView): {readonly row: EndpointRow; readonly index: number}[] {
  return view.endpoints
    .map((row, index) => ({row, index}))
    .sort(
      (a, b) => sloShare(b.row) - sloShare(a.row) || (b.row.p95?.us ?? -1) - (a.row.p95?.us ?? -1) || a.index - b.index,
    );
}

function sloShare(row: EndpointRow): number {
  return Math.max(row.worstSlo?.share ?? -1, row.errorSlo?.share ?? -1);
}

function placeColumns(width: number, {layout}: EndpointTableLook, view: SessionView): EndpointPlaces {
  const wide = layout === 'wide';
  return placeEndpointColumns(
    {
      width,
      columns: endpointColumns(layout, view),
      last: wide ? receivedColumn : null,
      trendCells: layout === 'medium' ? 15 : wide ? 74 : 0,
      mostGrowth: layout === 'compact' ? width : 26,
      trends: layout === 'compact' ? 'none' : wide ? 'both' : 'p95',
    },
    view,
  );
}

interface EndpointPlace {
  readonly row: EndpointRow;
  readonly index: number;
  readonly places: EndpointPlaces;
  readonly mirror: SessionMirror;
  readonly look: EndpointTableLook;
}

function drawEndpoint(region: Region, y: number, place: EndpointPlace): void {
  const {row, index, places, mirror, look} = place;
  const breached = isBreached(row);
  const told = look.layout === 'compact' && places.columns.some(({column}) => column.head === 'worst SLO');
  if (breached && !told) region.text(1, y, '!', tone.over);
  drawEndpointName(region, y, mirror.view, {row, places, look: breached ? tone.strong : tone.plain});
  drawEndpointCells(region, y, row, places);
  drawEndpointTrends(region, y, mirror, places, {row, index});
}
