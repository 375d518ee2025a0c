import {expect, test} from 'vitest';
import {MachineLoad, parseCpuTicks} from '../../source/fleet/machine-load.ts';

const cores = 'cpu0 1 2 3 4\n';

test('the first line of /proc/stat is read; guest time, part of user time, is not added again', () => {
  expect(parseCpuTicks(`cpu  100 5 50 800 20 1 4 20 30 0\n${cores}`)).toEqual({total: 1000, idle: 820, steal: 20});
});

test.each(['', 'intr 1 2 3\n', 'cpu 1 2 3\n', 'cpu a b c d e f g h\n'])('anything else is unknown: %j', (text) => {
  expect(parseCpuTicks(text)).toBeNull();
});

test('shares are those of the last whole period; before two readings, and where time went back, they are unknown', () => {
  const lines = [
    'cpu 100 0 0 900 0 0 0 0 0 0\n',
    'cpu 150 0 0 940 0 0 0 10 0 0\n',
    'cpu 150 0 0 1040 0 0 0 10 0 0\n',
    'cpu 10 0 0 90 0 0 0 0 0 0\n',
  ];
  const machine = new MachineLoad(() => lines.shift() ?? null, 1000);
  expect(machine.read(0)).toEqual({cpu: Number.NaN, steal: Number.NaN});
  expect(machine.read(999)).toEqual({cpu: Number.NaN, steal: Number.NaN});
  expect(machine.read(1000)).toEqual({cpu: 0.6, steal: 0.1});
  expect(machine.read(1500)).toEqual({cpu: 0.6, steal: 0.1});
  expect(machine.read(2000)).toEqual({cpu: 0, steal: 0});
  expect(machine.read(3000)).toEqual({cpu: Number.NaN, steal: Number.NaN});
  expect(machine.read(4000)).toEqual({cpu: Number.NaN, steal: Number.NaN});
});
