import {PerftuiError} from '../domain/errors.ts';
import {parseTargetMetrics, type TargetMetrics} from '../domain/target-metrics.ts';
import type {EnvironmentFiller} from './environment-template.ts';

/** User and password for it in the environment, where they do not stand in the URL: `user:password`. */
export const targetMetricsVariable = 'PERFTUI_TARGET_METRICS_AUTH';

export interface PreparedTargetMetrics {
  /** Null: the machine under test is not observed. */
  readonly source: TargetMetrics | null;
  readonly secrets: readonly string[];
}

/**
 * The profile's `targetMetrics`, filled in.
 * @param text undefined: there is none
 * @param targetOrigin of the target itself
 * @throws PerftuiError ERR_PROFILE; its text never holds the URL
 */
export function prepareTargetMetrics(
  text: string | undefined,
  filler: EnvironmentFiller,
  targetOrigin?: string,
): PreparedTargetMetrics {
  if (text === undefined) return {source: null, secrets: []};
  const filled = filler.fill(text, 'targetMetrics');
  if (filler.missing.size > 0) return {source: null, secrets: []};
  const parsed = parseTargetMetrics(filled, targetOrigin);
  if ('problem' in parsed) throw new PerftuiError('ERR_PROFILE', `targetMetrics ${parsed.problem}`);
  const {credentials, ...source} = parsed;
  const pair =
    credentials === null ? filler.known(targetMetricsVariable) : `${credentials.user}:${credentials.password}`;
  if (pair === null) return {source: {...source, authorization: null}, secrets: []};
  const encoded = Buffer.from(pair, 'utf8').toString('base64');
  const password = pair.slice(pair.indexOf(':') + 1);
  // A lone user name is a token by custom.
  const secret = password === '' ? pair.slice(0, -1) : password;
  return {
    source: {...source, authorization: `Basic ${encoded}`},
    secrets: [pair, secret, encodeURIComponent(secret), encoded],
  };
}
