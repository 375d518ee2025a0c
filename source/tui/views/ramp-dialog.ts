import {forecastAt, forecastLevels, type LoadForecast} from '../../analysis/curve-fit.ts';
import {printDuration} from '../../domain/duration.ts';
import {formatNumber} from '../../domain/format.ts';
import type {SessionView} from '../../session/view.ts';
import {rampCourse, readRamp, wayMs, type RampReading} from '../app/ramp-target.ts';
import {drawBox} from '../canvas/box.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText, joinFitting} from '../canvas/cell-text.ts';
import {exactLevel, levelText, levelUnit} from '../panels/level-text.ts';
import {percentOf} from '../panels/slo-text.ts';
import {shortLatency, shortNumber} from '../plots/axis.ts';
import {drawPlot, plotColumns} from '../plots/series-plot.ts';
import type {Theme} from '../theme/theme.ts';
import {tone, type Tone} from '../theme/tone.ts';
import type {RampDialog} from '../ui-state.ts';

const boxColumns = 64;
const boxRows = 16;
const valueX = 13;
const choiceX = 24;
const forecastCells = 15;
const plotX = 8;

/**
 * Where to, how fast, and what then; below it the load that would be, and what the run says it would do.
 *
 *     ┌─ TARGET ──────────────────────────────┐
 *     │  go to   320_     VUs  now 248 cap 400│
 *     │  over    30s      linear steps smooth │
 *     │  then             hold back auto      │
 *     │  320        ⣀⠤⠒⠒⠒     forecast        │
 *     │  248 ⠤⠤⠔⠒⠉            req/s ~262      │
 *     └─ Enter go ────────────────────────────┘
 */
export function drawRampDialog(region: Region, view: SessionView | null, dialog: RampDialog, theme: Theme): void {
  const box = drawBox(region, 'TARGET', boxColumns, boxRows);
  drawKeys(region, dialog.field);
  if (view === null) return;
  const reading = readRamp(dialog, view.load);
  // The fields come first, then what is in the way, then the picture.
  const air = box.rows >= 13 ? 1 : 0;
  drawFields(box.inner(0, air, box.columns, 3), view, dialog, reading);
  const notes = Math.max(0, Math.min(2, box.rows - 3 - air));
  const plotRows = box.rows - 3 - notes - air * 3;
  if (plotRows >= 3) {
    drawPicture(box.inner(2, 3 + air * 2, box.columns - 4, plotRows - (box.rows >= 14 ? 1 : 0)), view, reading, theme);
  }
  const y = box.rows - notes - (box.rows >= 14 ? 1 : 0);
  drawNote(box.inner(2, y, box.columns - 4, 1), view, reading);
  if (notes > 1) {
    const usage = view.load.model === 'closed' ? '500r (arrivals/s)' : '50v (VUs)';
    box.text(2, y + 1, fitText(`also: ${usage}  +50  -20%  x2  320/30s`, box.columns - 4), tone.dim);
  }
}

/** On the lower edge of the box. */
function drawKeys(region: Region, field: RampDialog['field']): void {
  const width = Math.min(boxColumns, region.columns);
  const height = Math.min(boxRows, region.rows);
  const edge = region.inner((region.columns - width) >> 1, ((region.rows - height) >> 1) + height - 1, width, 1);
  const last = field === 'level' ? '^C stop' : 'Left/Right choose';
  const keys = ['Enter go', 'Tab field', 'Esc cancel', last];
  edge.inner(2, 0, width - 4, 1).text(0, 0, ` ${joinFitting(keys, '   ', width - 6)} `, tone.plain);
}

function drawFields(box: Region, view: SessionView, dialog: RampDialog, reading: RampReading): void {
  const {load} = view;
  const target = reading.kind === 'ready' ? reading.intent : null;
  const problem = reading.kind === 'problem' ? reading.field : null;
  drawTyped(box, 0, 'go to', dialog.level, dialog.field === 'level', problem === 'level');
  const switches = target !== null && target.model !== load.model;
  const facts: Piece[] = [
    [
      levelUnit(target?.model ?? load.model)
        .trim()
        .padEnd(7),
      tone.dim,
    ],
    [`now ${switches ? levelText(load.model, nowLevel(load)) : exactLevel(nowLevel(load))}`, tone.plain],
    // The other model's ceiling is not told.
    [switches ? '' : `  cap ${exactLevel(load.capLevel)}`, tone.dim],
    [switches || load.lastGoodLevel === null ? '' : `  good ${exactLevel(load.lastGoodLevel)}`, tone.dim],
  ];
  box.pieces(choiceX, 0, facts);
  drawTyped(box, 1, 'over', dialog.over, dialog.field === 'over', problem === 'over');
  const speed = target === null ? null : paceText(target, view);
  drawChoices(box, 1, dialog.field === 'shape', [
    [`linear${speed === null ? '' : ` ${speed}`}`, dialog.shape === 'linear'],
    ['steps', dialog.shape === 'steps'],
    ['smooth', dialog.shape === 'smooth'],
  ]);
  const isBack = dialog.then === 'back';
  drawTyped(
    box,
    2,
    'then',
    isBack ? dialog.backAfter : dialog.then,
    dialog.field === 'then',
    problem === 'then',
    isBack,
  );
  drawChoices(box, 2, dialog.field === 'then', [
    ['hold', dialog.then === 'hold'],
    [
      `back to ${exactLevel(nowLevel(load))}${load.model === 'open' ? '/s' : ''} after ${dialog.backAfter.trim() || '--'}`,
      isBack,
    ],
    ['auto', dialog.then === 'auto'],
  ]);
}

function drawTyped(
  box: Region,
  y: number,
  name: string,
  text: string,
  hasFocus: boolean,
  isWrong: boolean,
  edits = true,
): void {
  box.text(2, y, name, hasFocus ? tone.strong : tone.plain);
  const room = choiceX - valueX - 2;
  const shown = text.length > room ? `…${text.slice(1 - room)}` : text;
  const end = box.text(valueX, y, shown, isWrong ? tone.over : hasFocus ? tone.strong : tone.plain);
  if (hasFocus && edits) box.put(end, y, ' ', tone.cursor);
}

function drawChoices(
  box: Region,
  y: number,
  hasFocus: boolean,
  choices: readonly (readonly [text: string, chosen: boolean])[],
): void {
  let x = choiceX;
  for (const [text, chosen] of choices) {
    if (chosen) box.put(x - 1, y, '▸', hasFocus ? tone.strong : tone.dim);
    x = box.text(x, y, fitText(text, box.columns - x - 1), chosen ? tone.strong : tone.dim) + 3;
    if (x >= box.columns - 2) return;
  }
}

/** The VUs at work, or the rate commanded now. */
function nowLevel({model, activeVus, commandedLevel}: SessionView['load']): number {
  return model === 'closed' ? activeVus : commandedLevel;
}

type Ready = Extract<RampReading, {kind: 'ready'}>['intent'];

/** `+2.4 VU/s`, `at once`. */
function paceText(intent: Ready, {load}: SessionView): string | null {
  if (intent.model !== load.model) return null;
  const ms = wayMs(intent, load);
  const difference = intent.level - nowLevel(load);
  if (!Number.isFinite(ms) || !Number.isFinite(difference)) return null;
  if (ms < 500) return 'at once';
  const pace = difference / (ms / 1000);
  return `${pace < 0 ? '-' : '+'}${shortNumber(Math.abs(pace))} ${load.model === 'closed' ? 'VU' : '/s'}/s`;
}

function drawPicture(region: Region, view: SessionView, reading: RampReading, theme: Theme): void {
  if (reading.kind !== 'ready') return;
  const {intent} = reading;
  const withForecast = region.columns >= 44;
  const plotCells = region.columns - plotX + 2 - (withForecast ? forecastCells : 0) - 1;
  if (intent.model === view.load.model && plotCells >= 10) {
    drawCourse(region.inner(0, 0, plotX - 2 + plotCells, region.rows), intent, view, theme);
  }
  if (withForecast)
    drawForecast(region.inner(region.columns - forecastCells, 0, forecastCells, region.rows), intent, view);
}

/** `320` and `248` beside the line between them, and when. */
function drawCourse(region: Region, intent: Ready, view: SessionView, theme: Theme): void {
  const {load} = view;
  const from = nowLevel(load);
  if (!Number.isFinite(from)) return;
  const rows = region.rows - 1;
  const x = plotX - 2;
  const cells = region.columns - x;
  const arriveMs = wayMs(intent, load);
  const tailMs = intent.then?.kind === 'back' ? intent.then.afterMs * 1.3 : arriveMs;
  const spanMs = Math.max(10_000, arriveMs + tailMs);
  const columns = plotColumns(cells, theme);
  const values = rampCourse(intent, load, {fromLevel: from, spanMs, columns});
  const [low, high] = [Math.min(from, intent.level), Math.max(from, intent.level)];
  const span = high - low;
  const scale = (value: number): number => {
    if (Number.isNaN(value)) return value;
    return span > 0 ? (value - low) / span : 0.5;
  };
  const series = [{values, kind: 'line', tone: tone.ok, mark: '*'}] as const;
  drawPlot(region.inner(x, 0, cells, rows), {series, scale, isDoubtful: () => false}, theme);
  if (high > low) {
    region.textRight(x - 1, 0, shortLevel(high), tone.dim);
    region.textRight(x - 1, rows - 1, shortLevel(low), tone.dim);
  } else region.textRight(x - 1, rows >> 1, shortLevel(low), tone.dim);
  region.text(x, rows, 'now', tone.dim);
  let free = x + 4;
  for (const atMs of [arriveMs, spanMs]) {
    const end = x + Math.round((atMs / spanMs) * cells);
    const text = `+${printDuration(Math.round(atMs / 1000) * 1000)}`;
    if (atMs < 500 || end - text.length < free) continue;
    region.textRight(end, rows, text, tone.dim);
    free = end + 1;
  }
}

function shortLevel(level: number): string {
  return exactLevel(level).length > plotX - 3 ? shortNumber(level) : exactLevel(level);
}

function drawForecast(region: Region, intent: Ready, view: SessionView): void {
  const lines = forecastLines(intent, view);
  lines.slice(0, region.rows).forEach(([text, own], y) => region.text(0, y, fitText(text, region.columns), own));
}

function forecastLines({model, level}: Ready, {curveFit, knee, load}: SessionView): readonly Piece[] {
  if (curveFit === null || curveFit.model !== model) {
    return [
      ['no forecast:', tone.dim],
      [`needs ${forecastLevels} loads`, tone.dim],
      [model === load.model ? 'that differ' : 'of that model', tone.dim],
    ];
  }
  const forecast = level === 0 ? null : forecastAt(curveFit, level);
  const {failingLevel} = curveFit;
  if (forecast === null && failingLevel !== null && level >= failingLevel) {
    return [
      ['no forecast:', tone.dim],
      ['requests fail', tone.near],
      [`from ${shortNumber(failingLevel)} on`, tone.dim],
    ];
  }
  if (forecast === null) {
    return [
      ['no forecast:', tone.dim],
      ['too far from', tone.dim],
      [`${shortNumber(curveFit.minLevel)}-${shortNumber(curveFit.maxLevel)}`, tone.dim],
    ];
  }
  const isPast = forecast.pastKnee || (knee !== null && model === load.model && level > knee.toLevel);
  return [
    ['forecast', tone.plain],
    [`req/s ${forecast.isBound ? '<' : '~'}${formatNumber(forecast.requestsPerSecond).trim()}`, tone.strong],
    p95Line(forecast),
    isPast ? ['past knee', tone.near] : [courseText(forecast), tone.dim],
  ];
}

function courseText({isBound, extrapolated}: LoadForecast): string {
  if (isBound) return 'no limit seen';
  return extrapolated ? 'not driven yet' : 'as driven';
}

function p95Line({p95Us, isBound}: LoadForecast): Piece {
  if (p95Us === null) return ['p95 --', tone.dim];
  return [`p95 ${isBound ? '>' : '~'}${shortLatency(p95Us)}`, tone.strong];
}

function drawNote(line: Region, view: SessionView, reading: RampReading): void {
  const [text, own] = noteOf(view, reading);
  line.text(0, 0, fitText(text, line.columns), own);
}

/** What stands in the way, or what will be asked. */
function noteOf(view: SessionView, reading: RampReading): readonly [string, Tone] {
  const {load, slos} = view;
  if (reading.kind === 'problem') return [`! ${reading.text}`, tone.over];
  if (reading.kind === 'incomplete') return ['', tone.dim];
  const {model, level} = reading.intent;
  if (model !== load.model)
    return [`▸ switches to ${model === 'open' ? 'OPEN' : 'CLOSED'}: ${levelText(model, level)}`, tone.plain];
  const present = Math.max(load.targetLevel, load.commandedLevel);
  if (level > load.capLevel)
    return [`~ over the cap ${exactLevel(load.capLevel)}: this will ask to raise it`, tone.near];
  if (level <= present) {
    const isFar = reading.intent.then?.kind === 'back' && present > 2 * level && present > 50;
    return isFar ? ['~ going back up is more than double: it will ask then', tone.near] : ['', tone.dim];
  }
  const failing = slos.find(({state, severity}) => state === 'over' && severity === 'critical');
  if (failing !== undefined) {
    return [`~ ${failing.short} is already over its SLO (${percentOf(failing.used)}): this will ask`, tone.near];
  }
  return level > 2 * present && level > 50 ? ['~ more than double: this will ask', tone.near] : ['', tone.dim];
}
