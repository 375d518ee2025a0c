import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {expect, it} from 'vitest';
import {pickerEntries} from '../../source/commands/picker-entries.ts';
import {tempFolder} from '../files/temp-folder.ts';

const whole = {target: 'demo', scenarios: [{name: 'a', flow: [{request: {path: '/'}}]}]};

it('lists profiles of every folder, broken ones too, each with its last run here', async () => {
  const root = await tempFolder();
  const folders = {folder: path.join(root, 'here'), own: path.join(root, 'own'), shipped: path.join(root, 'shipped')};
  const drives = path.join(root, 'drives');
  const files: Readonly<Record<string, string>> = {
    'here/a.json': JSON.stringify({...whole, name: 'Called A'}),
    'here/broken.json': '{"target": 1}',
    'own/b.json': JSON.stringify(whole),
    'shipped/a.json': JSON.stringify(whole),
    'shipped/c.json': JSON.stringify(whole),
    'drives/2026-11-20-080000-called-a.jsonl': head('2026-11-20T08:00:00.000Z', 'Called A'),
    'drives/2026-11-21-080000-called-a-2.jsonl': head('2026-11-21T08:00:00.000Z', 'Called A'),
    'drives/2026-11-21-090000-b-2.jsonl': head('2026-11-21T09:00:00.000Z', 'b-2'),
    'drives/2026-11-21-100000-c.jsonl': 'cut of',
    'drives/notes.txt': '',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), {recursive: true});
    await writeFile(path.join(root, name), text);
  }
  const entries = await pickerEntries(drives, folders);
  expect(entries.map(({name, origin, problemCount, lastRunAtMs}) => [name, origin, problemCount, lastRunAtMs])).toEqual(
    [
      ['a', 'here', 0, Date.parse('2026-11-21T08:00:00Z')],
      ['broken', 'here', expect.any(Number), null],
      ['b', 'yours', 0, null],
      ['c', 'shipped', 0, null],
    ],
  );
  expect(entries[1]!.problemCount).toBeGreaterThan(0);
  expect((await pickerEntries(path.join(root, 'none'), folders))[0]!.lastRunAtMs).toBeNull();
});

function head(startedAt: string, name: string): string {
  const target = {label: 'demo', origin: 'http://127.0.0.1:1'};
  return `${JSON.stringify({kind: 'perftui-drive', version: 1, startedAt, target, profile: {name, revision: 'x'}})}\n`;
}
