import type {Region} from '../canvas/canvas.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {drawBar} from './bar.ts';

export interface Gauge {
  /** Of the whole, 0 to 1; NaN: nothing is filled. */
  readonly share: number;
  /** Where the mark stands, 0 to 1; NaN: nowhere. */
  readonly mark: number;
  readonly tone: Tone;
}

/** `▮▮▮▮▮▮|▯▯▯`: a bar with a mark on it. */
export function drawGauge(region: Region, x: number, y: number, width: number, gauge: Gauge): void {
  if (!(width > 0)) return;
  drawBar(region, x, y, width, gauge.share, gauge.tone);
  if (Number.isNaN(gauge.mark)) return;
  const at = Math.max(0, Math.min(width - 1, Math.round(gauge.mark * width)));
  region.put(x + at, y, '|', tone.strong);
}
