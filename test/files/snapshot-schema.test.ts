import {readFileSync} from 'node:fs';
import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, test} from 'vitest';
import {snapshotShape} from '../../source/files/snapshot-shape.ts';
import {latencyOf, sampleSnapshot} from './sample-snapshot.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../snapshots/snapshot.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const validate = new Ajv2020({strict: true, strictTypes: false}).compile(schema);

const latency = latencyOf([10, 20]);
const plainSnapshot = sampleSnapshot([1000, 2000]);

const whole = sampleSnapshot([1000, 2000], {
  note: 'a note',
  validity: {verdict: 'DEGRADED', reasons: [{text: 'load worker 93% busy', hint: 'add --workers'}]},
  transport: {kind: 'http1', reason: 'auto: HTTP/1.1 on own sockets'},
  load: {...plainSnapshot.load, model: 'open', rate: 40.5},
  arrivals: {offered: 1200, started: 1180, dropped: 15, missed: 5},
  sendLagUs: latency,
  serviceTimeUs: latency,
  thresholds: [
    {
      source: 'http_req_duration{name:GET /}: p(95)<30',
      value: 24.1,
      ok: true,
      severity: 'critical',
      budget: {requestName: 'GET /', figure: 'p95', bound: 30},
    },
  ],
  checks: [{name: 'status is 200', requestName: 'GET /', passed: 10, failed: 2, cut: 1}],
  flowErrors: 3,
  flowErrorTexts: ['shopper: login: nothing found at $.token'],
  scenarios: [
    {
      name: 'shopper',
      weight: 0.5,
      profileWeight: 3,
      requests: 12,
      failed: 2,
      requestsPerSecond: 0.4,
      errorShare: 0.5,
      latencyUs: latency,
    },
  ],
  cells: plainSnapshot.cells.map((cell) => ({...cell, targetVus: null, targetRate: 40.5})),
  errorSamples: [
    {name: 'GET /', atMs: 1, code: 1503, word: '503', status: 503, headers: {a: 'b'}, body: 'x', message: null},
  ],
});

/** Every member of every object in it, as a path. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [[...path, key], ...pathsOf(item, [...path, key])]);
}

function changed(path: readonly string[], change: (holder: Record<string, unknown>, key: string) => void): unknown {
  const copy = structuredClone(whole) as unknown as Record<string, unknown>;
  const holder = path.slice(0, -1).reduce((value, key) => value[key] as Record<string, unknown>, copy);
  change(holder, path.at(-1)!);
  return copy;
}

const inside = ['profile.document', 'phaseMeansUs.', 'headers.', '$schema', 'kind', 'version'];
const paths = pathsOf(whole).filter((path) => !inside.some((part) => path.join('.').includes(part)));

describe('snapshot.schema.json', () => {
  test('takes a snapshot', () => {
    expect({valid: validate(whole), errors: validate.errors}).toEqual({valid: true, errors: null});
  });

  test('and the reader refuse the same missing members and wrong types', () => {
    const bad: unknown[] = [{}, [], 'text', -1.5, true, null];
    const differing = paths.flatMap((path) => {
      const documents = [
        changed(path, (holder, key) => delete holder[key]),
        ...bad.map((value) => changed(path, (holder, key) => (holder[key] = value))),
      ];
      return documents.flatMap((document, index) => {
        const ours = snapshotShape(document, '');
        return validate(document) === (ours === null) ? [] : [`${path.join('.')} #${index}: ${ours ?? 'taken'}`];
      });
    });
    expect(paths.length).toBeGreaterThan(80);
    expect(differing).toEqual([]);
  });
});
