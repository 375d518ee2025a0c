import {EventEmitter} from 'node:events';
import {expect, test} from 'vitest';
import {watchStopSignals} from '../../source/commands/stop-signals.ts';

test('before there is a run a signal ends whatever is waited for, with 105', async () => {
  const source = new EventEmitter();
  const signals = watchStopSignals(source);
  await expect(signals.orStop(Promise.resolve(7))).resolves.toBe(7);
  const waiting = signals.orStop(new Promise<never>(() => {}));
  source.emit('SIGTERM');
  await expect(waiting).rejects.toMatchObject({exitCode: 105, message: 'stopped before the start'});
  await expect(signals.orStop(new Promise<never>(() => {}))).rejects.toMatchObject({exitCode: 105});
  expect(signals.count).toBe(1);
});

test('whoever takes over gets those that came before too, numbered; afterwards the signals are free again', () => {
  const source = new EventEmitter();
  const signals = watchStopSignals(source);
  source.emit('SIGINT');
  const numbers: number[] = [];
  signals.handOver((nth) => numbers.push(nth));
  source.emit('SIGHUP');
  source.emit('SIGINT');
  expect(numbers).toEqual([1, 2, 3]);
  signals.dispose();
  expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM') + source.listenerCount('SIGHUP')).toBe(0);
});
