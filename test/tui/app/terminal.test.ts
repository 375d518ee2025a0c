import {EventEmitter} from 'node:events';
import {describe, expect, it} from 'vitest';
import {captureWrites} from '../../../source/tui/app/capture-writes.ts';
import {chooseOutput} from '../../../source/tui/app/choose-output.ts';
import {createLogRing} from '../../../source/tui/app/log-ring.ts';
import {leaveScreenSequence} from '../../../source/tui/app/leave-screen-sequence.ts';
import {guardTerminal, type StopSignal} from '../../../source/tui/app/terminal-guard.ts';
import {PerftuiError} from '../../../source/domain/errors.ts';
import {fakeProcess} from './fake-terminal.ts';

describe('chooseOutput', () => {
  const terminal = {stdin: {isTTY: true, setRawMode: () => {}}, stdout: {isTTY: true}, env: {TERM: 'xterm-256color'}};

  it('draws where both ends are a capable terminal', () => {
    expect(chooseOutput(terminal)).toEqual({kind: 'screen'});
    expect(chooseOutput({...terminal, env: {TERM: 'xterm', CI: '', ACCESSIBLE: '0'}}).kind).toBe('screen');
  });

  it.each([{ACCESSIBLE: '1'}, {INK_SCREEN_READER: 'true'}, {ACCESSIBLE: '1', TERM: 'dumb'}])(
    'speaks, with keys, to a screen reader: %j',
    (env) => expect(chooseOutput({...terminal, env})).toEqual({kind: 'spoken'}),
  );

  it.each([
    ['output', {...terminal, stdout: {}}],
    ['input', {...terminal, stdin: {setRawMode: () => {}}}],
    ['single keys', {...terminal, stdin: {isTTY: true}}],
    ['dumb', {...terminal, env: {TERM: 'dumb'}}],
    ['CI', {...terminal, env: {CI: 'true'}}],
  ])('writes lines and says why: %s', (reason, place) => {
    expect(chooseOutput(place)).toMatchObject({kind: 'linear', reason: expect.stringContaining(reason)});
  });
});

describe('writes of others', () => {
  it('go into the ring while the screen is up and to the stream afterwards', () => {
    const written: string[] = [];
    const stream = {write: (text: string) => written.push(text) > 0} as unknown as NodeJS.WriteStream;
    const ring = createLogRing(3);
    const release = captureWrites([stream], ring);
    let called = 0;
    stream.write('one\ntw');
    stream.write(Buffer.from('o\n'), () => called++);
    expect(ring.lines()).toEqual(['one', 'two']);
    release();
    stream.write('three');
    expect(written).toEqual(['three']);
  });

  it('keep the last lines only', () => {
    const ring = createLogRing(2);
    ring.push('1\n2\n3\n4');
    expect(ring.lines()).toEqual(['3', '4']);
    for (let index = 0; index < 1_000; index++) ring.push('x'.repeat(10_000));
    expect(ring.lines().join('').length).toBeLessThan(5_000);
  });
});

describe('the guard', () => {
  it('restores the terminal once on exit', () => {
    const {process, terminal, modes, guard} = guarded();
    process.emitter.emit('exit', 0);
    guard.restore();
    expect([terminal, modes]).toEqual([[leaveScreenSequence], [false]]);
  });

  it.each(['uncaughtException', 'unhandledRejection'])(
    '%s: restored, one clear line, the error’s exit code',
    (event) => {
      const {process, terminal, errors} = guarded();
      process.emitter.emit(event, new TypeError('x is\nnot a function'));
      process.emitter.emit(event, new PerftuiError('ERR_FILE', 'no such folder', {hint: 'make it'}));
      expect(terminal).toEqual([leaveScreenSequence]);
      expect(errors).toEqual(['internal error: x is not a function', 'no such folder; make it']);
      expect(process.exits).toEqual([109, 104]);
    },
  );

  it.each(['SIGTERM', 'SIGINT'])('%s is passed on, the second one leaves', (signal) => {
    const {process, terminal, signals} = guarded();
    process.emitter.emit(signal);
    expect([signals, terminal, process.exits]).toEqual([[signal], [], []]);
    process.emitter.emit(signal);
    expect([signals.length, terminal.length, process.exits]).toEqual([1, 1, [105]]);
  });

  it('takes a terminal that went away for a hang-up, once, in whatever order it is told: the drive comes to its end', () => {
    const {stdin, signals, process} = guarded();
    stdin.emit('error', new Error('EIO'));
    process.emitter.emit('SIGHUP');
    stdin.emit('end');
    process.emitter.emit('SIGHUP');
    expect([signals, process.exits]).toEqual([['SIGHUP'], []]);
    process.emitter.emit('SIGTERM');
    expect([signals, process.exits]).toEqual([['SIGHUP'], [105]]);
  });

  it('a hang-up right after another signal does not cut short what that one began', () => {
    const {signals, process} = guarded();
    process.emitter.emit('SIGTERM');
    process.emitter.emit('SIGHUP');
    expect([signals, process.exits]).toEqual([['SIGTERM'], []]);
  });

  it('leaves a terminal alone that was given back, and everything after dispose', () => {
    const {process, terminal, stdin, guard} = guarded();
    guard.setReleased(true);
    process.emitter.emit('exit', 0);
    guard.dispose();
    expect(terminal).toEqual([]);
    expect([process.emitter.eventNames(), stdin.eventNames()]).toEqual([[], []]);
  });
});

function guarded(): {
  process: ReturnType<typeof fakeProcess>;
  terminal: string[];
  errors: string[];
  signals: StopSignal[];
  modes: boolean[];
  stdin: EventEmitter;
  guard: ReturnType<typeof guardTerminal>;
} {
  const process = fakeProcess();
  const terminal: string[] = [];
  const errors: string[] = [];
  const signals: StopSignal[] = [];
  const modes: boolean[] = [];
  const stdin = Object.assign(new EventEmitter(), {setRawMode: (mode: boolean) => modes.push(mode)});
  const guard = guardTerminal({
    process,
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: new EventEmitter() as unknown as NodeJS.WriteStream,
    writeTerminal: (text) => terminal.push(text),
    writeError: (line) => errors.push(line),
    onSignal: (signal) => signals.push(signal),
  });
  return {process, terminal, errors, signals, modes, stdin, guard};
}
