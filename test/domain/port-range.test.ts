import {expect, test} from 'vitest';
import {
  connectionsThatFit,
  defaultPortRange,
  isLoopbackV4,
  loopbackSourceOf,
  parsePortRange,
  portsPerSource,
} from '../../source/domain/port-range.ts';

test('the range is read as the system writes it, and nothing else is taken for one', () => {
  expect(parsePortRange('32768\t60999\n')).toEqual(defaultPortRange);
  expect(parsePortRange('9 9')).toEqual({low: 9, high: 9});
  for (const text of ['', '1', '5 4', '0 9', '1 70000', '1 2 3', 'a b', '-1 5'])
    expect(parsePortRange(text)).toBe(null);
});

test('one source holds about 20,000 connections by default, loopback many times that', () => {
  expect(portsPerSource(defaultPortRange)).toBe(19_762);
  expect(connectionsThatFit(defaultPortRange, false)).toBe(19_762);
  expect(connectionsThatFit(defaultPortRange, true)).toBeGreaterThan(1_000_000);
});

test('sources are loopback addresses, all of them, and never 127.0.0.1', () => {
  const sources = new Set(Array.from({length: 600}, (_, key) => loopbackSourceOf(key)));
  expect(sources.size).toBe(253);
  expect(sources.has('127.0.0.1')).toBe(false);
  expect([...sources].every(isLoopbackV4)).toBe(true);
  for (const other of ['128.0.0.1', '::1', 'localhost', '127.0.0.1.example']) expect(isLoopbackV4(other)).toBe(false);
});
