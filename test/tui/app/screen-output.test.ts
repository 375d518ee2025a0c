import {expect, test} from 'vitest';
import {ScreenOutput} from '../../../source/tui/app/screen-output.ts';

test('the alternate screen begins at its first cell, wherever keys that were echoed before left the cursor', () => {
  const written: string[] = [];
  const terminal = {write: (data: string) => written.push(data) > 0} as unknown as NodeJS.WriteStream;
  const output = new ScreenOutput(terminal);
  output.write('\u001B[?1049h');
  output.write('a frame');
  expect(written).toEqual(['\u001B[?1049h\u001B[H', 'a frame']);
});
