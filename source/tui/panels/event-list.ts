import {formatClock} from '../../domain/format.ts';
import type {EventKind, SessionEvent} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone} from '../theme/tone.ts';
import {eventTones} from './event-marks.ts';

const glyphs: Readonly<Record<EventKind, string>> = {
  'load-up': '▴',
  'load-down': '▾',
  alert: '!',
  cleared: '✓',
  snapshot: '◉',
  mark: '*',
  stop: '!',
  model: '▸',
  info: ' ',
  place: ' ',
  gap: '~',
  failure: '!',
};

/** Heading and the newest events, newest first: ` 00:12:14  ▴ manual: 240 ▸ 250 VUs over 25s`. */
export function drawEventList(region: Region, events: readonly SessionEvent[]): void {
  drawHeading(region, 0, 'EVENTS', ['newest first']);
  for (let y = 1; y < region.rows; y++) {
    const event = events[events.length - y];
    if (event === undefined) return;
    drawEvent(region, y, event);
  }
}

/** One event on one row. */
export function drawEvent(region: Region, y: number, event: SessionEvent): void {
  region.text(1, y, formatClock(event.atMs), tone.dim);
  region.text(11, y, glyphs[event.kind], eventTones[event.kind]);
  const own = eventTones[event.kind] === tone.dim ? tone.plain : eventTones[event.kind];
  region.text(13, y, fitText(event.text, region.columns - 14), own);
}
