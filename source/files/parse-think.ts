import {parseDuration} from '../domain/duration.ts';
import type {ThinkTime} from '../domain/think-time.ts';
import {thinkKeys} from './flow-keys.ts';
import {durationAdvice, joinPath, type JsonObject, type ProfileReader} from './profile-reader.ts';
import {limits} from './profile-schema.ts';

const range = {minMs: 0, maxMs: limits.maxThinkMs, maxText: '24h'};
const forms = ['uniform', 'exponential', 'normal'] as const;

/** `"1s"`, `"1s-3s"`, or one of the distributions: `{"exponential": "2s"}`. */
export function readThink(reader: ProfileReader, value: unknown, path: string): ThinkTime | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return readUniform(reader, value, path);
  const object = reader.object(value, path, thinkKeys)!;
  const [form, second] = forms.filter((one) => Object.hasOwn(object, one));
  if (form === undefined) {
    const unknown = Object.keys(object).some((key) => !Object.hasOwn(thinkKeys.fields, key));
    return unknown ? null : reader.fail(path, `says not how: one of ${forms.join(', ')}`);
  }
  if (second !== undefined) return reader.fail(path, `is ${form} and ${second}: one of them`);
  if (form !== 'normal' && Object.hasOwn(object, 'deviation'))
    return reader.fail(joinPath(path, 'deviation'), 'goes with "normal" only');
  return readForm(reader, form, object, path);
}

function readForm(
  reader: ProfileReader,
  form: (typeof forms)[number],
  object: JsonObject,
  path: string,
): ThinkTime | null {
  const at = joinPath(path, form);
  if (form === 'uniform') return readUniform(reader, object[form], at);
  const meanMs = reader.durationMs(object[form], at, range);
  if (form === 'exponential') return meanMs === null ? null : {kind: 'exponential', meanMs};
  if (!Object.hasOwn(object, 'deviation'))
    return reader.fail(joinPath(path, 'deviation'), 'is missing: write {"normal": "2s", "deviation": "500ms"}');
  const deviationMs = reader.durationMs(object['deviation'], joinPath(path, 'deviation'), range);
  return meanMs === null || deviationMs === null ? null : {kind: 'normal', meanMs, deviationMs};
}

function readUniform(reader: ProfileReader, value: unknown, path: string): ThinkTime | null {
  if (typeof value !== 'string' || !value.includes('-')) {
    const ms = reader.durationMs(typeof value === 'string' ? value.trim() : value, path, range);
    return ms === null ? null : {kind: 'uniform', minMs: ms, maxMs: ms};
  }
  const [low = '', high = '', more] = value.split('-').map((part) => part.trim());
  if (more !== undefined) return reader.fail(path, 'must be one duration or two joined by -, such as "1s-3s"');
  const highMs = parseDuration(high);
  if (/^\d+(?:\.\d+)?$/.test(low) && highMs !== null) {
    const unit = /[a-z]+$/.exec(high)![0];
    return reader.fail(path, `both ends need a unit: "${low}${unit}-${high}"`);
  }
  if (parseDuration(low) === null) return reader.fail(path, durationAdvice(low));
  const minMs = reader.durationMs(low, path, range);
  const maxMs = reader.durationMs(high, path, range);
  if (minMs === null || maxMs === null) return null;
  if (minMs > maxMs) return reader.fail(path, `begins above its end: write "${high}-${low}"`);
  return {kind: 'uniform', minMs, maxMs};
}
