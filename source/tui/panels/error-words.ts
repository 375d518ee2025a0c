import type {SessionView} from '../../session/view.ts';
import type {Piece} from '../canvas/canvas.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {errorSlo} from './slo-text.ts';

/** Words that are told before the rest is only counted. */
const mostWords = 4;

/**
 * What failed since the start, most frequent first, longest text first: `errors 503 12  refused 3`, `errors 503 12  +1
 * more`; empty when nothing did. Bright while requests fail, dim when they no longer do.
 */
export function errorVariants(view: SessionView): readonly Piece[] {
  const failed = view.outcomes.filter(({code}) => code !== 0);
  const words = failed.map(({word, count}) => `${word} ${count}`);
  const own = errorTone(view);
  return Array.from({length: Math.min(mostWords, words.length)}, (_, dropped): Piece => {
    const shown = words.slice(0, Math.min(mostWords, words.length) - dropped);
    const more = words.length > shown.length ? [`+${words.length - shown.length} more`] : [];
    return [`errors ${[...shown, ...more].join('  ')}`, own];
  });
}

/** The variants of a heading's right side, with the errors before what stands there, as far as both fit. */
export function withErrors(view: SessionView, texts: readonly string[]): readonly (string | readonly Piece[])[] {
  const errors = errorVariants(view);
  const last = texts.at(-1);
  if (errors.length === 0 || last === undefined) return texts;
  const beside = (text: string): readonly (readonly Piece[])[] =>
    errors.map((error) => [error, [`   ${text}`, tone.dim]]);
  return [...texts.flatMap(beside), ...errors.map((error) => [error]), ...texts];
}

function errorTone(view: SessionView): Tone {
  if (!(view.window.failedPerSecond > 0)) return tone.dim;
  return errorSlo(view)?.state === 'over' ? tone.over : tone.near;
}
