import {expect, test} from 'vitest';
import {askWhatToDrive, type SpokenStart} from '../../source/commands/accessible-start.ts';
import type {PickerEntry} from '../../source/tui/chooser/picker-model.ts';

function entry(name: string, problemCount = 0): PickerEntry {
  return {name, origin: 'here', file: `${name}.json`, profile: null, problemCount, lastRunAtMs: null};
}

async function answered(...answers: string[]): Promise<{choice: SpokenStart; said: string[]; asked: string[]}> {
  const said: string[] = [];
  const asked: string[] = [];
  const choice = await askWhatToDrive([entry('checkout'), entry('broken', 2), entry('soak')], {
    say: (line) => said.push(line),
    ask: async (question) => {
      asked.push(question);
      return answers.shift() ?? '';
    },
  });
  return {choice, said, asked};
}

test('every profile is said with its number, and what is wrong with it', async () => {
  const {said, choice} = await answered('');
  expect(said).toEqual([
    'perftui: 3 profiles.',
    expect.stringMatching(/^1: checkout, of this folder\./),
    expect.stringMatching(/^2: broken, of this folder\. Has 2 problems\.$/),
    expect.stringMatching(/^3: soak, of this folder\./),
  ]);
  expect(choice).toEqual({kind: 'leave'});
});

test.each(['3', ' soak '])('%j starts the profile', async (answer) => {
  expect((await answered(answer)).choice).toEqual({kind: 'start', entry: entry('soak')});
});

test.each(['0', '4', '2', 'nothing', '-1', 'ftp://x'])(
  '%j is refused in a sentence, and asked again',
  async (answer) => {
    const {choice, said, asked} = await answered(answer, '1');
    expect(choice).toEqual({kind: 'start', entry: entry('checkout')});
    expect(said).toHaveLength(5);
    expect(said[4]).toMatch(/^\S.*\.$/);
    expect(asked).toHaveLength(2);
  },
);

test('a URL is asked for its request and limits, each until it is right', async () => {
  const {choice, said} = await answered('http://localhost:8080', 'GET', 'GET /api', 'p95 below 3', 'p95 < 250ms');
  expect(choice).toMatchObject({
    kind: 'drive',
    texts: {target: 'http://localhost:8080', requests: 'GET /api', limits: 'p95 < 250ms'},
  });
  expect(said.slice(4)).toHaveLength(2);
  expect((await answered('http://127.0.0.1:8080', '', '')).choice).toMatchObject({
    texts: {target: 'http://127.0.0.1:8080', requests: 'GET /', limits: ''},
  });
});
