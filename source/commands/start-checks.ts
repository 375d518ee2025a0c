import {statSync} from 'node:fs';
import path from 'node:path';
import {setImmediate as turn} from 'node:timers/promises';
import {isDemoTarget} from '../domain/demo-target.ts';
import {describeError, PerftuiError} from '../domain/errors.ts';
import {executorMostVus} from '../domain/executor.ts';
import {formatBytes, formatShare} from '../domain/format.ts';
import type {Profile} from '../domain/profile.ts';
import type {PreparedRun} from '../domain/run-plan.ts';
import {chooseTransport} from '../domain/transport-choice.ts';
import {fileContentProblems} from '../files/file-problems.ts';
import {prepareRun} from '../files/prepare-run.ts';
import {checkProfile, loadProfile} from '../files/profile-store.ts';
import {readBaselineChoice, readSnapshot} from '../files/snapshot-store.ts';
import type {Environment} from '../files/user-folders.ts';
import {checkDescriptors, descriptorLimit} from '../fleet/descriptor-limit.ts';
import {checkPorts} from '../fleet/port-limit.ts';
import type {StartCheck} from '../tui/chooser/picker-model.ts';
import type {RunFlags} from './flags.ts';
import {hostBusyShare} from './host-idle.ts';
import {lookAtTarget} from './look-at-target.ts';
import {connectionsOf, runProfile} from './start-run.ts';
import {problemLine} from './validate-command.ts';

export interface StartCheckOptions {
  readonly flags: RunFlags;
  readonly env: Environment;
  readonly patienceMs: number;
  /** Open files this process may have; null: no limit known. */
  readonly descriptors?: number | null;
  /** Where the baseline is chosen; default: ./snapshots. */
  readonly snapshotsFolder?: string;
  /** Busy share of this machine, 0 to 1; null: not known. For tests. */
  readonly busyShare?: () => Promise<number | null>;
}

const subjects = ['profile', 'environment', 'files', 'room', 'target', 'host', 'baseline'] as const;
type Subject = (typeof subjects)[number];

const pendingTexts: Readonly<Record<Subject, string>> = {
  profile: 'the profile is valid',
  environment: 'variables of the environment',
  files: 'data, certificates and bodies',
  room: 'open files and ports',
  target: 'the target',
  host: 'how busy this machine is',
  baseline: 'the baseline',
};

/** What else is at work takes time from the load and from the figures. */
const busyHost = 0.5;

/** Larger data is read when the run begins: reading it here would stop the keys. */
const mostDataBytes = 8_000_000;

/**
 * Makes the checks `startRun` makes before a request is sent, and tells all of them after each one. Nothing is sent.
 * Never rejects; ends early once the signal is aborted.
 */
export async function makeStartChecks(
  file: string,
  options: StartCheckOptions,
  tell: (checks: readonly StartCheck[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const found = new Map<Subject, StartCheck>();
  const say = (subject: Subject, outcome: StartCheck['outcome'], text: string): void => {
    found.set(subject, {outcome, text});
    tell(subjects.map((one) => found.get(one) ?? {outcome: 'pending', text: pendingTexts[one]}));
  };
  try {
    await makeChecks(file, options, say, signal);
  } catch (error) {
    say('profile', 'failed', describeError(error));
  }
  for (const one of subjects) if (!found.has(one)) say(one, 'unknown', `${pendingTexts[one]}: not looked at`);
}

type Say = (subject: Subject, outcome: StartCheck['outcome'], text: string) => void;

async function makeChecks(file: string, options: StartCheckOptions, say: Say, signal: AbortSignal): Promise<void> {
  const own = await readProfile(file, say);
  if (own === null || signal.aborted) return;
  const {profile} = runProfile({profile: own, flags: options.flags, headlessStages: null}, true);
  const hasVariables = checkEnvironment(profile, options.env, say);
  await turn();
  const hasFiles = checkFiles(profile, say);
  await turn();
  if (!hasVariables || !hasFiles || signal.aborted) return;
  const isDemo = isDemoTarget(profile.target);
  // The built-in server starts with the run, on a port of its own.
  const prepared = prepareRun(profile, {env: options.env, ...(isDemo ? {targetOrigin: 'http://127.0.0.1:9'} : {})});
  checkRoom(profile, prepared, options, say);
  await turn();
  if (signal.aborted) return;
  await checkTarget(profile, prepared, options, say);
  if (signal.aborted) return;
  sayHost(await (options.busyShare ?? hostBusyShare)(), say);
  await checkBaseline(profile, options.snapshotsFolder ?? 'snapshots', say);
}

async function checkTarget(
  profile: Profile,
  prepared: PreparedRun,
  options: StartCheckOptions,
  say: Say,
): Promise<void> {
  if (isDemoTarget(profile.target)) {
    say('target', 'ok', `${profile.target}: the built-in server, started with the run on this machine`);
    return;
  }
  const {outcome, text} = await lookAtTarget(prepared.plan, {yes: options.flags.yes, patienceMs: options.patienceMs});
  const shares = outcome === 'ok' && prepared.plan.target.isLocal;
  say('target', outcome, shares ? `${text}; it shares the CPU of this machine` : text);
}

function sayHost(busy: number | null, say: Say): void {
  if (busy === null) say('host', 'unknown', 'how busy this machine is: not known here');
  else if (busy < busyHost) say('host', 'ok', `host idle: cpu ${formatShare(busy)}`);
  else say('host', 'warning', `host busy: cpu ${formatShare(busy)}; latencies will include that`);
}

/** Of another profile it would be compared all the same: it is worth a word before the load, not a refusal. */
async function checkBaseline(profile: Profile, folder: string, say: Say): Promise<void> {
  const file = await readBaselineChoice(folder);
  if (file === null) return say('baseline', 'ok', 'no baseline is chosen: nothing is compared');
  try {
    const {name, profile: own} = await readSnapshot(file);
    if (own.name !== profile.name) say('baseline', 'warning', `baseline ${name} is of another profile: ${own.name}`);
    else say('baseline', 'ok', `baseline ${name} matches: same profile`);
  } catch (error) {
    say('baseline', 'warning', `the chosen baseline cannot be used: ${describeError(error)}`);
  }
}

/** Null: it has problems, which have been told. */
async function readProfile(file: string, say: Say): Promise<Profile | null> {
  try {
    const profile = await loadProfile(file);
    say('profile', 'ok', `${shortPath(file)} is valid`);
    return profile;
  } catch (error) {
    if (!(error instanceof PerftuiError)) throw error;
    const problems = await checkProfile(file).then(
      (result) => result.problems,
      () => [],
    );
    const [first] = problems;
    if (first === undefined) {
      say('profile', 'failed', describeError(error));
      return null;
    }
    const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more: v)`;
    const line = `${problemLine(shortPath(file), first)}${more}`;
    // A profile is read whole before its files are looked for.
    const isAboutFiles = problems.every((problem) => /^(?:tls|data)\b|\.bodyFile$/.test(problem.path));
    if (isAboutFiles) say('profile', 'ok', `${shortPath(file)} can be read`);
    say(isAboutFiles ? 'files' : 'profile', 'failed', line);
    return null;
  }
}

function shortPath(file: string): string {
  const relative = path.relative('.', file);
  return relative.startsWith('..') ? path.basename(file) : relative;
}

function checkEnvironment(profile: Profile, env: Environment, say: Say): boolean {
  const names = environmentNames(profile);
  const missing = names.filter((name) => env[name] === undefined);
  if (missing.length > 0) {
    say('environment', 'failed', `not set in the environment: ${missing.join(', ')}`);
    return false;
  }
  say(
    'environment',
    'ok',
    names.length === 0 ? 'no variable of the environment is asked for' : `set: ${names.join(', ')}`,
  );
  return true;
}

/** Of `${env:NAME}`; `$${env:NAME}` is text. */
export function environmentNames(profile: Profile): readonly string[] {
  const names = [...JSON.stringify(profile).matchAll(/(?<!\$)\$\{env:([A-Za-z_]\w*)\}/g)].map(([, name]) => name!);
  return [...new Set(names)];
}

function checkFiles(profile: Profile, say: Say): boolean {
  const folder = profile.folder ?? process.cwd();
  const data = profile.data.flatMap(({file}) => file ?? []);
  const {ca, cert, key} = profile.tls;
  const named = [...data, ...[ca, cert, key].flatMap((file) => file ?? [])];
  const bytes = data.reduce((sum, file) => sum + statSync(path.resolve(folder, file)).size, 0);
  if (bytes > mostDataBytes) {
    say('files', 'warning', `there: ${named.join(', ')}; ${formatBytes(bytes)} of data are read at the start`);
    return false;
  }
  const [problem] = fileContentProblems(profile, folder);
  if (problem !== undefined) {
    say('files', 'failed', `${problem.path}: ${problem.message}`);
    return false;
  }
  say('files', 'ok', named.length === 0 ? 'no data or certificate files are named' : `there: ${named.join(', ')}`);
  return true;
}

function checkRoom(profile: Profile, {plan}: PreparedRun, options: StartCheckOptions, say: Say): void {
  const connections = connectionsOf(Math.max(executorMostVus(profile.executor), options.flags.maxVus ?? 0), profile);
  const limit = options.descriptors === undefined ? descriptorLimit() : options.descriptors;
  const {kind} = chooseTransport(plan);
  try {
    checkDescriptors(connections, limit ?? Infinity);
    checkPorts(connections, plan.target, kind);
  } catch (error) {
    say('room', 'failed', describeError(error));
    return;
  }
  const files = limit === null ? '' : `: open files ${limit}, ports enough`;
  say('room', 'ok', `room for ${connections} connection${connections === 1 ? '' : 's'}${files}`);
}
