import {formatDuration} from '../../domain/format.ts';
import type {LoadModel} from '../../domain/load-model.ts';
import {shortRate} from './level-text.ts';

/** `258`, `12.3k`, `0.5`: a mean of VUs, or of a rate, as short as a measured figure. VUs are whole from one on. */
export function meanLevelText(model: LoadModel, level: number): string {
  const isWhole = level >= (model === 'closed' ? 1 : 10) && level < 9_995;
  return isWhole ? String(Math.round(level)) : shortRate(level);
}

/** `240 VUs`, `1 VU`, `500/s`. */
export function meanLoadText(model: LoadModel, level: number): string {
  const text = meanLevelText(model, level);
  return model === 'open' ? `${text}/s` : `${text} ${text === '1' ? 'VU' : 'VUs'}`;
}

/** `30s`, `600s`, `1h05m`: length of a window. */
export function windowLength(seconds: number): string {
  return seconds >= 1 && seconds < 1000 ? `${Math.round(seconds)}s` : formatDuration(seconds * 1000);
}
