import {defaultTransportSettings, type TransportSettings} from '../domain/transport-choice.ts';
import {connectionKeys} from './profile-keys.ts';
import type {JsonObject, ProfileReader} from './profile-reader.ts';

/** `connections`: how they are made and kept; what has a problem reads as its default. */
export function readConnections(reader: ProfileReader, value: unknown): Omit<TransportSettings, 'choice'> {
  const otherwise = defaultTransportSettings;
  const object: JsonObject = value === undefined ? {} : (reader.object(value, 'connections', connectionKeys) ?? {});
  return {
    reuse: reader.get(object, 'connections', connectionKeys, 'reuse') ?? otherwise.reuse,
    maxAgeMs: reader.get(object, 'connections', connectionKeys, 'maxAge'),
    maxRequests: reader.get(object, 'connections', connectionKeys, 'maxRequests'),
    dnsTtlMs: reader.get(object, 'connections', connectionKeys, 'dnsTtl') ?? otherwise.dnsTtlMs,
    h2Streams: reader.get(object, 'connections', connectionKeys, 'h2Streams') ?? otherwise.h2Streams,
  };
}
