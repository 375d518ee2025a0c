import {it} from 'vitest';
import {fakeConnection} from './fake-connection.ts';
import {fakeProcess, fakeTerminal} from './fake-terminal.ts';
import {sampleUpdate} from './sample-session.ts';
const {installInkHooks} = await import('../../../source/tui/app/ink-hooks.ts');
if (process.env.HOOK) installInkHooks({});
const {mountScreen} = await import('../../../source/tui/app/mount-screen.tsx');
it('x', async () => {
  const terminal = fakeTerminal(30, 5);
  const connection = fakeConnection();
  let n = 0;
  const exit = mountScreen({connection, stdin: terminal.stdin, stdout: terminal.stdout, process: fakeProcess(), captured: [], columnSeconds: () => 5,
    draw: (_m, _s, size) => Array.from({length: size.rows}, (_, r) => `row${r} ${r===0?n++:''}`.padEnd(size.columns, '.'))});
  connection.send(sampleUpdate(0, 400));
  await new Promise(r => setTimeout(r, 300));
  const a = terminal.written().length;
  terminal.resize(20, 4);
  await new Promise(r => setTimeout(r, 300));
  console.log(JSON.stringify(terminal.written().slice(a)));
  const b = terminal.written().length;
  connection.send(sampleUpdate(400, 401));
  await new Promise(r => setTimeout(r, 300));
  console.log(JSON.stringify(terminal.written().slice(b)));
  connection.send(sampleUpdate(400, 401, {view: {finished: true}}));
  await exit;
});
