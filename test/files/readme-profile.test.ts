import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {parseProfile} from '../../source/files/parse-profile.ts';

test('the profile README shows is one', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [block] = /^ {4}\{"target"(?:.*\n {4})*.*$/m.exec(readme)!;
  const parsed = parseProfile(block, 'readme.json');
  expect(parsed).not.toHaveProperty('problems');
});
