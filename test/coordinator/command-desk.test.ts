import {expect, it} from 'vitest';
import {createCommandDesk} from '../../source/coordinator/command-desk.ts';
import type {Command} from '../../source/protocol/command.ts';
import {intervalReport, metricsOf} from '../session/fixtures.ts';

function desk() {
  const sent: Command[] = [];
  const made = createCommandDesk({send: (command) => void sent.push(command), nowMs: () => 5});
  const pause = (revision: number): void => made.driver.send({kind: 'pause', revision, paused: true});
  const applied = (revision: number): number => {
    const report = made.toSession(intervalReport(0, 100, metricsOf([]), {appliedRevision: revision}));
    return report.kind === 'interval' ? report.appliedRevision : Number.NaN;
  };
  return {sendGlobals: (values: readonly string[]) => made.sendGlobals(values), sent, pause, applied};
}

it('commands of both sides go down in one row of revisions', () => {
  const {pause, sendGlobals, sent} = desk();
  sendGlobals(['a']);
  pause(1);
  sendGlobals(['b']);
  pause(2);
  expect(sent.map(({kind, revision}) => [kind, revision])).toEqual([
    ['globals', 1],
    ['pause', 2],
    ['globals', 3],
    ['pause', 4],
  ]);
});

it('a stale command of the session is not made new', () => {
  const {pause, sent} = desk();
  pause(2);
  pause(2);
  pause(1);
  expect(sent).toHaveLength(1);
});

it('what has been acted on comes back by the revisions of the session', () => {
  const {pause, sendGlobals, applied} = desk();
  expect(applied(0)).toBe(0);
  sendGlobals([]);
  pause(1);
  sendGlobals([]);
  pause(5);
  expect([1, 2, 3, 4, 4].map(applied)).toEqual([0, 1, 1, 5, 5]);
});
