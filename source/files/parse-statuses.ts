import type {StatusSet} from '../domain/profile.ts';
import {joinPath, kindOf, type ProfileReader} from './profile-reader.ts';

const [least, most] = [100, 599];

/** `200`, `"2xx"`, `"200-299"`, or a list of those. */
export function readStatuses(reader: ProfileReader, value: unknown, path: string): StatusSet | null {
  if (!Array.isArray(value)) {
    const one = readStatus(reader, value, path);
    return one === null ? null : [one];
  }
  if (value.length === 0) return reader.fail(path, 'must hold at least one status: [200]');
  const statuses = value.map((item, index) => readStatus(reader, item, joinPath(path, index)));
  return statuses.includes(null) ? null : statuses.filter((one) => one !== null);
}

function readStatus(reader: ProfileReader, value: unknown, path: string): StatusSet[number] | null {
  if (typeof value === 'number' || (typeof value === 'string' && /^\s*\d+\s*$/.test(value))) {
    const status = reader.number(value, path, {min: least, max: most, whole: true});
    return status === null ? null : [status, status];
  }
  if (typeof value !== 'string') {
    return reader.fail(path, `must be a status or a range, such as 200, "2xx" or "200-299", not ${kindOf(value)}`);
  }
  const hundred = /^([1-5])xx$/.exec(value)?.[1];
  if (hundred !== undefined) return [Number(hundred) * 100, Number(hundred) * 100 + 99];
  const [, low, high] = /^([1-5]\d\d)-([1-5]\d\d)$/.exec(value) ?? [];
  if (low === undefined) return reader.fail(path, statusAdvice(value));
  if (Number(low) > Number(high)) return reader.fail(path, `begins above its end: write "${high}-${low}"`);
  return [Number(low), Number(high)];
}

function statusAdvice(text: string): string {
  const compact = text.replaceAll(/\s+/g, '').toLowerCase();
  const repaired = compact
    .replace(/^([1-5])(?:\*\*|\*|xx?|00s)$/, '$1xx')
    .replace(/^(\d+)(?:\.\.|–|to)(\d+)$/, '$1-$2');
  if (/^(?:[1-5]xx|[1-5]\d\d-[1-5]\d\d)$/.test(repaired))
    return `${kindOf(text).slice(9)} is not a range: write "${repaired}"`;
  if (/^\d+(?:,\d+)+$/.test(compact))
    return `${kindOf(text).slice(9)} is not a status: write [${compact.replaceAll(',', ', ')}]`;
  return `${kindOf(text).slice(9)} is not a status or a range from ${least} to ${most}: write 200, "2xx" or "200-299"`;
}

/** As it stands in a file. */
export function printStatuses(statuses: StatusSet): unknown {
  const printed = statuses.map(([from, to]) => (from === to ? from : printRange(from, to)));
  return printed.length === 1 ? printed[0] : printed;
}

/** `200, 429`, `2xx`. */
export function describeStatuses(statuses: StatusSet): string {
  return statuses.map(([from, to]) => (from === to ? String(from) : printRange(from, to))).join(', ');
}

function printRange(from: number, to: number): string {
  return from % 100 === 0 && to === from + 99 ? `${from / 100}xx` : `${from}-${to}`;
}
