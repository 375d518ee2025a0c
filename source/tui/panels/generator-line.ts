import type {SessionView} from '../../session/view.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {piecesWidth} from '../canvas/canvas.ts';
import {seriesOf, type ColumnWindow} from '../plots/column-window.ts';
import {sparkline} from '../plots/sparkline.ts';
import {tone} from '../theme/tone.ts';
import {bytePair, shortBytes} from './measured-text.ts';
import {shortNumber} from '../plots/axis.ts';

/** ` gen  cpu 41% ▃▃▄▃▄▄▅▄  loop 3.1ms  mem 212M  net 9.4/1.2MB/s  sockets 248/1024`. */
export function drawGeneratorLine(region: Region, y: number, view: SessionView, window: ColumnWindow): void {
  const {host, generator, hostFacts} = view;
  const cpu = seriesOf(window, (row) => row.cpu);
  const recent = cpu.subarray(Math.max(0, cpu.length - 8));
  const trend = sparkline(recent, 1, Math.max(0, window.first - (cpu.length - recent.length)));
  const limit = hostFacts?.fdLimit ?? null;
  const items: readonly (readonly Piece[])[] = [
    [
      [`cpu ${percentText(host?.cpu)} `, tone.plain],
      [trend, tone.ok],
    ],
    [[`loop ${loopText(generator.loopDelayMs)}`, generator.verdict === 'ok' ? tone.plain : tone.overStrong]],
    [[`mem ${shortBytes(host?.rssBytes ?? null)}`, tone.plain]],
    [[`net ${bytePair(host?.netRxBytesPerSecond ?? null, host?.netTxBytesPerSecond ?? null)}`, tone.plain]],
    ...(Number.isFinite(view.openSockets)
      ? [[[`sockets ${view.openSockets}${limit === null ? '' : `/${shortNumber(limit)}`}`, tone.plain] as const]]
      : []),
    ...(view.targetHost === null
      ? []
      : [[[`target cpu ${percentText(view.targetHost.sample?.cpu)}`, tone.plain] as const]]),
    ...(view.transport === null ? [] : [[[view.transport.kind, tone.dim] as const]]),
  ];
  region.text(1, y, 'gen', tone.dim);
  let x = 6;
  for (const item of items) {
    if (x + piecesWidth(item) > region.columns) continue;
    x = region.pieces(x, y, item) + 2;
  }
}

/** `41%`, `--`. */
export function percentText(share: number | null | undefined): string {
  return share === null || share === undefined || !Number.isFinite(share) ? '--' : `${Math.round(share * 100)}%`;
}

/** `3.1ms`, `84ms`, `--`. */
export function loopText(delayMs: number): string {
  if (!Number.isFinite(delayMs)) return '--';
  return delayMs < 9.95 ? `${delayMs.toFixed(1)}ms` : `${Math.round(delayMs)}ms`;
}
