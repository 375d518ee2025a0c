import {formatNumber} from '../../domain/format.ts';
import type {ColumnRow, MachineColumn, SessionView} from '../../session/view.ts';
import type {Piece} from '../canvas/canvas.ts';
import {shortNumber} from '../plots/axis.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {loopText, percentText} from './generator-line.ts';
import {byteRate, shortBytes} from './measured-text.ts';

/** One figure of a machine over time. */
export interface HostMeter {
  /** At most eight cells. */
  readonly label: string;
  readonly value: Piece;
  /** What it is of, or whose. */
  readonly note: string;
  readonly pick: (row: ColumnRow) => number;
  /** Least top of the trend's scale. */
  readonly top: number;
  readonly tone: Tone;
}

/** A loop delay under this is nothing to look at, ms. */
const loopTop = 20;

/** CPU of the machine and of perftui, and the event loop: what is plotted tall where there is room. */
export function generatorMeters(view: SessionView): readonly HostMeter[] {
  const {host, hostFacts, generator} = view;
  const alarmed = generator.verdict === 'ok' ? tone.plain : tone.overStrong;
  const cores = ofCores(hostFacts?.cores);
  return [
    meter('cpu', percentText(host?.cpu), cores, (row) => row.cpu, {top: 1, tone: tone.ok}),
    meter('own cpu', coresText(host?.processCpuCores), 'cores', machine('processCores'), {top: 1, tone: tone.ok}),
    {
      ...meter('loop', loopText(generator.loopDelayMs), `busy ${percentText(generator.utilisation)}`, loop, {
        top: loopTop,
        tone: tone.ok,
      }),
      value: [loopText(generator.loopDelayMs), generator.loopDelayMs >= 0 ? alarmed : tone.dim],
    },
  ];
}

/** What else there is of the generator's machine, what matters most first. */
export function generatorStocks(view: SessionView): readonly HostMeter[] {
  const {host, hostFacts, openSockets, generator} = view;
  const limit = hostFacts?.fdLimit ?? null;
  const most = limit === null ? '' : `of ${shortNumber(limit)}`;
  const memory = hostFacts === null ? '' : `of ${shortBytes(hostFacts.memoryBytes)}`;
  const net = hostFacts?.netInterface ?? '';
  return [
    meter('rss', shortBytes(host?.rssBytes ?? null), 'perftui', (row) => row.rssBytes),
    meter('net rx', byteRate(host?.netRxBytesPerSecond ?? null), net, (row) => row.netRxBytesPerSecond),
    meter('net tx', byteRate(host?.netTxBytesPerSecond ?? null), net, (row) => row.netTxBytesPerSecond),
    meter('sockets', countText(openSockets), most, machine('openSockets')),
    meter('memory', shortBytes(host?.memoryUsedBytes ?? null), memory, machine('memoryUsedBytes')),
    meter('fds', countText(host?.openFds), most, machine('openFds')),
    meter('load', loadText(host?.load1), '1 min', machine('load1')),
    meter('steal', percentText(generator.steal), 'of the CPU', machine('steal'), {top: 0.1}),
  ];
}

/** Of the machine under test, its CPU first. */
export function targetMeters({targetHost}: SessionView): readonly HostMeter[] {
  const sample = targetHost?.sample ?? null;
  const cores = ofCores(sample?.cores);
  const memory = sample?.memoryTotalBytes == null ? '' : `of ${shortBytes(sample.memoryTotalBytes)}`;
  return [
    meter('cpu', percentText(sample?.cpu), cores, machine('targetCpu'), {top: 1, tone: tone.ok}),
    meter('memory', shortBytes(sample?.memoryUsedBytes ?? null), memory, machine('targetMemoryBytes'), {
      top: sample?.memoryTotalBytes ?? 0,
    }),
    meter('net rx', byteRate(sample?.netRxBytesPerSecond ?? null), 'not lo', machine('targetNetRxBytesPerSecond')),
    meter('net tx', byteRate(sample?.netTxBytesPerSecond ?? null), 'not lo', machine('targetNetTxBytesPerSecond')),
    meter('load', loadText(sample?.load1), '1 min', machine('targetLoad1')),
  ];
}

/** `0.92`. */
export function coresText(cores: number | null | undefined): string {
  return cores === null || cores === undefined || !Number.isFinite(cores) ? '--' : cores.toFixed(2);
}

/** `8 cores`, `1 core`; '' where that is not known. */
export function ofCores(cores: number | null | undefined): string {
  return typeof cores === 'number' && Number.isFinite(cores)
    ? `${shortNumber(cores)} ${cores === 1 ? 'core' : 'cores'}`
    : '';
}

/** `1.23`. */
export function loadText(load1: number | null | undefined): string {
  return formatNumber(load1 ?? Number.NaN);
}

function countText(count: number | null | undefined): string {
  return count === null || count === undefined || !Number.isFinite(count) ? '--' : shortNumber(count);
}

function meter(
  label: string,
  text: string,
  note: string,
  pick: HostMeter['pick'],
  look: {readonly top?: number; readonly tone?: Tone} = {},
): HostMeter {
  const value: Piece = [text, text.startsWith('--') ? tone.dim : tone.plain];
  return {label, value, note, pick, top: look.top ?? 0, tone: look.tone ?? tone.p95};
}

function machine(field: keyof MachineColumn): HostMeter['pick'] {
  return (row) => row.machine?.[field] ?? Number.NaN;
}

function loop(row: ColumnRow): number {
  return row.loopDelayMs;
}
