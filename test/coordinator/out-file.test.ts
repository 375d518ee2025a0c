import {existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {openOutFile} from '../../source/coordinator/out-file.ts';

const scratch = (): string => mkdtempSync(path.join(tmpdir(), 'perftui-out-'));

describe('a file the run is written to', () => {
  it('begins anew with its head, takes lines at once, and folders on the way are made', async () => {
    const file = path.join(scratch(), 'deep', 'run.csv');
    mkdirSync(path.dirname(file));
    writeFileSync(file, 'of an earlier run');
    const failures: string[] = [];
    const out = await openOutFile(file, 'head\n', (why) => failures.push(why));
    expect(readFileSync(file, 'utf8')).toBe('head\n');
    for (let count = 0; count < 100; count++) out.append(`${count}\n`);
    await out.close();
    await out.close();
    out.append('late\n');
    expect(readFileSync(file, 'utf8')).toBe(`head\n${Array.from({length: 100}, (_, index) => `${index}\n`).join('')}`);
    expect(failures).toEqual([]);
  });

  it('that cannot be written is refused before the run', async () => {
    await expect(openOutFile(scratch(), '', () => undefined)).rejects.toMatchObject({
      code: 'ERR_FILE',
      exitCode: 104,
      hint: 'name a file in it',
    });
  });

  it.runIf(existsSync('/dev/full'))('on a disk that is full is told once, and throws nothing', async () => {
    const failures: string[] = [];
    const out = await openOutFile('/dev/full', '', (why) => failures.push(why));
    for (let count = 0; count < 10; count++) out.append('line\n');
    await out.close();
    expect(failures).toEqual(['cannot write /dev/full: the disk is full; free some space and save again']);
  });
});
