import {EventEmitter} from 'node:events';
import {PassThrough} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {columnsKept} from '../../../source/session/view.ts';
import type {ScreenDeps} from '../../../source/tui/app/run-screen.tsx';
import {fakeConnection} from './fake-connection.ts';
import {fakeProcess} from './fake-terminal.ts';
import {sampleUpdate} from './sample-session.ts';

export interface ManyFrames {
  /** Frames that were written. */
  readonly frames: number;
  /** What more the heap held at the end than after `warmUp` frames, both after collection. */
  readonly heapGrowthBytes: number;
}

/** A little longer than Ink's own pause between two frames. */
const frameMs = 18;
const framesPerView = 20;

/** Frames of changing full data at 120x40 through the real mount into a terminal that takes everything, all seven views by turns. */
export async function drawManyFrames(
  {runScreen, theme}: {runScreen: (deps: ScreenDeps) => Promise<unknown>; theme: ScreenDeps['theme']},
  frames: number,
  warmUp: number,
): Promise<ManyFrames> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let written = 0;
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => stdin,
    ref: () => stdin,
    unref: () => stdin,
  });
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns: 120,
    rows: 40,
    writable: true,
    destroyed: false,
    writableEnded: false,
    writableNeedDrain: false,
    writableLength: 0,
    write: (data: string, done?: () => void) => {
      if (data.length > 20) written++;
      if (done !== undefined) queueMicrotask(done);
      return true;
    },
  });
  const connection = fakeConnection();
  const exit = runScreen({
    connection,
    theme,
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    process: fakeProcess(),
    captured: [],
    // Every update is a frame.
    clock: {nowMs: () => performance.now(), after: (ms, action) => soon(ms, action)},
  });
  // As much as is ever kept: what comes later takes the place of the oldest.
  connection.send(sampleUpdate(0, columnsKept));
  let heapBytes = 0;
  for (let index = 0; index < frames; index++) {
    if (index === warmUp) {
      collect();
      heapBytes = process.memoryUsage().heapUsed;
    }
    if (index % framesPerView === 0) stdin.write(String(1 + ((index / framesPerView) % 7)));
    connection.send(sampleUpdate(columnsKept + index, columnsKept + index + 1));
    await sleep(frameMs);
  }
  collect();
  const heapGrowthBytes = process.memoryUsage().heapUsed - heapBytes;
  connection.send(sampleUpdate(0, 1, {view: {finished: true}}));
  await exit;
  return {frames: written, heapGrowthBytes};
}

function soon(ms: number, action: () => void): () => void {
  const timer = setTimeout(action, ms > 1_000 ? ms : 0);
  return () => clearTimeout(timer);
}
