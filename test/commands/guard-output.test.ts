import {EventEmitter} from 'node:events';
import {expect, test} from 'vitest';
import {guardOutput} from '../../source/commands/guard-output.ts';

function outputs() {
  const stdout = new EventEmitter();
  const stderr = new EventEmitter();
  return {stdout, stderr, guard: guardOutput(stdout as NodeJS.WriteStream, stderr as NodeJS.WriteStream)};
}

const failure = (code: string): Error => Object.assign(new Error(code), {code});

test('a reader that went away is no failure, on either output', async () => {
  const {stdout, stderr, guard} = outputs();
  stdout.emit('error', failure('EPIPE'));
  stderr.emit('error', failure('EPIPE'));
  stderr.emit('error', failure('ENOSPC'));
  await expect(guard.settle(0)).resolves.toBe(0);
});

test('an output that is full makes of a 0 one clear line and 104, and changes no other code', async () => {
  const {stdout, guard} = outputs();
  stdout.emit('error', failure('ENOSPC'));
  await expect(guard.settle(99)).resolves.toBe(99);
  await expect(guard.settle(0)).rejects.toMatchObject({
    exitCode: 104,
    message: 'cannot write the standard output: the disk is full',
  });
});
