import type {Snapshot, SnapshotCheck} from '../domain/snapshot.ts';
import {clean, grouped, label, twoDigitShare} from './text-parts.ts';

/** Failing checks that are named; the others are counted. */
const namedChecks = 5;

/** Kinds of flow errors that are told. */
const namedErrors = 5;

/*
 *   checks      99.18% (1 204 of 1 214)   ✗ body contains "x" (cart) 10 failed
 *               ✗ status is 200 (login) 3 failed, 2 of them beyond the capture limit
 *   flow errors 12   login: nothing found at $.token
 *               cart: ${id} has no value
 */

/** What checks and flows say of a run; nothing where there were none. */
export function flowLines({
  checks = [],
  flowErrors = 0,
  flowErrorTexts = [],
}: Pick<Snapshot, 'checks' | 'flowErrors' | 'flowErrorTexts'>): string[] {
  if (flowErrors === 0) return checkLines(checks);
  const [first, ...rest] = flowErrorTexts.slice(0, namedErrors).map(clean);
  return [
    ...checkLines(checks),
    `  ${label('flow errors')}${grouped(flowErrors)}${first === undefined ? '' : `   ${first}`}`,
    ...rest.map((text) => `  ${label('')}${text}`),
  ];
}

function checkLines(checks: readonly SnapshotCheck[]): string[] {
  if (checks.length === 0) return [];
  const passed = checks.reduce((sum, check) => sum + check.passed, 0);
  const failed = checks.reduce((sum, check) => sum + check.failed, 0);
  const all = passed + failed;
  const share = all === 0 ? 'none was made' : `${twoDigitShare(passed / all)} (${grouped(passed)} of ${grouped(all)})`;
  const failing = checks.filter((check) => check.failed > 0).toSorted((a, b) => b.failed - a.failed);
  const texts = failing.slice(0, namedChecks).map(failureText);
  const others = failing.slice(namedChecks);
  if (others.length > 0) {
    const sum = others.reduce((total, check) => total + check.failed, 0);
    texts.push(`✗ ${others.length} more: ${grouped(sum)} failed`);
  }
  const [first, ...rest] = texts;
  return [
    `  ${label('checks')}${share}${first === undefined ? '' : `   ${first}`}`,
    ...rest.map((text) => `  ${label('')}${text}`),
  ];
}

function failureText({name, requestName, failed, cut}: SnapshotCheck): string {
  const beyond = cut === 0 ? '' : `, ${cut === failed ? 'all' : grouped(cut)} of them beyond the capture limit`;
  return `✗ ${clean(name)} (${clean(requestName)}) ${grouped(failed)} failed${beyond}`;
}
