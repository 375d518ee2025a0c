import type {StatusSet} from '../domain/profile.ts';

/** Whether a status is in one of the ranges, both ends included. */
export function statusIn(statuses: StatusSet, status: number): boolean {
  for (const [from, to] of statuses) if (status >= from && status <= to) return true;
  return false;
}

/** Whether a response is no error; null: 200 to 399, as in k6. */
export function isExpected(expect: StatusSet | null, status: number): boolean {
  return expect === null ? status >= 200 && status < 400 : statusIn(expect, status);
}
