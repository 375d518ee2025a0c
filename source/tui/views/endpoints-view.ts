import type {SessionView} from '../../session/view.ts';
import type {LadderRow, LookView} from '../../session/look.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {drawEndpointBrief} from '../panels/endpoint-brief.ts';
import {alertText, drawEndpointErrors, errorRow} from '../panels/endpoint-errors.ts';
import {drawEndpointFigures} from '../panels/endpoint-figures.ts';
import {drawEndpointList, endpointListRows} from '../panels/endpoint-list.ts';
import {lookOf, type EndpointLook} from '../panels/endpoint-look.ts';
import {drawEndpointPhases, phaseRows} from '../panels/endpoint-phases.ts';
import {drawEndpointPlot, laneRows} from '../panels/endpoint-plot.ts';
import {lookedRow, requestTitle, type LookedRow} from '../panels/endpoint-rows.ts';
import {drawEndpointSample} from '../panels/endpoint-sample.ts';
import {shortLatency} from '../plots/axis.ts';
import {shownBaseline} from '../panels/measured-text.ts';
import {tone} from '../theme/tone.ts';
import type {EndpointsScreen, ScreenSize, ScreenState} from '../ui-state.ts';
import type {DriveFrame} from './drive-frame.ts';
import {layoutOf, shareRows} from './layout.ts';
import type {ListPlace} from './list-row.ts';

/**
 * View 2, 60x16 and more; `region` is the whole screen, its first two rows and last two are drawn by others.
 *
 *     ENDPOINTS   every request; all of them together
 *     DETAIL      of the one under the cursor: plot │ figures     below 100x32: one-row sparklines
 *     PHASES
 *     ERRORS, alerts
 */
export function drawEndpoints(region: Region, frame: DriveFrame, screen: ScreenState): void {
  const {mirror, view} = frame;
  const {endpoints} = screen;
  const body = region.inner(0, 2, region.columns, region.rows - 4);
  const row = lookedRow(view, endpoints);
  if (row !== null && (endpoints.detail === 'full' || endpoints.error !== null)) {
    drawDetail(body, frame, screen, {row, isTall: body.columns >= 72 && body.rows >= 14});
    return;
  }
  const compact = layoutOf(region) === 'compact';
  const table = row === null ? body.rows : tableRows(body.rows, endpointListRows(view, endpoints), compact);
  drawEndpointList(body.inner(0, 0, body.columns, table), mirror, endpoints);
  if (row === null) return;
  drawDetail(body.inner(0, table, body.columns, body.rows - table), frame, screen, {row, isTall: !compact});
}

/** Where the rows of the table are, that of all requests not counted; null: the detail stands alone. */
export function endpointListPlace(size: ScreenSize, view: SessionView, screen: EndpointsScreen): ListPlace | null {
  if (screen.detail === 'full' || screen.error !== null || lookedRow(view, screen) === null) return null;
  const table = tableRows(size.rows - 4, endpointListRows(view, screen), layoutOf(size) === 'compact');
  return {top: 4, room: Math.max(0, table - 3)};
}

/** Least rows of the detail's sparklines with their heading. */
const briefRows = 9;

function tableRows(rows: number, wanted: number, compact: boolean): number {
  if (rows < 16) return rows;
  if (compact) return Math.min(wanted, Math.max(rows - briefRows, 8));
  return Math.min(wanted, Math.max(11, Math.floor(rows * 0.4)));
}

function drawDetail(
  region: Region,
  frame: DriveFrame,
  {endpoints, frozen}: ScreenState,
  {row, isTall}: {readonly row: LookedRow; readonly isTall: boolean},
): void {
  if (region.rows === 0) return;
  const {mirror, theme, scale} = frame;
  const look = lookOf(mirror, row);
  const cursor = look === null ? -1 : errorRow(look.errors, endpoints);
  const shown = endpoints.error === null ? undefined : look?.errors[cursor];
  if (look !== null && shown !== undefined) {
    const scroll = endpoints.errorScroll ?? 0;
    drawEndpointSample(region, shown, {row: cursor, count: look.errors.length, scroll, seconds: row.seconds});
    return;
  }
  const isFull = endpoints.detail === 'full' || endpoints.error !== null;
  const named = region.columns >= 100 ? requestTitle(mirror.view, row.name) : (row.name ?? 'all requests');
  const title = fitText(named, 60);
  drawHeading(region, 0, `DETAIL  ${title}`, headingTexts(isFull, isTall ? legend(frame, look) : ''));
  const inside = region.inner(0, 1, region.columns, region.rows - 1);
  if (look === null) {
    const text = frozen === null ? 'reading …' : 'not looked at when the screen was frozen   f = go on';
    inside.text(1, 0, fitText(text, inside.columns - 2), tone.dim);
    return;
  }
  const detail: EndpointLook = {mirror, row, look, theme, scale};
  const errorCursor = isFull ? cursor : null;
  if (isTall) drawTall(inside, detail, errorCursor);
  else drawShort(inside, detail, errorCursor);
}

function headingTexts(isFull: boolean, legendText: string): readonly string[] {
  const keys = isFull
    ? ['j k error   Enter = sample   Esc = back to the table', 'Enter = sample   Esc = back', 'Esc = back']
    : ['Enter = full screen   Esc = back', 'Enter = full screen', 'Enter'];
  return legendText === '' ? keys : [...keys.map((text) => `${legendText}   ${text}`), ...keys];
}

/** What is drawn beside the lines: `╌ SLO 250ms   dotted = S1 at this load`. */
function legend({view}: DriveFrame, look: LookView | null): string {
  if (look === null) return '';
  const bound = look.sloBoundUs === null ? '' : `╌ SLO ${shortLatency(look.sloBoundUs)}`;
  const baseline = shownBaseline(view);
  if (baseline === null) return bound;
  const isAll = look.request.name === null;
  const isThere = isAll ? baseline.curve.length > 0 : look.change?.loadDiffers === false && look.ladder.some(isGhost);
  const ghost = isThere ? `dotted = ${fitText(baseline.name, 20)} at ${isAll ? 'the same' : 'this'} load` : '';
  return [bound, ghost].filter((part) => part !== '').join('   ');
}

/** One of the steps that have a dotted line. */
function isGhost({step, baselineUs}: LadderRow): boolean {
  return baselineUs !== null && (step === 'p50' || step === 'p95');
}

/** Plot and figures, phases, errors, alerts, one below the other. */
function drawTall(region: Region, detail: EndpointLook, errorCursor: number | null): void {
  const {look, row, mirror} = detail;
  const share = shareTall(region.rows, look);
  const {columns} = region;
  const side = columns >= 110 ? 39 : 33;
  const rows = share.plot + laneRows;
  drawEndpointPlot(region.inner(0, 0, columns - side, rows), detail);
  for (let y = 0; y < rows; y++) region.put(columns - side, y, '│', tone.dim);
  drawEndpointFigures(region.inner(columns - side + 2, 0, side - 3, rows), detail);
  let y = rows;
  if (share.phases > 0) {
    const asked = {seconds: row.seconds, isRecording: mirror.view.playback !== null};
    drawEndpointPhases(region.inner(0, y, columns, share.phases), look, asked);
  }
  y += share.phases;
  if (share.errors > 0) {
    const list = {name: row.name, seconds: row.seconds, cursor: errorCursor};
    drawEndpointErrors(region.inner(0, y, columns, share.errors), look, list);
  }
  y += share.errors;
  if (share.alerts > 0) region.text(3, y, alertText(look, mirror.view.load.model), tone.near);
}

/** Phases are there whole or not at all. */
function shareTall(rows: number, look: LookView): Record<'plot' | 'phases' | 'errors' | 'alerts', number> {
  const phases = phaseRows(look);
  const errors = Math.max(1, look.errors.length) + 1;
  const least = {plot: 4, phases: 0, errors: 0, alerts: 0};
  const withPhases = rows - laneRows >= least.plot + phases + 2;
  return shareRows(rows - laneRows, least, [
    ['phases', withPhases ? phases : 0],
    ['errors', Math.min(errors, 3)],
    ['plot', 6],
    ['alerts', look.alerts.count > 0 ? 1 : 0],
    ['errors', Math.min(errors, 4)],
    ['plot', 14],
    ['errors', Math.min(errors, 9)],
    ['plot', 22],
    ['errors', errors],
    ['plot', 1000],
  ]);
}

/** Sparklines, and below them, where it is all there is on the screen, the errors. */
function drawShort(region: Region, detail: EndpointLook, errorCursor: number | null): void {
  const errors = errorCursor === null ? 0 : Math.max(0, Math.min(region.rows - 8, detail.look.errors.length + 2));
  const {columns, rows} = region;
  drawEndpointBrief(region.inner(0, 0, columns, rows - errors), detail, errors < 2);
  if (errors < 2) return;
  const list = {name: detail.row.name, seconds: detail.row.seconds, cursor: errorCursor};
  drawEndpointErrors(region.inner(0, rows - errors, columns, errors), detail.look, list);
}
