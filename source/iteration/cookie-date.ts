const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const delimiter = /[\t\u0020-\u002F\u003B-\u0040\u005B-\u0060\u007B-\u007E]+/;

/** A cookie's expiry date by the lenient rules of RFC 6265, 5.1.1: wall clock, ms; null: it is no date. */
export function parseCookieDate(text: string): number | null {
  let time: RegExpExecArray | null = null;
  let day: number | null = null;
  let month: number | null = null;
  let year: number | null = null;
  for (const token of text.split(delimiter)) {
    if (time === null) {
      time = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/.exec(token);
      if (time !== null) continue;
    }
    if (day === null && /^\d{1,2}(?:\D|$)/.test(token)) day = Number.parseInt(token, 10);
    else if (month === null && months.includes(token.slice(0, 3).toLowerCase())) {
      month = months.indexOf(token.slice(0, 3).toLowerCase());
    } else if (year === null && /^\d{2,4}(?:\D|$)/.test(token)) year = fullYear(Number.parseInt(token, 10));
  }
  if (time === null || day === null || month === null || year === null) return null;
  const [hour = 0, minute = 0, second = 0] = time.slice(1).map(Number);
  if (day < 1 || day > 31 || year < 1601 || hour > 23 || minute > 59 || second > 59) return null;
  const ms = Date.UTC(year, month, day, hour, minute, second);
  // The 31st of a month of 30 is no date.
  return new Date(ms).getUTCDate() === day ? ms : null;
}

function fullYear(year: number): number {
  if (year >= 70 && year <= 99) return year + 1900;
  return year <= 69 ? year + 2000 : year;
}
