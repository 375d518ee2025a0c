/** Numbers as people read them on a screen: three significant digits, unit attached. */

const nothing = '--';

/** Three significant digits without an exponent: `0.27`, `7.76`, `18.1`, `259`, `12.3k`, `1.20M`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return nothing;
  const size = Math.abs(value);
  if (size >= 999_500) return `${threeDigits(value / 1e6)}M`;
  if (size >= 9_995) return `${threeDigits(value / 1e3)}k`;
  if (size >= 999.5) return String(Math.round(value));
  return threeDigits(value);
}

/** `820µs`, `4.12ms`, `41.2ms`, `412ms`, `4.12s`, `2m05s`. */
export function formatLatency(us: number): string {
  if (!Number.isFinite(us)) return nothing;
  if (us < 999.5) return `${Math.round(us)}µs`;
  if (us < 999_500) return `${threeDigits(us / 1e3)}ms`;
  if (us < 99_950_000) return `${threeDigits(us / 1e6)}s`;
  return formatClockShort(us / 1e3);
}

/** `820B`, `9.41kB`, `212MB`, `1.20GB`; powers of 1000. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return nothing;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? `${Math.round(value)}B` : `${threeDigits(value)}${units[unit]}`;
}

/** `00:12:34`. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** `850ms`, `5s`, `1m30s`, `2h05m`: for durations and ages. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return nothing;
  return ms < 1000 ? `${Math.round(ms)}ms` : formatClockShort(ms);
}

/** `0.27%`, `99.7%`, `0%`, for a share 0 to 1. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return nothing;
  const percent = share * 100;
  if (percent === 0) return '0%';
  return percent < 1 ? `${percent.toFixed(2)}%` : `${threeDigits(percent)}%`;
}

/** `+28%`, `-5%`, `0%`, `>999%` for a relative change (0.28). */
export function formatChange(change: number): string {
  if (!Number.isFinite(change)) return nothing;
  const percent = Math.round(change * 100);
  if (percent > 999) return '>999%';
  return percent > 0 ? `+${percent}%` : `${percent}%`;
}

/** `+0.1pp` for a difference of shares. */
export function formatPoints(difference: number): string {
  if (!Number.isFinite(difference)) return nothing;
  const points = difference * 100;
  const text = Math.abs(points) < 10 ? points.toFixed(1) : points.toFixed(0);
  return `${Number(text) > 0 ? '+' : ''}${Number(text) === 0 ? '0.0' : text}pp`;
}

function formatClockShort(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) {
    const rest = seconds % 60;
    return `${Math.floor(seconds / 60)}m${rest === 0 ? '' : `${String(rest).padStart(2, '0')}s`}`;
  }
  const minutes = Math.round(seconds / 60);
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}h${rest === 0 ? '' : `${String(rest).padStart(2, '0')}m`}`;
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return value.toFixed(0);
  if (size >= 9.995) return value.toFixed(1);
  return value.toFixed(2);
}
