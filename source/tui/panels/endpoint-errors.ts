import {formatClock} from '../../domain/format.ts';
import type {LoadModel} from '../../domain/load-model.ts';
import type {ErrorRow, LookView} from '../../session/look.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone} from '../theme/tone.ts';
import type {EndpointsScreen} from '../ui-state.ts';
import {levelText} from './level-text.ts';

/** Row of the cursor among the errors; where the one it was on is gone, the row it had. -1 without errors. */
export function errorRow(errors: readonly ErrorRow[], {errorAt}: Pick<EndpointsScreen, 'errorAt'>): number {
  if (errorAt === undefined || errorAt === null) return Math.min(0, errors.length - 1);
  const found = errors.findIndex((error) => isErrorAt(error, errorAt));
  return found === -1 ? Math.min(errorAt.row, errors.length - 1) : found;
}

function isErrorAt(error: ErrorRow, {word, text, requestName}: NonNullable<EndpointsScreen['errorAt']>): boolean {
  const isOf = requestName === undefined || requestName === error.requestName;
  return error.word === word && error.text === text && isOf;
}

export interface ErrorListLook {
  /** Null: all requests. */
  readonly name: string | null;
  readonly seconds: number;
  /** Row of the cursor; null: there is none. */
  readonly cursor: number | null;
}

/** Heading and one row per kind of failure, newest first: ` 00:12:33  ! 503      {"error":"pool exhausted"}   x4`. */
export function drawEndpointErrors(region: Region, {errors, outcomes}: LookView, look: ErrorListLook): void {
  const {name, seconds, cursor} = look;
  const room = Math.max(0, region.rows - 1);
  const count = errors.length > room ? `${room} of ${errors.length}   ` : '';
  const open = cursor === null ? 'Enter, Enter = sample' : 'j k   Enter = sample';
  drawHeading(region, 0, `ERRORS  ${fitText(name ?? 'all requests', 40)}`, [
    `${count}newest first   ${open} response`,
    `${count}newest first   ${open}`,
    `${count}newest first`,
  ]);
  if (errors.length === 0) {
    region.text(1, 1, fitText(noErrorText({outcomes}), region.columns - 2), tone.dim);
    return;
  }
  const from = cursor === null ? 0 : Math.max(0, Math.min(cursor - Math.floor(room / 2), errors.length - room));
  const shown = errors.slice(from, from + room);
  const words = Math.min(region.columns < 110 ? 16 : 20, Math.max(8, ...shown.map(({word}) => widthOf(word))));
  shown.forEach((error, at) => {
    const isSelected = from + at === cursor;
    if (isSelected) region.put(0, at + 1, '▸', tone.strong);
    const isFirst = errors.findIndex((one) => one.code === error.code && isOfSame(one, error)) === from + at;
    const times = isFirst ? timesText(error, seconds, region.columns) : '';
    drawError(region, at + 1, error, {times, words, withName: name === null});
  });
}

/** Why there is nothing to show of its failures. */
export function noErrorText({outcomes}: Pick<LookView, 'outcomes'>): string {
  return outcomes.some(({code}) => code !== 0) ? 'no sample of its failures was kept' : 'no failures in this run';
}

/** Of all that ended in it, whatever they said: beside the newest of them alone. */
function timesText({word, inWindow}: ErrorRow, seconds: number, cells: number): string {
  if (inWindow <= 0) return '';
  return `   ${cells < 110 ? '' : `${fitText(word, 20)} `}x${inWindow} in last ${seconds}s`;
}

function isOfSame({requestName}: ErrorRow, other: ErrorRow): boolean {
  return requestName === other.requestName;
}

/** @param look words: cells of the column of words; withName: the request is told too */
function drawError(
  region: Region,
  y: number,
  error: ErrorRow,
  {times, words, withName}: {readonly times: string; readonly words: number; readonly withName: boolean},
): void {
  region.text(1, y, formatClock(error.atMs), tone.dim);
  region.text(11, y, '!', tone.over);
  region.text(13, y, fitText(error.word, words), tone.over);
  const name = withName ? `${fitText(error.requestName, Math.floor(region.columns / 4))}   ` : '';
  const textX = region.text(14 + words, y, name, tone.strong);
  const text = fitText(error.text, Math.max(12, region.columns - textX - 1 - widthOf(times)));
  region.text(region.text(textX, y, text, tone.plain), y, times, tone.dim);
}

/** `3 alerts on it in this run   first at 214 VUs (00:10:07)`; '' where there were none. */
export function alertText({request, alerts: {count, first}}: LookView, model: LoadModel): string {
  if (count === 0) return '';
  const where = request.name === null ? '' : ' on this request';
  const head = `${count} alert${count === 1 ? '' : 's'}${where} in this run`;
  return first === null ? head : `${head}   first at ${levelText(model, first.level)} (${formatClock(first.atMs)})`;
}
