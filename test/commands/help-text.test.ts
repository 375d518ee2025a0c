import {expect, test} from 'vitest';
import {flagTable} from '../../source/commands/flags.ts';
import {dashed} from '../../source/commands/raw-flags.ts';
import {helpText} from '../../source/commands/help-text.ts';
import {exitCodes} from '../../source/domain/errors.ts';

test('fits a terminal of 80 columns', () => {
  expect(helpText.split('\n').filter(({length}) => length > 80)).toEqual([]);
});

test('names every flag, as it is typed', () => {
  const named = new Set(helpText.match(/(?<![\w-])--?[a-zA-Z][\w-]*/g));
  const missing = Object.entries(flagTable).flatMap(([flag, options]) => [
    ...('default' in options ? [`--no-${flag}`] : [`--${dashed(flag)}`]),
    ...('shortFlag' in options && flag !== 'help' && flag !== 'version' ? [`-${options.shortFlag}`] : []),
  ]);
  expect(missing.filter((flag) => !named.has(flag))).toEqual([]);
});

test('names every exit code', () => {
  const listed = [...helpText.slice(helpText.indexOf('Exit codes')).matchAll(/^ +(\d+) {2}/gm)].map(([, code]) =>
    Number(code),
  );
  expect(listed).toEqual(Object.values(exitCodes).toSorted((a, b) => a - b));
});
