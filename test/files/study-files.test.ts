import {readFileSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, test} from 'vitest';
import {soakStudy} from '../../source/analysis/endurance.ts';
import {spikeStudy} from '../../source/analysis/spike-recovery.ts';
import type {Drive} from '../../source/domain/drive.ts';
import type {Threshold} from '../../source/domain/profile.ts';
import type {CapacityStudy, Study, StudySetup} from '../../source/domain/study.ts';
import {parseThresholdArgument} from '../../source/domain/threshold-grammar.ts';
import {compactDrive} from '../../source/files/compact-drive.ts';
import {driveLineShapes} from '../../source/files/drive-shape.ts';
import {parseDrive, readDrive} from '../../source/files/read-drive.ts';
import {createRedactor} from '../../source/files/redact.ts';
import {redactSnapshot, redactStudy} from '../../source/files/redact-snapshot.ts';
import {parseSnapshot} from '../../source/files/parse-snapshot.ts';
import {studySetupShape, studyShape} from '../../source/files/study-shape.ts';
import {cellOfSecond} from '../../source/metrics/file-cell.ts';
import {createPlayback} from '../../source/session/playback.ts';
import {runOfSeconds, snapshotOfDrive} from '../../source/session/drive-snapshot.ts';
import {hostileStudies, sampleCapacity, sampleSoak, sampleSpike} from '../report/sample-study.ts';
import {sampleSnapshot} from './sample-snapshot.ts';
import {tempFolder} from './temp-folder.ts';

const studies: readonly Study[] = [sampleCapacity, sampleSpike, sampleSoak];

const objective = parseThresholdArgument('http_req_duration{name:login}: p(95)<250');
const setups: readonly StudySetup[] = [
  {
    kind: 'capacity',
    model: 'closed',
    objectives: [objective as Threshold],
    gentle: false,
    startLevel: 5,
  },
  {kind: 'spike', model: 'closed', baseLevel: 50, factors: [2, 5]},
  {kind: 'soak', model: 'open', level: 500, durationMs: 86_400_000, resumes: '2026-08-12-101500-x.jsonl'},
];

const driveText = readFileSync(new URL('../fixtures/formats/drive-2/demo-checkout.jsonl', import.meta.url), 'utf8');
const [headerLine, ...otherLines] = driveText.trimEnd().split('\n');

/** The recorded drive with a question, and what was known by when; closed or not. */
function driveOf(study: StudySetup | undefined, known: readonly Study[], isClosed = false): Drive {
  const header = {...(JSON.parse(headerLine!) as object), ...(study && {study})};
  const lines = otherLines.filter((line) => isClosed || !line.startsWith('{"kind":"end"'));
  const at = isClosed ? lines.length - 1 : lines.length;
  const told = known.map((one, index) => JSON.stringify({kind: 'study', atMs: index * 1000, study: one}));
  return parseDrive([JSON.stringify(header), ...lines.slice(0, at), ...told, ...lines.slice(at), ''].join('\n'), 'x');
}

function validatorOf(name: string) {
  const file = new URL(`../../snapshots/${name}.schema.json`, import.meta.url);
  const schema = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return new Ajv2020({strict: true, strictTypes: false}).compile(schema);
}

/** Every member of every object in it, as a path. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [[...path, key], ...pathsOf(item, [...path, key])]);
}

function changed(value: object, path: readonly string[], to: unknown): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  const holder = path.slice(0, -1).reduce((inner, key) => inner[key] as Record<string, unknown>, copy);
  if (to === undefined) delete holder[path.at(-1)!];
  else holder[path.at(-1)!] = to;
  return copy;
}

/** Where the published schema takes what the reader refuses, or the other way about. */
function differing(
  document: object,
  ours: (value: unknown) => string | null,
  published: (value: unknown) => boolean,
): string[] {
  const bad: unknown[] = [undefined, {}, [], 'text', -1.5, true, null];
  return pathsOf(document).flatMap((path) =>
    bad.flatMap((to) => {
      const other = changed(document, path, to);
      const problem = ours(other);
      return published(other) === (problem === null) ? [] : [`${path.join('.')} ${String(to)}: ${problem ?? 'taken'}`];
    }),
  );
}

describe('what is written of a study', () => {
  test.each(studies)('$kind is what the published schemas say, of a snapshot, a drive and a summary', (study) => {
    const snapshot = validatorOf('snapshot');
    expect({valid: snapshot(sampleSnapshot([1000], {study})), errors: snapshot.errors}).toMatchObject({valid: true});
    const drive = validatorOf('drive');
    const line = {kind: 'study', atMs: 1, study};
    expect({valid: drive(line), errors: drive.errors}).toMatchObject({valid: true});
    expect(driveLineShapes['study']!(line, '')).toBeNull();
  });

  test.each(studies)('$kind is refused by the reader wherever the published schema refuses it', (study) => {
    const validate = validatorOf('drive');
    const published = (value: unknown): boolean => validate({kind: 'study', atMs: 1, study: value});
    expect(differing(study, (value) => studyShape(value, 'study'), published)).toEqual([]);
  });

  test.each(setups)('the question of $kind is what the schema says, and refused alike', (setup) => {
    const header = JSON.parse(headerLine!) as object;
    const validate = validatorOf('drive');
    const published = (value: unknown): boolean => validate({...header, study: value});
    expect(published(setup)).toBe(true);
    expect(differing(setup, (value) => studySetupShape(value, 'study'), published)).toEqual([]);
  });

  test('what a search does is a line of the published drive', () => {
    const validate = validatorOf('drive');
    const intent = {kind: 'intent', atMs: 1, origin: 'search', intent: {kind: 'search-load'}};
    expect(validate(intent)).toBe(true);
    expect(driveLineShapes['intent']!(intent, '')).toBeNull();
  });

  test('what is computed is read back as it was, before anything was measured too', () => {
    const cells = driveOf(undefined, []).seconds.map(cellOfSecond);
    const spike = {model: 'closed', baseLevel: 10, factors: [2]} as const;
    const soak = {model: 'closed', level: 10} as const;
    const computed = [spikeStudy(spike, cells), spikeStudy(spike, []), soakStudy(soak, cells), soakStudy(soak, [])];
    for (const study of computed) {
      const {study: read} = parseSnapshot(JSON.stringify(sampleSnapshot([1000], {study})), 'x');
      expect(read).toEqual(study);
    }
  });

  test('has no secret left in any text, and its own words whatever a secret is', () => {
    const secret = 'tell-nobody';
    for (const study of hostileStudies(`GET /${secret}`)) {
      const snapshot = redactSnapshot(sampleSnapshot([1000], {study}), createRedactor([secret]));
      expect(JSON.stringify(snapshot)).not.toContain(secret);
      expect(studyShape(snapshot.study, '')).toBeNull();
    }
    for (const study of studies) {
      const redacted = redactStudy(
        study,
        createRedactor(['PASS', 'FAIL', 'climb', 'closed', 'DRIFT', 'done', 'capacity']),
      );
      expect(studyShape(redacted, '')).toBeNull();
    }
  });
});

describe('a drive that nobody closed', () => {
  const running: CapacityStudy = {
    ...sampleCapacity,
    state: 'running',
    verdict: 'INCOMPLETE',
    high: null,
    says: 'bisects: 216 VUs for 4s (208 VUs or more so far)',
  };

  test('has the search as it was known last, and that it was not finished', () => {
    const first = {...running, low: 64, trials: running.trials.slice(0, 1)};
    expect(runOfSeconds(driveOf(setups[0], [first, running])).study).toEqual({
      ...running,
      state: 'done',
      says: 'ended before capacity was found (208 VUs or more)',
    });
  });

  test('has the search as it ended where it had', () => {
    expect(runOfSeconds(driveOf(undefined, [sampleCapacity])).study).toEqual(sampleCapacity);
  });

  test('has a spike and an endurance test anew from its seconds', () => {
    const spike = {kind: 'spike', model: 'closed', baseLevel: 10, factors: [2]} as const;
    const soak = {kind: 'soak', model: 'closed', level: 10, durationMs: 3_600_000} as const;
    const cells = driveOf(undefined, []).seconds.map(cellOfSecond);
    expect(cells.length).toBeGreaterThan(3);
    expect(runOfSeconds(driveOf(spike, [])).study).toEqual(spikeStudy(spike, cells));
    expect(runOfSeconds(driveOf(soak, [])).study).toEqual(soakStudy(soak, cells));
  });

  test('has a spike test as it was known last where its seconds were merged since', () => {
    const drive = driveOf(setups[1], [{...sampleSpike, state: 'running'}]);
    const [first, ...others] = drive.seconds;
    const merged = [{...first!, cell: {...first!.cell, seconds: 10}}, ...others];
    expect(runOfSeconds({...drive, seconds: merged}).study).toEqual({...sampleSpike, state: 'done'});
  });

  test('has an endurance test of several processes as it was known last', () => {
    expect(runOfSeconds(driveOf(setups[2], [{...sampleSoak, state: 'running'}])).study).toEqual(sampleSoak);
  });

  test('without a question has no study', () => {
    expect(runOfSeconds(driveOf(undefined, []))).not.toHaveProperty('study');
  });
});

test('a drive that is compacted keeps what was known, and when', async () => {
  const folder = await tempFolder();
  const file = path.join(folder, 'x.jsonl');
  const drive = driveOf(setups[0], [{...sampleCapacity, state: 'running'}, sampleCapacity]);
  const {header, seconds, studies: known} = drive;
  const lines = [header, ...seconds.slice(0, 2), known[0]!, ...seconds.slice(2), known[1]!];
  const text = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await writeFile(file, text);
  const copy = await compactDrive(file, text.length, 10 * 3_600_000, new AbortController().signal);
  await copy.handle.close();
  const compacted = await readDrive(copy.file);
  expect(compacted.seconds.length).toBeLessThan(seconds.length);
  expect({header: compacted.header, studies: compacted.studies}).toEqual({header, studies: known});
});

test('a recording shows what was known by then, and at its end what came of it', () => {
  const first: CapacityStudy = {...sampleCapacity, state: 'running', trials: sampleCapacity.trials.slice(0, 1)};
  const drive = driveOf(setups[0], [first, {...sampleCapacity, state: 'paused'}]);
  const snapshot = snapshotOfDrive(drive);
  const recording = {file: 'x.jsonl', kind: 'drive', snapshot, drive} as const;
  const playback = createPlayback(recording, () => 0);
  const {cell} = drive.seconds.at(-1)!;
  const endMs = cell.atMs + cell.seconds * 1000;
  expect(playback.takeUpdate()!.view.study).toMatchObject({state: 'done', verdict: 'INCOMPLETE'});
  playback.dispatch({kind: 'scrub', byMs: 500 - endMs});
  expect(playback.takeUpdate()!.view.study).toEqual(first);
});

test('a closed drive has the study its run ended with', () => {
  const drive = driveOf(undefined, [{...sampleCapacity, state: 'running'}], true);
  const run = {...runOfSeconds(drive), study: sampleCapacity};
  const closed = {...drive, end: {kind: 'end', endedBy: 'search ended', exitCode: 0, durationMs: 1, run} as const};
  expect(snapshotOfDrive(closed).study).toEqual(sampleCapacity);
});
