import type {SessionView} from '../../session/view.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {drawHeading} from '../canvas/heading.ts';
import {seriesOf} from '../plots/column-window.ts';
import {tone} from '../theme/tone.ts';
import {loopText, percentText} from './generator-line.ts';
import {coresText, generatorMeters, loadText, ofCores} from './host-meters.ts';
import {drawTallTrend, topOf} from './host-trends.ts';
import type {PlotPlace} from './plot-place.ts';
import {fitText} from '../canvas/cell-text.ts';

/** `GENERATOR bench-1`, and at the right what drives load from it. */
export function drawGeneratorHeading(region: Region, y: number, view: SessionView): void {
  const {hostFacts, transport, playback} = view;
  const name = fitText(hostFacts?.hostname ?? '', 24);
  const kind = transport === null ? [] : [transport.kind];
  const machine = hostFacts === null ? [] : [`${hostFacts.platform} ${fitText(hostFacts.kernel, 20)}`];
  const whose = playback === null ? ['this host drives the load'] : ['as it was recorded'];
  const texts = [[...whose, ...machine, ...kind], [...whose, ...kind], whose, kind].map((parts) => parts.join('   '));
  drawHeading(region, y, `GENERATOR ${name}`.trimEnd(), texts);
}

/** The machine's CPU as a line, perftui's own part of it below as another. */
export function drawCpuTrend(region: Region, view: SessionView, place: PlotPlace): void {
  const {host, hostFacts, generator} = view;
  const cores = hostFacts?.cores ?? Number.NaN;
  const own = seriesOf(place.window, (row) => (row.machine?.processCores ?? Number.NaN) / cores);
  const cpu = seriesOf(place.window, (row) => row.cpu);
  const series = [
    {values: own, kind: 'line', tone: tone.p50, mark: '+'},
    {values: cpu, kind: 'line', tone: tone.ok, mark: '*'},
  ] as const;
  drawTallTrend(region, {series, top: 1, print: (value) => percentText(value)}, place);
  drawTexts(region, place, [
    [
      [percentText(host?.cpu), host?.cpu == null ? tone.dim : tone.strong],
      [hostFacts === null ? ' cpu' : ` of ${ofCores(hostFacts.cores)}`, tone.plain],
    ],
    [
      [`own ${coresText(host?.processCpuCores)} cores`, tone.plain],
      ['  lower line', tone.p50],
    ],
    [[`load ${loadText(host?.load1)} (1 min)`, tone.plain]],
    [[`steal ${percentText(generator.steal)}`, generator.steal > 0 ? tone.near : tone.plain]],
  ]);
}

/** The busiest worker's event loop, and what else delays answers on their way into perftui. */
export function drawLoopTrend(region: Region, view: SessionView, place: PlotPlace): void {
  const {generator} = view;
  const meter = generatorMeters(view)[2]!;
  const values = seriesOf(place.window, meter.pick);
  const top = topOf(meter, values);
  drawHeading(region, 0, 'EVENT LOOP', ["p99 of the slowest worker's delay", 'p99 of its delay']);
  const body = region.inner(0, 1, region.columns, region.rows - 1);
  const series = [{values, kind: 'line', tone: tone.ok, mark: '*'}] as const;
  drawTallTrend(body, {series, top, print: (ms) => `${Number(ms.toPrecision(3))}ms`}, place);
  drawTexts(body, place, [
    [
      [meter.value[0], generator.verdict === 'ok' ? tone.strong : meter.value[1]],
      [` late   busy ${percentText(generator.utilisation)}`, tone.plain],
    ],
    [[`answers wait ${loopText(generator.clientWaitMs)}`, tone.plain]],
    [[`woken ${loopText(generator.probeLateMs)} late`, tone.plain]],
    ...(Number.isFinite(generator.startLagMs)
      ? [[[`start lag ${loopText(generator.startLagMs)}`, tone.plain] as const]]
      : []),
  ]);
}

/** Right of a plot, as many lines as it has rows. */
export function drawTexts(region: Region, place: PlotPlace, lines: readonly (readonly Piece[])[]): void {
  lines.slice(0, region.rows).forEach((pieces, y) => region.pieces(place.textX, y, pieces));
}
