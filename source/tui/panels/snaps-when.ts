/**
 * `today 00:10:52`, `08-11 02:14`, `2025-12-31`, in local time; `--` for what is no time.
 * @param takenAt ISO 8601
 * @param short `00:10:52` for what was today
 */
export function whenText(takenAt: string, now: Date, short = false): string {
  const at = new Date(takenAt);
  if (Number.isNaN(at.getTime())) return '--';
  const year = String(at.getFullYear()).padStart(4, '0');
  const day = dayText(at);
  if (at.getFullYear() !== now.getFullYear()) return `${year}-${day}`;
  const minutes = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (day !== dayText(now)) return `${day} ${minutes}`;
  const clock = `${minutes}:${two(at.getSeconds())}`;
  return short ? clock : `today ${clock}`;
}

/** `08-11`, local; '' for what is no time. */
export function dayOf(takenAt: string): string {
  const at = new Date(takenAt);
  return Number.isNaN(at.getTime()) ? '' : dayText(at);
}

function dayText(at: Date): string {
  return `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
