import {mkdir, readdir, readFile, stat, symlink, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {writeFileAtomically, writeNewFile} from '../../source/files/atomic-write.ts';
import {tempFolder} from './temp-folder.ts';

describe('writing a file', () => {
  test('replaces the whole and leaves nothing else', async () => {
    const file = path.join(await tempFolder(), 'a', 'b.txt');
    await writeFileAtomically(file, 'x'.repeat(100_000));
    await writeFileAtomically(file, 'short');
    expect(await readFile(file, 'utf8')).toBe('short');
    expect(await readdir(path.dirname(file))).toEqual(['b.txt']);
  });

  test('readers see the old or the new, never a part', async () => {
    const file = path.join(await tempFolder(), 'f');
    const texts = ['a', 'b'].map((letter) => letter.repeat(300_000));
    await writeFileAtomically(file, texts[0]!);
    const progress = {writing: true};
    const writes = (async () => {
      for (let i = 0; i < 20; i++) await writeFileAtomically(file, texts[i % 2]!);
      progress.writing = false;
    })();
    while (progress.writing) expect(texts.includes(await readFile(file, 'utf8'))).toBe(true);
    await writes;
  });

  test('that fails leaves what was there and no temp file', async () => {
    const folder = await tempFolder();
    await mkdir(path.join(folder, 'taken'));
    await writeFile(path.join(folder, 'taken', 'inside'), '');
    await expect(writeFileAtomically(path.join(folder, 'taken'), 'x')).rejects.toMatchObject({
      code: 'ERR_FILE',
      message: `cannot write ${path.join(folder, 'taken')}: it is a folder`,
      hint: 'name a file in it',
    });
    expect(await readdir(folder)).toEqual(['taken']);
  });

  test('is readable by others as the umask says', async () => {
    const file = path.join(await tempFolder(), 'f');
    await writeFileAtomically(file, '');
    expect((await stat(file)).mode & 0o600).toBe(0o600);
  });
});

describe('writing a new file', () => {
  test('gives every one of many at once its own name', async () => {
    const folder = await tempFolder();
    const files = await Promise.all(Array.from({length: 12}, (_, i) => writeNewFile(folder, 'n', '.json', String(i))));
    expect(new Set(files).size).toBe(12);
    expect(await Promise.all(files.map((file) => readFile(file, 'utf8')))).toEqual(files.map((_, i) => String(i)));
    expect(await readdir(folder)).toHaveLength(12);
  });

  test('does not follow or replace a link of that name', async () => {
    const folder = await tempFolder();
    const outside = path.join(await tempFolder(), 'outside');
    await symlink(outside, path.join(folder, 'n.json'));
    expect(await writeNewFile(folder, 'n', '.json', 'x')).toBe(path.join(folder, 'n-2.json'));
    await expect(stat(outside)).rejects.toThrow('ENOENT');
  });
});
