import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import {mergeMetrics} from '../../source/metrics/merge-metrics.ts';
import {createRunTotals} from '../../source/metrics/run-totals.ts';
import {control, createSharedMetrics, undo, viewShared} from '../../source/metrics/shared-layout.ts';
import {SharedReader} from '../../source/metrics/shared-reader.ts';
import {SharedWriter} from '../../source/metrics/shared-writer.ts';

const noPhases = new Int32Array(6).fill(-1);

test('outcomes of checks, flow errors and the names beside them come back once, in any reading', () => {
  const step = fc.oneof(
    fc.record({check: fc.nat(4), outcome: fc.constantFrom(0 as const, 1 as const, 2 as const)}),
    fc.constantFrom('answer' as const, 'flow-error' as const, 'read' as const),
  );
  fc.assert(
    fc.property(fc.array(step, {maxLength: 100}), (steps) => {
      const counts = {checks: 5, scenarios: 3};
      const buffer = createSharedMetrics(2, counts);
      const writer = new SharedWriter(buffer, 2, counts);
      const reader = new SharedReader(buffer, 2, counts);
      const wanted = Array.from({length: 5}, (_, check) => ({check, passed: 0, failed: 0, cut: 0}));
      let flowErrors = 0;
      let answers = 0;
      const readings: IntervalMetrics[] = [];
      for (const one of steps) {
        if (one === 'read') readings.push(reader.read()!);
        else if (one === 'flow-error') {
          writer.flowError();
          flowErrors++;
        } else if (one === 'answer') {
          writer.started(1);
          writer.answered(1, 200, true, 77, 1, 1, noPhases);
          answers++;
        } else {
          writer.checked(one.check, one.outcome);
          const counted = wanted[one.check]!;
          if (one.outcome === 0) counted.passed++;
          else counted.failed++;
          if (one.outcome === 2) counted.cut++;
        }
      }
      readings.push(reader.read()!, reader.readFinal());
      const merged = mergeMetrics(readings);
      const totals = createRunTotals(2);
      for (const reading of readings) totals.add(reading);
      const made = wanted.filter(({passed, failed}) => passed + failed > 0);
      expect(merged.checks).toEqual(made);
      expect([totals.checks, totals.flowErrors]).toEqual([made, flowErrors]);
      expect(merged.flowErrors).toBe(flowErrors);
      expect(merged.names.reduce((sum, name) => sum + name.answered, 0)).toBe(answers);
    }),
  );
});

test('a check whose thread died while it was counted is taken back whole', () => {
  const counts = {checks: 1, scenarios: 1};
  const buffer = createSharedMetrics(1, counts);
  const writer = new SharedWriter(buffer, 1, counts);
  const reader = new SharedReader(buffer, 1, counts);
  writer.checked(0, 2);
  // Left as a thread leaves it that dies before its last store: in the bank, with its log.
  const views = viewShared(buffer, 1, counts);
  views.control[control.busy] = 1;
  views.undoWords[undo.counts] = 2;
  expect(reader.readFinal().checks).toEqual([]);
});

test('how many play each scenario, and how many have finished, is told beside the other gauges', () => {
  const counts = {checks: 0, scenarios: 3};
  const buffer = createSharedMetrics(1, counts);
  const writer = new SharedWriter(buffer, 1, counts);
  writer.setActiveVus(7);
  writer.setScenarioVus(0, 5);
  writer.setScenarioVus(2, 2);
  writer.setFinishedVus(4);
  expect(new SharedReader(buffer, 1, counts).gauges()).toMatchObject({
    activeVus: 7,
    scenarioVus: [5, 0, 2],
    finishedVus: 4,
  });
});
