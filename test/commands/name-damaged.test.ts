import {expect, test} from 'vitest';
import {comparableRun} from '../../source/analysis/comparable-run.ts';
import {compareRuns} from '../../source/analysis/compare-runs.ts';
import {nameDamaged} from '../../source/commands/name-damaged.ts';
import {sampleSnapshot} from '../files/sample-snapshot.ts';

const whole = sampleSnapshot();
const [cell] = whole.cells;
const damaged = {...whole, cells: [cell!, {...cell!, atMs: 1000, names: [{...cell!.names[0]!, counts: '!!'}]}]};

test('cells that cannot be read are told with their file, as an error of what was given', async () => {
  const records = [
    {file: 'a.json', snapshot: whole},
    {file: 'b.json', snapshot: damaged},
  ];
  const compare = (): unknown =>
    compareRuns(comparableRun({...damaged, window: {...damaged.window, scope: 'window'}}), comparableRun(whole), {
      align: 'window',
    });
  expect(compare).toThrow(/cannot be read/);
  await expect(nameDamaged(records, compare)).rejects.toThrow(
    expect.objectContaining({
      code: 'ERR_SNAPSHOT',
      exitCode: 104,
      message: expect.stringMatching(/^b\.json is damaged: cells\[1\]: cell counts cannot be read/),
    }),
  );
});

test('what is not about the files stays as it was', async () => {
  const bug = new Error('bug');
  await expect(
    nameDamaged([{file: 'a.json', snapshot: whole}], () => {
      throw bug;
    }),
  ).rejects.toThrow(bug);
  expect(await nameDamaged([], () => 7)).toBe(7);
});
