import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** Gives a run of the tests, and what they start, a temporary folder of their own, removed with all that is left in it. */
export default function setup(): () => void {
  const shared = tmpdir();
  const folder = mkdtempSync(join(shared, 'perftui-tests-'));
  process.env['TMPDIR'] = folder;
  return () => {
    process.env['TMPDIR'] = shared;
    rmSync(folder, {recursive: true, force: true, maxRetries: 5});
  };
}
