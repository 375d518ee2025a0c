import {formatClock, formatNumber, formatShare} from '../../domain/format.ts';
import type {Quantile, SessionView, ValidityView} from '../../session/view.ts';
import {piecesWidth, type Piece, type Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {messagePieces} from '../panels/message-pieces.ts';
import {errorVariants} from '../panels/error-words.ts';
import {insecurePiece, phasePiece, validityPiece} from '../panels/header.ts';
import {droppedFigure, figureVariants, waitingFigures} from '../panels/load-figures.ts';
import {levelPieces, levelText, levelUnit} from '../panels/level-text.ts';
import {quantilePiece} from '../panels/measured-text.ts';
import {latencySlo, limitTone, sloSummary, usedPiece} from '../panels/slo-text.ts';
import {seriesOf} from '../plots/column-window.ts';
import {largest, stepAbove} from '../plots/scale.ts';
import {drawSparkline} from '../plots/sparkline.ts';
import {tone} from '../theme/tone.ts';
import type {ScreenState} from '../ui-state.ts';
import type {DriveFrame} from './drive-frame.ts';

/** What goes on while the picture is frozen: state, questions, messages. */
export interface LiveState {
  readonly view: SessionView;
  readonly screen: ScreenState;
}

/** Draws a row at `y`. */
type Line = (y: number) => void;

/**
 * Under 60x16: numbers, no plots. Rows come in the order of what must be seen first; keys stay at the bottom.
 *
 *      RAMP  SLO 4/5 ! p95     00:12:34
 *      248 ▸ 250 VUs   259 req/s
 *      p95  263ms !105%   err 0.27%
 */
export function drawTiny(region: Region, frame: DriveFrame, live: LiveState): void {
  const lines: Line[] = [
    (y) => drawState(region, y, live),
    (y) => drawPieces(region, y, loadPieces(frame)),
    (y) => drawPieces(region, y, latencyPieces(frame)),
    ...lostLines(region, frame),
    ...(frame.view.insecure
      ? [(y: number) => drawPieces(region, y, [insecurePiece, [': TLS not verified', tone.near]])]
      : []),
    (y) => drawTrend(region, y, frame),
  ];
  const errors = errorVariants(frame.view).find((piece) => piecesWidth([piece]) <= region.columns - 2);
  if (errors !== undefined) lines.push((y) => drawPieces(region, y, [errors]));
  const keysY = region.rows - 1;
  if (region.rows <= 3) {
    lines.slice(0, Math.max(1, keysY)).forEach((line, y) => line(y));
  } else {
    const room = keysY - (region.rows >= 8 ? 2 : 1);
    const all = region.rows > 8 ? [...lines, ...moreLines(region, frame)] : lines;
    all.slice(0, room).forEach((line, y) => line(y));
    drawPieces(region, room, messageOf(region, live));
  }
  if (region.rows >= 2) drawKeys(region, keysY, live.view);
}

function drawState(region: Region, y: number, {view, screen}: LiveState): void {
  const pieces: Piece[] = [phasePiece(view)];
  const slo = sloSummary(view);
  if (slo.length > 0) pieces.push(['  ', tone.plain], ...slo);
  if (isDoubtful(view)) pieces.push(['  ', tone.plain], validityPiece(view.validity));
  const clock = `${screen.frozen === null ? '' : 'FROZEN '}${formatClock(view.elapsedMs)}`;
  const clockX = Math.max(piecesWidth(pieces) + 2, Math.min(25, region.columns - clock.length - 1));
  drawPieces(region, y, pieces);
  if (clockX + clock.length <= region.columns) region.text(clockX, y, clock, tone.plain);
}

function loadPieces({view}: DriveFrame): Piece[] {
  const rate = view.window.requestsPerSecond;
  return [
    ...levelPieces(view),
    [`${levelUnit(view.load.model)}   `, tone.plain],
    [rate === null ? '--' : formatNumber(rate), tone.strong],
    [' req/s', tone.plain],
  ];
}

/** Arrivals that were never started are worth a row of a small window. */
function lostLines(region: Region, {view}: DriveFrame): Line[] {
  const {arrivals} = view;
  if (arrivals === null || !(arrivals.dropped > 0 || arrivals.missed > 0 || arrivals.queued > 0)) return [];
  const figures = [...droppedFigure(view), ...waitingFigures(view)];
  const pieces = figureVariants(figures, '  ').find((some) => piecesWidth(some) <= region.columns - 2);
  return pieces === undefined ? [] : [(y) => drawPieces(region, y, pieces)];
}

function latencyPieces({view}: DriveFrame): Piece[] {
  const slo = latencySlo(view, 95);
  const share = view.window.errorShare;
  const error = share === null ? '--' : formatShare(share);
  return [
    ...quantileLine('p95', view.window.p95),
    ...(slo === null ? [] : [[' ', tone.plain] as const, usedPiece(slo)]),
    [`   err ${error}`, tone.plain],
  ];
}

function drawTrend(region: Region, y: number, {view, window}: DriveFrame): void {
  const values = seriesOf(window, (row) => row.p95);
  const slo = latencySlo(view, 95);
  drawSparkline(region, 1, y, values, {
    top: slo === null ? stepAbove(largest(values)) : slo.bound * 1.5,
    first: window.first,
    tone: (value) => (slo === null ? tone.p95 : limitTone(value, slo.bound)),
  });
}

/** What a taller small window has room for. */
function moreLines(region: Region, {view}: DriveFrame): Line[] {
  const quantiles: readonly (readonly [string, Quantile | null])[] = [
    ['p50', view.window.p50],
    ['p99', view.window.p99],
    ['max', view.window.max],
  ];
  const lines: Line[] = quantiles.map(
    ([label, quantile]) =>
      (y) =>
        drawPieces(region, y, quantileLine(label, quantile)),
  );
  const {model, capLevel, step} = view.load;
  const settings = [
    ...(Number.isFinite(capLevel) ? [`cap ${levelText(model, capLevel)}`] : []),
    ...(Number.isFinite(step) ? [`step ${step}`] : []),
  ];
  if (settings.length > 0) lines.push((y) => drawPieces(region, y, [[settings.join('   '), tone.dim]]));
  for (const slo of view.slos) {
    lines.push((y) => drawPieces(region, y, [usedPiece(slo), [`  ${slo.label}`, tone.plain]]));
  }
  return lines;
}

function quantileLine(label: string, quantile: Quantile | null): Piece[] {
  const [text, look] = quantilePiece(quantile, tone.strong);
  return [
    [`${label} `, tone.plain],
    [text.padStart(6), look],
  ];
}

function messageOf(region: Region, {view, screen}: LiveState): readonly Piece[] {
  if (view.question !== null || screen.hint !== null) return messagePieces(view, screen, region.columns);
  if (screen.prompt !== null) return [[`> ${screen.prompt.text}_`, tone.strong]];
  if (view.playback !== null || view.phase === 'STOPPED' || view.phase === 'DRAIN' || isDoubtful(view))
    return messagePieces(view, screen, region.columns);
  // A search raises the load by itself.
  if (view.study !== null && view.study.state !== 'done')
    return messagePieces(view, {...screen, view: 'drive'}, region.columns);
  return [['window under 60x16: raising is off', tone.dim]];
}

/** The run judges its own figures, and does not trust them. */
function isDoubtful(view: SessionView): view is SessionView & {readonly validity: ValidityView} {
  return view.validity !== null && view.validity.verdict !== 'VALID';
}

function drawKeys(region: Region, y: number, {question, playback}: SessionView): void {
  const variants =
    question !== null
      ? ['y = yes   Esc = no', 'y yes Esc no', 'y / Esc']
      : playback !== null
        ? ['h l 10s   space play   q quit', 'h l space   q quit', 'h l q']
        : ['- down  space hold  X STOP  q quit', '- down  X STOP  q quit', 'X STOP  q quit', 'X stop q', 'X q'];
  const text = variants.find((variant) => variant.length + 1 <= region.columns) ?? (playback === null ? 'X' : 'q');
  region.text(Math.min(1, Math.max(0, region.columns - text.length)), y, text, tone.strong);
}

function drawPieces(region: Region, y: number, pieces: readonly Piece[]): void {
  let x = 1;
  for (const [text, look] of pieces) {
    x = region.text(x, y, fitText(text, region.columns - x), look);
    if (x >= region.columns) return;
  }
}
