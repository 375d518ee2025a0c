import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {CoordinatorSettings} from '../../source/coordinator/messages.ts';
import {startDriveRecorder} from '../../source/coordinator/drive-recorder.ts';
import type {StudySetup} from '../../source/domain/study.ts';
import {parseThresholdArgument} from '../../source/domain/threshold-grammar.ts';
import {readDrive} from '../../source/files/read-drive.ts';
import {createRedactor} from '../../source/files/redact.ts';
import {sampleSnapshot} from '../files/sample-snapshot.ts';
import {tempFolder} from '../files/temp-folder.ts';
import {hostileStudies, sampleCapacity} from '../report/sample-study.ts';
import {preparedOf} from '../walk/fixtures.ts';

const secret = 'tell-nobody';

function objectiveOf(source: string): StudySetup {
  const objective = parseThresholdArgument(source);
  if ('problem' in objective) throw new Error(objective.problem);
  return {kind: 'capacity', model: 'closed', objectives: [objective], gentle: false, startLevel: 5};
}

async function recorded(study: StudySetup | null, secrets: readonly string[], lines: readonly object[]) {
  const folder = await tempFolder();
  const settings: Partial<CoordinatorSettings> = {
    prepared: preparedOf('http://127.0.0.1:9', {executor: 'constant-vus', vus: 1, duration: '1s'}),
    interactive: false,
    snapshotsFolder: folder,
    version: '0.1.0',
    study,
  };
  const facts = {hostFacts: sampleSnapshot().host, git: null};
  const recorder = await startDriveRecorder(settings as CoordinatorSettings, facts, createRedactor(secrets));
  for (const line of lines) recorder.record(line as Parameters<typeof recorder.record>[0]);
  const file = recorder.file!;
  expect(path.dirname(file)).toBe(path.join(folder, 'drives'));
  await recorder.close(null);
  return {text: await readFile(file, 'utf8'), drive: await readDrive(file)};
}

test('a drive begins with the question it was to answer, and has what was known by when', async () => {
  const question = objectiveOf('http_req_duration: p(95)<250');
  const {drive} = await recorded(question, [], [{kind: 'study', atMs: 1000, study: sampleCapacity}]);
  expect(drive.header.study).toEqual(question);
  expect(drive.studies).toEqual([{kind: 'study', atMs: 1000, study: sampleCapacity}]);
  expect((await recorded(null, [], [])).drive.header).not.toHaveProperty('study');
});

test('no secret is in either', async () => {
  const lines = hostileStudies(`GET /${secret}`).map((study) => ({kind: 'study', atMs: 1000, study}));
  const question = objectiveOf(`http_req_duration{name:GET /${secret}}: p(95)<250`);
  expect((await recorded(question, [secret], lines)).text).not.toContain(secret);
});

test('a secret that is a word of a study leaves a drive that can be read', async () => {
  const {drive} = await recorded(
    objectiveOf('http_req_duration: p(95)<250'),
    ['PASS', 'climb', 'closed', 'capacity'],
    [{kind: 'study', atMs: 1000, study: sampleCapacity}],
  );
  expect(drive.studies[0]!.study).toMatchObject({
    kind: 'capacity',
    trials: [{verdict: 'PASS', phase: 'climb'}, {}, {}, {}, {}, {}],
  });
});
