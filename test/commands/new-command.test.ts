import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {spawn} from '@lydell/node-pty';
import {describe, expect, test} from 'vitest';
import {binPath, cleanEnvironment, scratchFolder} from '../flow/perftui-process.ts';

interface Dialog {
  readonly folder: string;
  /** Waits until the words stand behind what was read before, then types the answer and enter. */
  answer(words: string, keys: string): Promise<void>;
  readonly exited: Promise<number>;
  written(): string;
}

/** perftui new in a real pseudo-terminal. */
function newInTerminal(): Dialog {
  const folder = scratchFolder();
  const pty = spawn(process.execPath, [binPath, 'new'], {
    cols: 120,
    rows: 60,
    cwd: folder,
    env: cleanEnvironment(folder, {TERM: 'xterm-256color', LANG: 'C.UTF-8'}),
  });
  let written = '';
  let from = 0;
  const listeners = new Set<() => void>();
  pty.onData((data) => {
    written += data;
    for (const listener of listeners) listener();
  });
  const until = async (words: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`"${words}" did not come:\n${written.slice(from)}`)), 30_000);
      const check = (): void => {
        const at = written.indexOf(words, from);
        if (at === -1) return;
        from = at + words.length;
        clearTimeout(timer);
        listeners.delete(check);
        resolve();
      };
      listeners.add(check);
      check();
    });
  return {
    folder,
    exited: new Promise((resolve) => pty.onExit(({exitCode}) => resolve(exitCode))),
    written: () => written,
    async answer(words, keys) {
      await until(words);
      pty.write(keys);
    },
  };
}

const enter = '\r';
const down = '\u001B[B';

describe('perftui new', {timeout: 60_000}, () => {
  test('asks its way to a profile, shows it, writes it, and says how to run it', async () => {
    const dialog = newInTerminal();
    await dialog.answer('What is to be requested?', enter);
    await dialog.answer('Target', `http://127.0.0.1:8080/api/${enter}`);
    await dialog.answer('First request', `POST /login {"user": "a"}${enter}`);
    await dialog.answer('Request 2', `nonsense${enter}`);
    await dialog.answer('must start with "/"', `${'\u007F'.repeat(8)}/items${enter}`);
    await dialog.answer('Request 3', enter);
    await dialog.answer('What kind of test?', `${down}${enter}`);
    await dialog.answer('How many virtual users at the top?', `25${enter}`);
    await dialog.answer('How long?', `90s${enter}`);
    await dialog.answer('Think time', enter);
    await dialog.answer('p(95)', `300ms${enter}`);
    await dialog.answer('percent', enter);
    await dialog.answer('Name of the profile?', `My First${enter}`);
    await dialog.answer('Write profiles/my-first.json?', enter);
    expect(await dialog.exited).toBe(0);
    expect(dialog.written()).toContain('perftui run my-first');
    expect(JSON.parse(readFileSync(join(dialog.folder, 'profiles/my-first.json'), 'utf8'))).toMatchObject({
      name: 'my-first',
      target: 'http://127.0.0.1:8080/api',
      executor: 'ramping-vus',
      stages: [
        {duration: '30s', target: 25},
        {duration: '1m', target: 25},
      ],
      scenarios: [
        {
          flow: [
            {request: {name: 'POST /login', method: 'POST', path: '/login', body: {user: 'a'}}},
            {think: '1s-3s'},
            {request: {name: 'GET /items', path: '/items'}},
            {think: '1s-3s'},
          ],
        },
      ],
      thresholds: {http_req_duration: ['p(95)<300'], http_req_failed: ['rate<0.01']},
    });
  });

  test('takes a curl command for target and request, and an arrival rate', async () => {
    const dialog = newInTerminal();
    await dialog.answer('What is to be requested?', `${down}${enter}`);
    await dialog.answer('The curl command', `curl -k -H 'x-api-key: K3Y' 'https://127.0.0.1:8443/a?b=1'${enter}`);
    await dialog.answer('What kind of test?', `${down}${down}${enter}`);
    await dialog.answer('How many iterations a second?', `50${enter}`);
    for (const words of [
      'How long?',
      'Think time',
      'p(95)',
      'percent',
      'Name of the profile?',
      'Write profiles/first.json?',
    ])
      await dialog.answer(words, enter);
    expect(await dialog.exited).toBe(0);
    const text = readFileSync(join(dialog.folder, 'profiles/first.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      target: 'https://127.0.0.1:8443',
      executor: 'constant-arrival-rate',
      rate: 50,
      tls: {insecure: true},
    });
    expect(text).not.toContain('K3Y');
  });

  test('leaves nothing behind at ^C, in one line, with exit code 105', async () => {
    const dialog = newInTerminal();
    await dialog.answer('What is to be requested?', enter);
    await dialog.answer('Target', '\u0003');
    expect(await dialog.exited).toBe(105);
    expect(dialog.written()).toContain('perftui: stopped; nothing was written');
    expect(readdirSync(dialog.folder)).not.toContain('profiles');
  });
});
