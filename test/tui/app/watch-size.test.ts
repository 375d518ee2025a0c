import {EventEmitter} from 'node:events';
import {expect, test} from 'vitest';
import {watchSize} from '../../../source/tui/app/watch-size.ts';

test('a signal without a resize of the stream counts too, both together once, and none after it was stopped', async () => {
  const stdout = new EventEmitter();
  const process = new EventEmitter();
  let changes = 0;
  const stop = watchSize(stdout, process, () => changes++);
  process.emit('SIGWINCH');
  await Promise.resolve();
  expect(changes).toBe(1);
  stdout.emit('resize');
  process.emit('SIGWINCH');
  await Promise.resolve();
  expect(changes).toBe(2);
  process.emit('SIGWINCH');
  stop();
  stdout.emit('resize');
  await Promise.resolve();
  expect(changes).toBe(2);
  expect(stdout.listenerCount('resize') + process.listenerCount('SIGWINCH')).toBe(0);
});
