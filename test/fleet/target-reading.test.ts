import {describe, expect, test} from 'vitest';
import {parseExposition} from '../../source/fleet/parse-exposition.ts';
import {readFigures, sampleBetween, type TargetReading} from '../../source/fleet/target-reading.ts';

function reading(page: string, atMs = 0): TargetReading | null {
  return readFigures(
    parseExposition(page, () => true),
    atMs,
  );
}

/** A CPU with so many seconds busy, waiting for a disk, and idle. */
function cpu(name: string, user: number, iowait: number, idle: number): string {
  return [
    `node_cpu_seconds_total{cpu="${name}",mode="user"} ${user}`,
    `node_cpu_seconds_total{cpu="${name}",mode="iowait"} ${iowait}`,
    `node_cpu_seconds_total{cpu="${name}",mode="idle"} ${idle}`,
  ].join('\n');
}

function net(device: string, rx: number, tx: number): string {
  return `node_network_receive_bytes_total{device="${device}"} ${rx}\nnode_network_transmit_bytes_total{device="${device}"} ${tx}`;
}

function between(before: string, now: string, ms = 2000) {
  return sampleBetween(reading(before), reading(now, ms)!, 7000);
}

describe('what a machine did between two pages', () => {
  test('its CPU share is over all CPUs, and waiting for a disk is not busy', () => {
    const sample = between(
      `${cpu('0', 100, 5, 200)}\n${cpu('1', 50, 0, 300)}`,
      `${cpu('0', 101.5, 5.3, 200.2)}\n${cpu('1', 50.5, 0, 301.5)}`,
    );
    expect(sample.cpu).toBeCloseTo(0.5);
    expect(sample.cores).toBe(2);
    expect(sample.atMs).toBe(7000);
  });

  test('rates are over the time between the pages, without loopback and what containers have', () => {
    const sample = between(
      [net('lo', 0, 0), net('eth0', 1000, 500), net('veth1a', 0, 0), net('docker0', 0, 0)].join('\n'),
      [net('lo', 9e9, 9e9), net('eth0', 5000, 1500), net('veth1a', 9e9, 9e9), net('docker0', 9e9, 9e9)].join('\n'),
    );
    expect([sample.netRxBytesPerSecond, sample.netTxBytesPerSecond]).toEqual([2000, 500]);
  });

  test('loopback counts where there is nothing else', () => {
    expect(between(net('lo', 0, 0), net('lo', 400, 600)).netTxBytesPerSecond).toBe(300);
  });

  test('memory and load are of the newer page', () => {
    const page = 'node_memory_MemTotal_bytes 8e9\nnode_memory_MemAvailable_bytes 5e9\nnode_load1 1.25';
    const {memoryUsedBytes, memoryTotalBytes, load1, cpu: share} = between('node_load1 9', page);
    expect({memoryUsedBytes, memoryTotalBytes, load1, share}).toEqual({
      memoryUsedBytes: 3e9,
      memoryTotalBytes: 8e9,
      load1: 1.25,
      share: null,
    });
  });

  test('a counter that goes back is a gap, in that figure alone', () => {
    const sample = between(
      `${cpu('0', 100, 0, 200)}\n${net('eth0', 5000, 100)}`,
      `${cpu('0', 1, 0, 2)}\n${net('eth0', 50, 300)}`,
    );
    expect([sample.cpu, sample.netRxBytesPerSecond, sample.netTxBytesPerSecond]).toEqual([null, null, 100]);
    // Also where the others have grown by more than it lost.
    expect(between(cpu('0', 100, 0, 200), cpu('0', 1, 0, 400)).cpu).toBeNull();
  });

  test('figures that no machine can have are unknown, and the others stand', () => {
    const lies = [
      cpu('0', 1e300, 0, 200),
      net('eth0', 1e19, 300),
      'node_memory_MemTotal_bytes 1e308',
      'node_memory_MemAvailable_bytes 5',
      'node_load1 1e300',
    ].join('\n');
    const sample = between(`${cpu('0', 100, 0, 200)}\n${net('eth0', 0, 100)}`, lies);
    expect(sample).toMatchObject({cpu: null, memoryUsedBytes: null, memoryTotalBytes: null, load1: null});
    expect([sample.netRxBytesPerSecond, sample.netTxBytesPerSecond]).toEqual([null, 100]);
    expect(reading('node_load1 1e300\nnode_memory_MemTotal_bytes 1e308')).toBeNull();
  });

  test('the first page, and two at one moment, tell no rates', () => {
    const page = `${cpu('0', 1, 0, 1)}\n${net('eth0', 5000, 100)}`;
    const first = sampleBetween(null, reading(page)!, 0);
    expect([first.cpu, first.netRxBytesPerSecond, first.cores]).toEqual([null, null, 1]);
    const same = between(page, page, 0);
    expect([same.cpu, same.netRxBytesPerSecond]).toEqual([null, null]);
  });

  test('a CPU or an interface that has just come counts from the next page on', () => {
    const sample = between(
      `${cpu('0', 1, 0, 1)}\n${net('eth0', 10, 10)}`,
      `${cpu('0', 2, 0, 2)}\n${cpu('1', 99, 0, 1)}\n${net('eth0', 30, 10)}\n${net('eth1', 1e9, 1e9)}`,
    );
    expect([sample.cpu, sample.netRxBytesPerSecond]).toEqual([0.5, 10]);
  });

  test('a page without any of its figures is none', () => {
    expect(reading('go_threads 9\n')).toBeNull();
    expect(reading('node_load1 NaN\n')).toBeNull();
  });
});
