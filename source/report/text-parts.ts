import {formatLatency} from '../domain/format.ts';
import {statusColours, type StatusColour} from '../domain/status-colours.ts';

/** Colours of the text summary; without colour the text alone. */
export type Paint = (text: string, style: keyof typeof styles) => string;

const styles = {
  strong: '1',
  good: foreground(statusColours.ok),
  near: foreground(statusColours.near),
  bad: `1;${foreground(statusColours.over)}`,
  dim: '2',
};

export type Style = keyof typeof styles;

export function createPaint(colour: boolean): Paint {
  return (text, style) => (colour ? `\u001B[${styles[style]}m${text}\u001B[0m` : text);
}

function foreground({indexed}: StatusColour): string {
  return `38;5;${indexed}`;
}

/** What stands before a line of figures. */
export function label(word: string): string {
  return word.padEnd(12);
}

/** Exactly `width` columns. */
export function fit(text: string, width: number): string {
  const letters = Array.from(clean(text));
  const shown = letters.length <= width - 1 ? letters : [...letters.slice(0, width - 2), '…'];
  return shown.join('') + ' '.repeat(Math.max(0, width - shown.length));
}

/** Names come from files: nothing in them may steer the terminal. */
export function clean(text: string): string {
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F]+/g, ' ');
}

/** `139 841`. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ');
}

/** `99.76%`: a failure in ten thousand shows, and 100% means all of them. */
export function twoDigitShare(share: number): string {
  const percent = share * 100;
  if (percent > 99.99 && percent < 100) return '>99.99%';
  if (percent > 0 && percent < 0.01) return '<0.01%';
  return `${percent.toFixed(2).replace(/\.00$/, '')}%`;
}

/** Of a column of figures. */
export const cellWidth = 8;

/** `?815ms` with fewer than 10 samples above it, `--` with none: too few to go by. */
export function quantile(us: number, share: number, samples: number): string {
  const above = samples - Math.ceil(samples * share);
  if (above < 1) return '--';
  return `${above < 10 ? '?' : ''}${formatLatency(us)}`;
}

/** Lines of at most `width` columns, broken between words; a longer word stands alone, whole. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
