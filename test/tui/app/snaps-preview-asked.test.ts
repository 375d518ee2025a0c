import {expect, it} from 'vitest';
import {ScreenController} from '../../../source/tui/app/screen-controller.ts';
import type {SessionView} from '../../../source/session/view.ts';
import {sampleListing} from '../fixtures/sample-listing.ts';
import {fakeConnection, type FakeConnection} from './fake-connection.ts';
import {sampleUpdate} from './sample-session.ts';

/** A controller on a terminal of 120x40 whose clock only a test moves. */
function drive(): {
  controller: ScreenController;
  connection: FakeConnection;
  clock: {ms: number};
  update: (view: Partial<SessionView>) => void;
  previews: () => unknown[];
} {
  const connection = fakeConnection();
  const clock = {ms: 1_000};
  const output = {size: () => ({columns: 120, rows: 40}), congested: false, write: () => true};
  const controller = new ScreenController({
    connection,
    output,
    clock: {nowMs: () => clock.ms, after: () => () => {}},
    port: {clear: () => {}, leave: () => {}, fail: () => {}, suspend: () => Promise.resolve()},
    columnSeconds: () => 5,
  });
  connection.subscribe(controller.receive);
  return {
    controller,
    connection,
    clock,
    update: (view) => {
      clock.ms += 250;
      connection.send(sampleUpdate(0, 1, {view}));
    },
    previews: () => connection.intents.flatMap((intent) => (intent.kind === 'snapshot-preview' ? [intent.file] : [])),
  };
}

const snapshots = Array.from({length: 20}, (_, index) => sampleListing({file: `${index}.json`}));

it('the preview of the first row is asked for once the list is there, and only once', () => {
  const {controller, update, previews} = drive();
  update({});
  controller.press('6');
  update({});
  expect(previews()).toEqual([]);
  update({snapshots});
  update({snapshots});
  expect(previews()).toEqual(['0.json']);
});

it('that of the row a held key stopped at comes with the next update', () => {
  const {controller, clock, update, previews} = drive();
  update({snapshots});
  controller.press('6');
  for (let index = 0; index < 10; index++) {
    controller.press('j');
    clock.ms += 10;
  }
  update({snapshots});
  update({snapshots});
  expect(previews().at(-1)).toBe('10.json');
  expect(previews().length).toBeLessThan(4);
});

it('nothing is asked for in the other views', () => {
  const {controller, update, previews} = drive();
  update({snapshots});
  controller.press('4');
  update({snapshots});
  expect(previews()).toEqual([]);
});
