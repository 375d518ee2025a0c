import {formatDuration, formatNumber, formatShare} from '../../domain/format.ts';
import type {SessionView} from '../../session/view.ts';
import {piecesWidth, type Piece, type Region} from '../canvas/canvas.ts';
import {widthOf} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {placeLabels, shortNumber, withoutTrailingZeros} from '../plots/axis.ts';
import {seriesOf} from '../plots/column-window.ts';
import {drawCursorLine} from '../plots/cursor-line.ts';
import {ghostPoints, ghostSeries} from '../plots/ghost.ts';
import {largest, linearScale, stepAboutRate, stepAbove} from '../plots/scale.ts';
import {drawPlot} from '../plots/series-plot.ts';
import {drawSparkline} from '../plots/sparkline.ts';
import {tone} from '../theme/tone.ts';
import {ghostTexts, bytePair, byteRate, changePiece, pointsPiece, shownBaseline, versusText} from './measured-text.ts';
import {withErrors} from './error-words.ts';
import {drawLabels, firstCell, perCellMax, type PlotPlace} from './plot-place.ts';
import {limitTone, sloBound, errorSlo, usedPiece} from './slo-text.ts';

/** Heading, requests per second as a line, and below it the error share (and in-flight) as sparklines. */
export function drawTrafficPlot(region: Region, view: SessionView, place: PlotPlace, withInFlight: boolean): void {
  const rows = region.rows - 2 - (withInFlight ? 1 : 0);
  const texts = [...ghostTexts(view).map((text) => `requests/s   ${text}`), 'requests/s'];
  // The wide layout has them in a panel of their own.
  drawHeading(region, 0, 'TRAFFIC', withInFlight ? texts : withErrors(view, texts));
  const rate = seriesOf(place.window, (row) => row.requestsPerSecond);
  const ghost = ghostSeries(ghostPoints(place.window, shownBaseline(view)), (point) => point.requestsPerSecond);
  const top = stepAboutRate(largest([largest(rate), largest(ghost)]));
  const shares = rows < 2 ? [1] : rows < 5 ? [1, 0] : [1, 0, 0.5];
  if (!Number.isNaN(largest(rate))) {
    drawLabels(
      region,
      place,
      1,
      placeLabels(
        shares.map((share) => ({share, text: shortNumber(top * share)})),
        rows,
      ),
    );
  }
  const series = [
    {values: ghost, kind: 'dotted', tone: tone.baseline, mark: ':'},
    {values: rate, kind: 'line', tone: tone.ok, mark: '*'},
  ] as const;
  const plot = {series, scale: linearScale(top), isDoubtful: () => false};
  const area = region.inner(place.x, 1, place.cells, rows);
  drawCursorLine(area, place.window, place.perCell);
  drawPlot(area, plot, place.theme);
  drawTexts(region, view, place, rows);
  drawErrors(region, rows + 1, view, place);
  if (withInFlight) drawInFlight(region, rows + 2, view, place);
}

function drawTexts(region: Region, view: SessionView, place: PlotPlace, rows: number): void {
  const {window, totals} = view;
  const x = place.textX;
  const change = changePiece(window.change?.requestsPerSecond, window.change?.loadDiffers ?? false, -1);
  const rate: Piece =
    window.requestsPerSecond === null ? ['--', tone.dim] : [formatNumber(window.requestsPerSecond), tone.strong];
  region.pieces(x, 1, [rate, [' req/s', tone.plain]]);
  const against = change[0] === '' ? '' : ` ${versusText(view)}`;
  const shown: readonly Piece[] = [change, [against, tone.dim]];
  region.pieces(place.textEnd - piecesWidth(shown), 1, shown);
  const oldestMs = totals.oldestInFlightMs;
  const oldest = oldestMs !== null && oldestMs >= 1000 ? `  oldest ${formatDuration(oldestMs)}` : '';
  // Before the first whole second nothing is known yet.
  const [rx, tx] = window.seconds > 0 ? [window.rxBytesPerSecond, window.txBytesPerSecond] : [null, null];
  const lines: (readonly Piece[])[] = [
    [
      [`in-flight  ${totals.inFlight}`, tone.plain],
      [oldest, tone.near],
    ],
    ...(rows < 4
      ? [[[`rx/tx ${bytePair(rx, tx, ' ')}`, tone.plain] as const]]
      : [[[`rx ${byteRate(rx)}`, tone.plain] as const], [[`tx ${byteRate(tx)}`, tone.plain] as const]]),
  ];
  if (totals.connectionReuse !== null) lines.push([[`conn reuse ${formatShare(totals.connectionReuse)}`, tone.dim]]);
  lines.slice(0, Math.max(0, rows - 1)).forEach((pieces, index) => region.pieces(x, index + 2, pieces));
}

function drawErrors(region: Region, y: number, view: SessionView, place: PlotPlace): void {
  const values = perCellMax(
    seriesOf(place.window, (row) => row.errorShare),
    place,
  );
  const slo = errorSlo(view);
  const top = slo === null ? Math.max(0.01, stepAbove(largest(values))) : slo.bound * 1.5;
  region.textRight(place.x - 1, y, 'error', tone.dim);
  drawSparkline(region, place.x, y, values, {
    top: top > 0 ? top : 0.01,
    first: firstCell(place),
    tone: (value) => (slo === null ? tone.near : limitTone(value, slo.bound)),
  });
  const share = view.window.errorShare;
  const {change} = view.window;
  const end = region.text(place.textX, y, `${share === null ? '--' : formatShare(share)} err`, tone.plain);
  const points = pointsPiece(change?.errorShare, change?.loadDiffers ?? false);
  const room = place.textEnd - end - (points[0] === '' ? 0 : widthOf(points[0]) + 2);
  if (points[0] !== '') region.text(end + 1, y, ...points);
  const notes: readonly Piece[] =
    slo === null
      ? [[`0-${withoutTrailingZeros(formatShare(top))}`, tone.dim]]
      : [[`${usedPiece(slo)[0]} of ${sloBound(slo)}`, usedPiece(slo)[1]], usedPiece(slo)];
  const note = notes.find(([text]) => widthOf(text) <= room);
  if (note !== undefined) region.textRight(place.textEnd, y, ...note);
}

function drawInFlight(region: Region, y: number, view: SessionView, place: PlotPlace): void {
  const values = perCellMax(
    seriesOf(place.window, (row) => row.inFlight),
    place,
  );
  const top = stepAbove(largest(values));
  region.textRight(place.x - 1, y, 'inflight', tone.dim);
  drawSparkline(region, place.x, y, values, {top, first: firstCell(place), tone: tone.p95});
  region.text(place.textX, y, `${view.totals.inFlight} in flight`, tone.plain);
  region.textRight(place.textEnd, y, `0-${shortNumber(top)}`, tone.dim);
}
