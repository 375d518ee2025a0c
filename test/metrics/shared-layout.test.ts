import {expect, test} from 'vitest';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import {
  createSharedMetrics,
  histogramPages,
  histogramWord,
  nameWord,
  viewShared,
} from '../../source/metrics/shared-layout.ts';
import {SharedReader} from '../../source/metrics/shared-reader.ts';
import {SharedWriter} from '../../source/metrics/shared-writer.ts';
import {expectWhole} from './expect-whole.ts';

const noPhases = new Int32Array(6).fill(-1);

/** Bytes a name's records take beyond those of a buffer for one name less, pages counted one by one. */
function bytesPerName(record: (writer: SharedWriter) => void): number {
  const fixed = createSharedMetrics(200).byteLength - createSharedMetrics(199).byteLength;
  const buffer = createSharedMetrics(1);
  const writer = new SharedWriter(buffer, 1);
  const reader = new SharedReader(buffer, 1);
  for (let bank = 0; bank < 2; bank++) {
    record(writer);
    reader.read();
  }
  return fixed + 4096 * pagesIn(buffer);
}

function pagesIn(buffer: SharedArrayBuffer): number {
  const {banks, names} = viewShared(buffer, 1);
  let pages = 0;
  for (const {words} of banks) {
    pages += Number(words[nameWord.statuses] !== 0) + Number(words[nameWord.unexpected] !== 0);
    for (let at = 0; at < histogramPages; at++)
      pages += Number(words[nameWord.latency + histogramWord.pages + at] !== 0);
  }
  expect(names).toBe(1);
  return pages;
}

test('a request name takes 656 bytes, typically 40 KiB more, and at worst 160', () => {
  expect(bytesPerName(() => {})).toBe(656);
  const typical = bytesPerName((writer) => {
    for (let us = 1024; us < 16_384; us += 100) writer.answered(0, 200, true, us, 0, 0, noPhases);
  });
  expect(typical).toBe(656 + 40 * 1024);
  const worst = bytesPerName((writer) => {
    for (let us = 1; us < 120_000_000; us *= 2) writer.answered(0, 500, false, us, 0, 0, noPhases);
  });
  expect(worst).toBe(656 + 160 * 1024);
});

test('200 names with every bucket in use fit, and the buffer grows without losing what it holds', () => {
  const names = 200;
  const buffer = createSharedMetrics(names);
  const writer = new SharedWriter(buffer, names);
  const reader = new SharedReader(buffer, names);
  const readings: IntervalMetrics[] = [];
  for (let round = 0; round < 2; round++) {
    for (let name = 0; name < names; name++) {
      for (let us = 1; us < 120_000_000; us *= 2) {
        writer.started(name);
        writer.answered(name, 500, false, us, 1, 1, Int32Array.of(us, us, us, us, us, us));
      }
      writer.openStart(2 ** (name % 27));
      writer.openEnd(2 ** (name % 27), 2 ** (name % 27));
      writer.clientWaited(2 ** (name % 27));
      writer.iterationEnded(2 ** (name % 27));
    }
    readings.push(reader.read()!);
  }
  for (const reading of readings) {
    expectWhole(reading);
    expect(reading.names).toHaveLength(names);
    for (const name of reading.names) expect(name.answered).toBe(27);
  }
  expect(buffer.byteLength).toBeLessThanOrEqual(buffer.maxByteLength);
});
