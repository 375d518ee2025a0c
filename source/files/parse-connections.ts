import {defaultTransportSettings, transportKinds, type TransportSettings} from '../domain/transport-choice.ts';
import {didYouMean} from './did-you-mean.ts';
import {kindOf, type ProfileReader} from './profile-reader.ts';
import {connectionKeys, limits} from './profile-schema.ts';

/** What `transport` may be. */
export const transportChoices: readonly TransportSettings['choice'][] = ['auto', ...transportKinds];

/** `transport`: who speaks HTTP. */
export function readTransport(reader: ProfileReader, value: unknown): TransportSettings['choice'] | null {
  if (value === undefined) return defaultTransportSettings.choice;
  const choice = transportChoices.find((one) => one === value);
  if (choice !== undefined) return choice;
  const near = typeof value === 'string' ? didYouMean(value, transportChoices) : null;
  const list = transportChoices.map((one) => `"${one}"`).join(', ');
  return reader.fail(
    'transport',
    `must be one of ${list}, not ${kindOf(value)}${near === null ? '' : `; did you mean "${near}"?`}`,
  );
}

/** `connections`: how they are made and kept; what has a problem reads as its default. */
export function readConnections(reader: ProfileReader, value: unknown): Omit<TransportSettings, 'choice'> {
  const {reuse, maxAgeMs, maxRequests, dnsTtlMs, h2Streams} = defaultTransportSettings;
  const object = value === undefined ? null : reader.object(value, 'connections', connectionKeys);
  if (object === null) return {reuse, maxAgeMs, maxRequests, dnsTtlMs, h2Streams};
  const count = (key: string, max: number): number | null =>
    object[key] === undefined ? null : reader.number(object[key], `connections.${key}`, {min: 1, max, whole: true});
  const duration = (key: string, minMs: number): number | null =>
    object[key] === undefined
      ? null
      : reader.durationMs(object[key], `connections.${key}`, {minMs, maxMs: limits.maxDurationMs, maxText: '168h'});
  return {
    reuse: object['reuse'] === undefined ? reuse : (reader.flag(object['reuse'], 'connections.reuse') ?? reuse),
    maxAgeMs: duration('maxAge', 1) ?? maxAgeMs,
    maxRequests: count('maxRequests', limits.maxConnectionRequests) ?? maxRequests,
    dnsTtlMs: duration('dnsTtl', 0) ?? dnsTtlMs,
    h2Streams: count('h2Streams', limits.maxH2Streams) ?? h2Streams,
  };
}
