import type {SessionView, TargetHostView} from '../../session/view.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {seriesOf} from '../plots/column-window.ts';
import {tone} from '../theme/tone.ts';
import {percentText} from './generator-line.ts';
import {drawTexts} from './host-generator.ts';
import {loadText, ofCores, targetMeters} from './host-meters.ts';
import {drawTallTrend} from './host-trends.ts';
import type {PlotPlace} from './plot-place.ts';

/** `TARGET HOST ─── node_exporter http://127.0.0.1:9100`; why nothing comes from there, where nothing does. */
export function drawTargetHeading(region: Region, y: number, {targetHost, playback}: SessionView): void {
  const room = region.columns - 19;
  const unasked = playback === null ? ['not observed: --target-metrics URL', 'not observed'] : ['was not observed'];
  const variants = targetHost === null ? unasked : [statePieces(targetHost, room)];
  drawHeading(region, y, 'TARGET HOST', variants);
}

function statePieces({source, state, problem}: TargetHostView, room: number): readonly Piece[] {
  if (state === 'ok') return [[fitText(source, room), tone.dim]];
  if (state === 'waiting') return [[fitText(`waiting for ${source}`, room), tone.near]];
  // Why comes first: it must not be cut for the sake of where.
  const why = fitText(problem ?? 'nothing comes', Math.max(12, room - 12));
  const where = fitText(`   ${source}`, room - why.length - 2);
  return [
    [`! ${why}`, tone.overStrong],
    [where.trim() === '…' ? '' : where, tone.dim],
  ];
}

/** Its CPU, without heading. */
export function drawTargetCpu(region: Region, view: SessionView, place: PlotPlace): void {
  const [cpu] = targetMeters(view);
  const sample = view.targetHost?.sample ?? null;
  const cores = ofCores(sample?.cores);
  const values = seriesOf(place.window, cpu!.pick);
  const series = [{values, kind: 'line', tone: tone.ok, mark: '*'}] as const;
  drawTallTrend(region, {series, top: 1, print: (value) => percentText(value)}, place);
  drawTexts(region, place, [
    [
      [cpu!.value[0], sample?.cpu == null ? tone.dim : tone.strong],
      [cores === '' ? ' cpu' : ` of ${cores}`, tone.plain],
    ],
    [[`load ${loadText(sample?.load1)} (1 min)`, tone.plain]],
  ]);
}
