import {describe, expect, test} from 'vitest';
import {machineFields, type HostSample, type TargetSample} from '../../source/domain/host.ts';
import {hostPointShape} from '../../source/files/snapshot-shape.ts';
import {mergeSeconds} from '../../source/files/merge-drive.ts';
import {mergeCells, type Cell} from '../../source/metrics/cell.ts';
import {createCellSeries, type CellSeries} from '../../source/metrics/cell-series.ts';
import {cellOfSecond} from '../../source/metrics/file-cell.ts';
import {rowOf} from '../../source/session/column-rows.ts';
import {cellOf, hostPointOf} from '../../source/session/snapshot-cells.ts';
import {metricsOf} from '../session/fixtures.ts';

function second(series: CellSeries, atS: number, figures: {openSockets?: number; steal?: number} = {}): Cell {
  series.add({
    startMs: atS * 1000,
    endMs: atS * 1000 + 1000,
    metrics: metricsOf([]),
    activeVus: 1,
    targetVus: 1,
    targetRate: Number.NaN,
    inFlight: 0,
    saturated: false,
    loopDelayMs: 1,
    ...figures,
  });
  return series.cells().at(-1)!;
}

function host(atMs: number, changes: Partial<HostSample> = {}): HostSample {
  const network = {netRxBytesPerSecond: 1, netTxBytesPerSecond: 2};
  return {atMs, cpu: 0.5, processCpuCores: 0.25, memoryUsedBytes: 10, rssBytes: 5, openFds: 40, ...network, ...changes};
}

function target(atMs: number, changes: Partial<TargetSample> = {}): TargetSample {
  return {
    atMs,
    cpu: 0.75,
    cores: 4,
    memoryUsedBytes: 3e9,
    memoryTotalBytes: 8e9,
    netRxBytesPerSecond: 100,
    netTxBytesPerSecond: 200,
    load1: 1.5,
    ...changes,
  };
}

describe('both machines in a second', () => {
  test('what is known of them goes into its row, also by way of a file', () => {
    const series = createCellSeries();
    series.addHost(host(400, {load1: 2.25}));
    series.addTarget(target(600));
    const cell = second(series, 0, {openSockets: 7, steal: 0.01});
    const machine = {
      processCores: 0.25,
      memoryUsedBytes: 10,
      openFds: 40,
      openSockets: 7,
      load1: 2.25,
      steal: 0.01,
      targetCpu: 0.75,
      targetMemoryBytes: 3e9,
      targetNetRxBytesPerSecond: 100,
      targetNetTxBytesPerSecond: 200,
      targetLoad1: 1.5,
    };
    expect(rowOf(cell, true, 0).machine).toEqual(machine);
    const point = hostPointOf(cell);
    expect(hostPointShape(JSON.parse(JSON.stringify(point)), 'host')).toBeNull();
    const read = cellOfSecond({kind: 'second', cell: cellOf(cell), host: point});
    expect(rowOf(read, true, 0).machine).toEqual(machine);
  });

  test('what nobody knows is not in the file, and unknown in the row', () => {
    const series = createCellSeries();
    series.addHost(host(400, {processCpuCores: null, openFds: null}));
    const cell = second(series, 0, {steal: Number.NaN});
    expect(Object.keys(hostPointOf(cell)).filter((key) => machineFields.some((field) => field === key))).toEqual([]);
    expect(rowOf(cell, true, 0).machine).toMatchObject({memoryUsedBytes: 10, openFds: Number.NaN, steal: Number.NaN});
  });

  test('a file of before any of it was known gives no machine', () => {
    const cell = second(createCellSeries(), 0);
    const point = hostPointOf(cell);
    const read = cellOfSecond({kind: 'second', cell: cellOf(cell), host: point});
    expect(rowOf(read, true, 0).machine).toBeNull();
  });

  test('a sample of the target stands until the next, but not for long', () => {
    const series = createCellSeries();
    series.addTarget(target(900, {cpu: 0.2}));
    const seen = [0, 1, 2, 3, 4, 5].map((atS) => {
      if (atS === 2) series.addTarget(target(2400, {cpu: 0.6}));
      return rowOf(second(series, atS), true, 0).machine?.targetCpu ?? Number.NaN;
    });
    expect(seen).toEqual([0.2, 0.2, 0.6, 0.6, 0.6, 0.6]);
    expect(rowOf(second(series, 6), true, 0).machine).toBeNull();
  });

  test('a wider cell has the means of those that know, in memory as in a recording that is merged', () => {
    const series = createCellSeries();
    series.addHost(host(400));
    series.addTarget(target(500, {cpu: 0.2}));
    const first = second(series, 0, {openSockets: 10});
    series.addTarget(target(1500, {cpu: 0.4, load1: null}));
    const last = second(series, 1, {openSockets: 20});
    const merged = mergeCells([first, last], 0, 2).host;
    expect(merged).toMatchObject({openSockets: 15, processCpuCores: 0.25, targetLoad1: 1.5, cpu: 0.5});
    expect(merged.targetCpu).toBeCloseTo(0.3);
    const seconds = [first, last].map(
      (cell) => ({kind: 'second', cell: cellOf(cell), host: hostPointOf(cell)}) as const,
    );
    const written = mergeSeconds(seconds, 0, 2).host;
    expect(written).toMatchObject({openSockets: 15, processCpuCores: 0.25, targetLoad1: 1.5});
    expect(written.targetCpu).toBeCloseTo(0.3);
    expect('steal' in written).toBe(false);
  });
});
