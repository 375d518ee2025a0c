import {formatDuration} from '../../domain/format.ts';
import type {Region} from '../canvas/canvas.ts';
import {tone} from '../theme/tone.ts';
import type {ColumnWindow} from '../plots/column-window.ts';

/** `[1 Drive]                     window 4m8s +1m20s  2s/dot   , . zoom   ? help`. */
export function drawTabRow(region: Region, window: ColumnWindow, perDot: boolean): void {
  const {columns} = region;
  region.text(0, 0, '[1 Drive]', tone.strong);
  const gap = columns >= 100 ? '   ' : '  ';
  const range = formatDuration(window.seconds * window.count * 1000);
  const ahead = window.ahead === 0 ? '' : ` +${formatDuration(window.seconds * window.ahead * 1000)}`;
  const zoom = `window ${range}${ahead}${columns < 100 ? '' : `  ${window.seconds}s/${perDot ? 'dot' : 'column'}`}`;
  const variants = [[zoom, ', . zoom', '? help'], [zoom, '? help'], ['? help']];
  const shown = variants.map((parts) => parts.join(gap)).find((text) => text.length + 12 <= columns);
  if (shown !== undefined) region.textRight(columns, 0, shown, tone.dim);
}
