import {expect, test} from 'vitest';
import {CommandMemory} from '../../source/fleet/command-memory.ts';
import type {Command} from '../../source/protocol/command.ts';

const target = (revision: number): Command => {
  return {
    kind: 'target',
    revision,
    model: 'closed',
    fromLevel: 0,
    toLevel: revision,
    startMs: 0,
    durationMs: 0,
    untilMs: null,
  };
};

test('a worker that comes late is told the newest of each sort, in the order given', () => {
  const memory = new CommandMemory();
  const all: Command[] = [
    target(1),
    {kind: 'pause', revision: 2, paused: true},
    target(3),
    {kind: 'abort', revision: 4},
  ];
  expect(all.map((command) => memory.keep(command))).toEqual([true, true, true, true]);
  expect(memory.toRepeat()).toEqual([all[1], all[3]]);
  expect(memory.keep(target(5))).toBe(true);
  expect(memory.toRepeat()).toEqual([all[1], target(5)]);
});

test('weights and everybody’s values are told again too, each the newest', () => {
  const memory = new CommandMemory();
  const all: Command[] = [
    {kind: 'globals', revision: 1, values: ['old']},
    {kind: 'weights', revision: 2, weights: [1, 2]},
    target(3),
    {kind: 'globals', revision: 4, values: ['new']},
  ];
  expect(all.every((command) => memory.keep(command))).toBe(true);
  expect(memory.toRepeat()).toEqual([all[1], all[2], all[3]]);
});

test('stale commands and commands after a stop are dropped, but for everybody’s values', () => {
  const memory = new CommandMemory();
  expect(memory.keep(target(3))).toBe(true);
  expect([memory.keep(target(3)), memory.keep(target(2))]).toEqual([false, false]);
  expect(memory.keep({kind: 'stop', revision: 4, graceMs: 0})).toBe(true);
  expect(memory.keep(target(5))).toBe(false);
  expect(memory.keep({kind: 'globals', revision: 6, values: ['new']})).toBe(true);
});

test('a stop may follow a drain, to cut it short, and takes its place', () => {
  const memory = new CommandMemory();
  expect(memory.keep({kind: 'stop', revision: 1, graceMs: 30_000})).toBe(true);
  expect(memory.keep({kind: 'stop', revision: 2, graceMs: 0})).toBe(true);
  expect(memory.keep({kind: 'stop', revision: 2, graceMs: 0})).toBe(false);
  expect(memory.toRepeat()).toEqual([{kind: 'stop', revision: 2, graceMs: 0}]);
});
