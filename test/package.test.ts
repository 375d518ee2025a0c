import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';

interface Lockfile {
  readonly packages: Readonly<
    Record<string, {readonly resolved?: string; readonly optionalDependencies?: Record<string, string>}>
  >;
}

const lockfile = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as Lockfile;

test('the lockfile names no registry host', () => {
  const resolved = Object.entries(lockfile.packages).filter(([, entry]) => entry.resolved !== undefined);
  expect(resolved.map(([name]) => name)).toEqual([]);
});

// npm leaves other platforms' packages out when it writes the file from an installed tree; `npm ci` then fails elsewhere.
test('the lockfile holds the optional packages of every platform', () => {
  const missing = Object.entries(lockfile.packages).flatMap(([place, {optionalDependencies = {}}]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        !(`node_modules/${name}` in lockfile.packages) && !(`${place}/node_modules/${name}` in lockfile.packages),
    ),
  );
  expect(missing).toEqual([]);
});
