import {formatNumber} from '../domain/format.ts';

const units: Readonly<Record<string, string>> = {
  h: 'hour',
  m: 'minute',
  s: 'second',
  ms: 'millisecond',
  µs: 'microsecond',
};
const durations = /(?<![\w.])(?:\d+(?:\.\d+)?(?:ms|µs|h|m|s))+(?!\w)/g;

/** Text of the screen as it is to be read aloud: no symbols, units in words. */
export function spoken(text: string): string {
  return text
    .replaceAll(/^[!~] /g, '')
    .replaceAll(durations, (duration) =>
      [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|µs|h|m|s)/g)]
        .map(([, count = '', unit = '']) => counted(count, unit))
        .join(' '),
    )
    .replaceAll(/ {2,}/g, '. ')
    .replaceAll('▸', 'to')
    .replaceAll(/(?<=\w) > (?=\d)/g, ' over ')
    .replaceAll(/(?<=\w) < (?=\d)/g, ' under ')
    .replaceAll('≥', 'at least ')
    .replaceAll(/ ?± ?/g, ' give or take ')
    .replaceAll(/ ?× ?/g, ' times ')
    .replaceAll(/(\d)k\b/g, '$1 thousand')
    .replaceAll(/(?<=(?:^|[\s(])[\d.,]+)\/s\b/g, ' per second')
    .replaceAll(/\breq\/s\b/g, 'requests per second')
    .replaceAll(/(\d)%/g, '$1 percent')
    .replaceAll(/\bVUs\b/g, 'virtual users')
    .replaceAll(/\bVU\b/g, 'virtual user')
    .replaceAll(/\bSLO\b/g, 'limit')
    .replaceAll(
      /\b(?:DEGRADED|INVALID|OPEN|CLOSED|STOPPED|SATURATED|PASS|FAIL|UNDECIDED|GENERATOR-LIMITED|ABORTED|INTERRUPTED)\b/g,
      (word) => word.toLowerCase(),
    )
    .replaceAll(/[^\u0020-\u024F]/g, ' ')
    .replaceAll(/ +/g, ' ')
    .replaceAll(' )', ')')
    .replaceAll(/(?:\. )+(?=\. )/g, '')
    .trim();
}

/** Ends with a full stop, once. */
export function sentence(text: string): string {
  return /[.?!:]$/.test(text) ? text : `${text}.`;
}

/** `231 milliseconds`. */
export function spokenLatency(us: number): string {
  if (us < 999.5) return `${Math.round(us)} microseconds`;
  return us < 999_500 ? `${plainNumber(us / 1e3)} milliseconds` : `${plainNumber(us / 1e6)} seconds`;
}

/** Latencies that share their unit, which comes last: `125, 263, 409 milliseconds`. */
export function spokenLatencies(named: readonly (readonly [name: string, us: number])[]): string {
  const largest = Math.max(...named.map(([, us]) => us));
  const [divisor, unit] =
    largest < 999.5
      ? ([1, 'microseconds'] as const)
      : largest < 999_500
        ? ([1e3, 'milliseconds'] as const)
        : ([1e6, 'seconds'] as const);
  return `${named.map(([name, us]) => `${name} ${plainNumber(us / divisor)}`).join(', ')} ${unit}`;
}

/** Without `k` and `M`. */
export function plainNumber(value: number): string {
  if (value === 0) return '0';
  return value >= 100 ? String(Math.round(value)) : formatNumber(value);
}

function counted(count: string, unit: string): string {
  return `${count} ${units[unit]!}${Number(count) === 1 ? '' : 's'}`;
}
