import process from 'node:process';
import {confirm, input, select} from '@inquirer/prompts';
import {
  answerChecks,
  firstProfile,
  type FirstAnswers,
  fromCurl,
  type TestKind,
  typedRequest,
} from '../convert/first-profile.ts';
import type {Json, RequestDocument} from '../convert/converted.ts';
import {exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import {importNotes} from './import-command.ts';
import {profilePlace, runLine, writeNewProfile} from './new-profile-file.ts';

/** `perftui new`: asks for what a first profile needs, shows it, writes it where nothing is yet. */
export async function newCommand({output}: {readonly output: string | null}): Promise<ExitCode> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new PerftuiError('ERR_USAGE', 'perftui new asks questions, and this is not a terminal', {
      hint: 'write profiles/NAME.json yourself (perftui validate NAME checks it), or use perftui import',
    });
  }
  try {
    const answers = await ask(output);
    const {document} = firstProfile(answers);
    process.stdout.write(`\n${JSON.stringify(document, null, 2)}\n\n`);
    const place = profilePlace(output ?? answers.name, answers.name);
    if (!(await confirm({message: `Write ${place.folder}/${place.baseName}.json?`, default: true}))) {
      process.stdout.write('nothing was written\n');
      return exitCodes.ok;
    }
    const file = await writeNewProfile(document, place);
    process.stdout.write(`${file}\nrun it with: ${runLine(file)}\n`);
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortPromptError')))
      throw error;
    throw new PerftuiError('ERR_USAGE', 'stopped', {
      exitCode: exitCodes.stoppedBySignal,
      hint: 'nothing was written',
      cause: error,
    });
  }
}

async function ask(output: string | null): Promise<FirstAnswers> {
  const source = await select({
    message: 'What is to be requested?',
    choices: [
      {name: 'I type the requests', value: 'typed' as const},
      {name: 'I paste a curl command (a browser copies one of any request)', value: 'curl' as const},
    ],
  });
  const {target, requests, settings} = source === 'curl' ? await askCurl() : await askRequests();
  const kind = await select<TestKind>({
    message: 'What kind of test?',
    choices: [
      {
        name: 'Virtual users, the same number all the time',
        value: 'constant-vus',
        description: 'closed model: each waits for its answer',
      },
      {
        name: 'Virtual users, ramped up and held',
        value: 'ramping-vus',
        description: 'closed model: finds where it begins to hurt',
      },
      {
        name: 'An arrival rate',
        value: 'constant-arrival-rate',
        description: 'open model: so many a second, whatever the target does',
      },
      {name: 'An arrival rate, ramped up and held', value: 'ramping-arrival-rate', description: 'open model'},
    ],
  });
  const what = kind.endsWith('-vus') ? 'virtual users' : 'iterations a second';
  const level = Number(
    await input({
      message: `How many ${what}${kind.startsWith('ramping') ? ' at the top' : ''}?`,
      default: '10',
      validate: answerChecks.level,
    }),
  );
  const duration = (await input({message: 'How long?', default: '1m', validate: answerChecks.duration})).trim();
  const think = (
    await input({
      message: 'Think time after each request (empty: none)?',
      default: kind.endsWith('-vus') ? '1s-3s' : '',
      validate: answerChecks.think,
    })
  ).trim();
  const p95 = (
    await input({message: 'Most p(95) latency (empty: no limit)?', default: '500ms', validate: answerChecks.p95})
  ).trim();
  const failed = (
    await input({
      message: 'Most failed requests, percent (empty: no limit)?',
      default: '1',
      validate: answerChecks.failed,
    })
  )
    .trim()
    .replace(/\s*%$/, '');
  const name =
    output ??
    (
      await input({
        message: 'Name of the profile?',
        default: 'first',
        validate: (text) => (text.trim() === '' || text.trim().length > 60 ? 'a name of up to 60 characters' : true),
      })
    ).trim();
  const place = profilePlace(name, name);
  return {
    name: place.baseName,
    target,
    kind,
    level,
    duration,
    requests,
    settings,
    think,
    p95,
    failedPercent: failed === '' ? null : Number(failed),
  };
}

interface Asked {
  readonly target: string;
  readonly requests: readonly RequestDocument[];
  readonly settings: Json;
}

async function askCurl(): Promise<Asked> {
  const command = await input({message: 'The curl command, on one line:', validate: answerChecks.curl});
  const {converted, ...asked} = fromCurl(command);
  process.stderr.write(importNotes(converted));
  return asked;
}

async function askRequests(): Promise<Asked> {
  const target = (
    await input({
      message: 'Target (http://host:port, or demo for the built-in server)?',
      default: 'demo',
      validate: answerChecks.target,
    })
  ).trim();
  const requests: RequestDocument[] = [];
  for (;;) {
    const isFirst = requests.length === 0;
    // eslint-disable-next-line no-await-in-loop -- one question follows the other
    const text = await input({
      message: isFirst
        ? 'First request, as GET /path or POST /path {"a": 1}'
        : `Request ${requests.length + 1} (empty: that was all)`,
      ...(isFirst ? {default: 'GET /'} : {}),
      validate: answerChecks.request,
    });
    const typed = typedRequest(text);
    if (text.trim() === '' || !('request' in typed)) break;
    requests.push(typed.request);
  }
  return {target: target.replace(/\/+$/, ''), requests, settings: {}};
}
