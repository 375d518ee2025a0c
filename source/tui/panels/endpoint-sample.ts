import {formatClock} from '../../domain/format.ts';
import type {ErrorRow} from '../../session/look.ts';
import type {Region} from '../canvas/canvas.ts';
import {cellsOf, fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone, type Tone} from '../theme/tone.ts';

interface SampleLine {
  readonly text: string;
  readonly look: Tone;
}

export interface SamplePlace {
  /** Of the error among those kept, from 0. */
  readonly row: number;
  readonly count: number;
  /** First line wanted. */
  readonly scroll: number;
  readonly seconds: number;
}

/**
 * One failure whole: what it was, the response's headers and its body, wrapped.
 *
 *     ─ SAMPLE  503  POST /api/checkout ────────────── 1 of 3   j k other error ─
 *      00:12:33   status 503   x5 in last 10s
 *      {"error":"pool exhausted","waited_ms":250}
 *      …
 */
export function drawEndpointSample(region: Region, error: ErrorRow, place: SamplePlace): void {
  const {row, count, seconds} = place;
  const lines = sampleLines(error, seconds, Math.max(1, region.columns - 2));
  const room = Math.max(0, region.rows - 1);
  const from = Math.max(0, Math.min(place.scroll, lines.length - room));
  const below = lines.length - room - from;
  const more = below > 0 ? `${below} more line${below === 1 ? '' : 's'}: PgDn   ` : from > 0 ? 'PgUp   ' : '';
  drawHeading(region, 0, `SAMPLE  ${fitText(error.word, 20)}  ${fitText(error.requestName, 40)}`, [
    `${more}${row + 1} of ${count}   j k other error   Enter = back`,
    `${more}${row + 1} of ${count}`,
    `${below > 0 ? `+${below} PgDn   ` : ''}${row + 1} of ${count}`,
    `${row + 1} of ${count}`,
  ]);
  lines.slice(from, from + room).forEach(({text, look}, at) => region.text(1, at + 1, text, look));
}

/** Lines of it that a screen of so many rows shows: all but its heading, and two rows above and below. */
export function sampleRows(screenRows: number): number {
  return Math.max(1, screenRows - 5);
}

/** Lines that a sample takes at a width; each is at most that many cells. */
export function sampleLines(error: ErrorRow, seconds: number, cells: number): readonly SampleLine[] {
  const {atMs, status, code, word, text, body, headers, inWindow} = error;
  const what = status === null ? `${word}   error code ${code}` : `status ${status}`;
  const times = `   ${inWindow === 0 ? 'none' : inWindow} of these in last ${seconds}s`;
  const fields = Object.entries(headers);
  const of = (whole: string, look: Tone): SampleLine[] => wrapCells(whole, cells).map((line) => ({text: line, look}));
  return [
    ...of(`${formatClock(atMs)}   ${what}${times}`, tone.strong),
    ...(body === null || body.trim() === '' || !body.includes(text) ? of(text, tone.over) : []),
    {text: '', look: tone.plain},
    {text: fields.length === 0 ? 'no response headers' : 'HEADERS', look: tone.dim},
    ...fields.flatMap(([name, value]) => of(`${name}: ${value}`, tone.plain)),
    {text: '', look: tone.plain},
    {text: body === null || body === '' ? 'no body' : 'BODY', look: tone.dim},
    ...(body === null
      ? []
      : body
          .replace(/\s+$/, '')
          .split(/\r\n|[\r\n]/)
          .flatMap((line) => of(line, tone.plain))),
  ];
}

/** Lines of at most `cells` cells, broken wherever they end: bodies have long words. A wide glyph is never torn. */
export function wrapCells(text: string, cells: number): readonly string[] {
  if (cells < 1) return [];
  const glyphs = cellsOf(text);
  const lines: string[] = [];
  let from = 0;
  while (glyphs.length - from > cells) {
    // The second half of a wide glyph must stay with its first.
    const to = glyphs[from + cells] === '' && cells > 1 ? from + cells - 1 : from + cells;
    lines.push(glyphs.slice(from, to).join(''));
    from = to;
  }
  lines.push(glyphs.slice(from).join(''));
  return lines;
}
