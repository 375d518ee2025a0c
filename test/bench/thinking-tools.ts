import {execFile} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {wrkFigures, type Figures} from './run-tools.ts';

const run = promisify(execFile);

/** As many users, each of whom thinks 0.5 to 1.5 s before a request. */
export interface ThinkingRun {
  readonly origin: string;
  readonly url: string;
  readonly users: number;
  readonly seconds: number;
  /** For what the tools write and read. */
  readonly folder: string;
}

export const wrkThink = 'function delay() return math.random(500, 1500) end';

export function wrkCommand({url, users, seconds}: ThinkingRun): readonly string[] {
  return ['wrk', '-t1', `-c${users}`, `-d${seconds}s`, '--latency', '-s', 'think.lua', url];
}

export async function runThinkingWrk(options: ThinkingRun): Promise<Figures> {
  const {folder, seconds} = options;
  writeFileSync(join(folder, 'think.lua'), `${wrkThink}\n${wrkFigures.script}`);
  const [command, ...args] = wrkCommand(options);
  const {stdout} = await run(command!, args, {cwd: folder, timeout: (seconds + 30) * 1000});
  return wrkFigures.read(stdout, seconds);
}

const locustFile = fileURLToPath(new URL('locust-think.py', import.meta.url));

export function locustCommand({origin, users, seconds}: ThinkingRun): readonly string[] {
  const load = ['-u', String(users), '-r', String(users), '-t', `${seconds}s`];
  return ['locust', '-f', 'locust-think.py', '--headless', ...load, '--host', origin, '--only-summary'];
}

export async function runLocust(options: ThinkingRun): Promise<Figures> {
  const {folder, seconds} = options;
  writeFileSync(join(folder, 'locust-think.py'), readFileSync(locustFile));
  const file = join(folder, 'locust.json');
  const [command, ...args] = locustCommand(options);
  const env = {...process.env, FIGURES_FILE: file};
  await run(command!, args, {cwd: folder, env, timeout: (seconds + 60) * 1000, maxBuffer: 1 << 26});
  const figures = JSON.parse(readFileSync(file, 'utf8')) as Omit<Figures, 'perSecond'>;
  return {...figures, perSecond: figures.requests / seconds};
}
