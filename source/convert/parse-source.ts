import {PerftuiError} from '../domain/errors.ts';

/**
 * A foreign JSON text as a value.
 * @param what `a HAR file`: what it should be
 * @throws PerftuiError ERR_PROFILE saying where it is broken
 */
export function parseSource(text: string, what: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    const [, reason = 'it cannot be read'] = /^(.*?)(?:,? (?:\.{3})?"|$)/s.exec((error as Error).message) ?? [];
    const [, line, column] = /line (\d+) column (\d+)/.exec((error as Error).message) ?? [];
    const where = line === undefined ? '' : ` at line ${line}, column ${column}`;
    throw new PerftuiError('ERR_PROFILE', `it is not ${what}: not JSON${where}`, {hint: reason.toLowerCase()});
  }
}
