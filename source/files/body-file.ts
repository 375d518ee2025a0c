import {accessSync, constants, statSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type {FlowStep, Profile, RequestDefinition} from '../domain/profile.ts';
import type {ProfileProblem} from './profile-reader.ts';

/** What is wrong with a file a profile names; null when it can be read. @param folder what its path is relative to */
export function bodyFileProblem(bodyFile: string, folder: string): string | null {
  const file = path.resolve(folder, bodyFile);
  try {
    if (!statSync(file).isFile()) return `${file} is not a file`;
    accessSync(file, constants.R_OK);
    return null;
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? `${file} does not exist` : `${file} cannot be read (${code})`;
  }
}

/** Every body file of a profile that cannot be read, with its place in the profile. */
export function bodyFileProblems({setup, teardown, scenarios}: Profile, folder: string): ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const visit = ({bodyFile}: RequestDefinition, at: string): void => {
    const message = bodyFile === null ? null : bodyFileProblem(bodyFile, folder);
    if (message !== null) problems.push({path: `${at}.bodyFile`, message});
  };
  visitRequests(setup, 'setup', visit);
  for (const [index, {flow}] of scenarios.entries()) visitRequests(flow, `scenarios[${index}].flow`, visit);
  visitRequests(teardown, 'teardown', visit);
  return problems;
}

/** Calls back for each request of a flow, in order, with its place: `scenarios[0].flow[2].then[0].request`. */
export function visitRequests(
  steps: readonly FlowStep[],
  path: string,
  visit: (request: RequestDefinition, path: string) => void,
): void {
  for (const [index, step] of steps.entries()) {
    const at = `${path}[${index}]`;
    if (step.kind === 'request') visit(step.request, `${at}.request`);
    else if (step.kind === 'group' || step.kind === 'repeat') visitRequests(step.steps, `${at}.flow`, visit);
    else if (step.kind === 'parallel')
      for (const [place, request] of step.requests.entries()) visit(request, `${at}.parallel[${place}].request`);
    else if (step.kind === 'if') {
      visitRequests(step.then, `${at}.then`, visit);
      visitRequests(step.otherwise, `${at}.else`, visit);
    }
  }
}

/** The profile for another folder: the files it names (bodies, data, certificates) are named from there. */
export function rebaseBodyFiles(profile: Profile, folder: string): Profile {
  const from = profile.folder ?? process.cwd();
  const to = path.resolve(folder);
  if (from === to) return profile;
  const moved = <T extends string | null>(file: T): T | string => (file === null ? file : rebase(file, from, to));
  const steps = (flow: readonly FlowStep[]): FlowStep[] => flow.map((step) => rebaseStep(step, moved));
  const {ca, cert, key, insecure} = profile.tls;
  return {
    ...profile,
    folder: to,
    tls: {ca: moved(ca), cert: moved(cert), key: moved(key), insecure},
    data: profile.data.map((one) => ({...one, file: moved(one.file)})),
    setup: steps(profile.setup),
    teardown: steps(profile.teardown),
    scenarios: profile.scenarios.map((scenario) => ({...scenario, flow: steps(scenario.flow)})),
  };
}

type Move = (file: string | null) => string | null;

function rebaseStep(step: FlowStep, moved: Move): FlowStep {
  const all = (steps: readonly FlowStep[]): FlowStep[] => steps.map((one) => rebaseStep(one, moved));
  const request = (one: RequestDefinition): RequestDefinition => ({...one, bodyFile: moved(one.bodyFile)});
  switch (step.kind) {
    case 'request':
      return {kind: 'request', request: request(step.request)};
    case 'think':
      return step;
    case 'group':
    case 'repeat':
      return {...step, steps: all(step.steps)};
    case 'if':
      return {...step, then: all(step.then), otherwise: all(step.otherwise)};
    case 'parallel':
    default:
      return {kind: 'parallel', requests: step.requests.map(request)};
  }
}

function rebase(file: string, from: string, to: string): string {
  return path.isAbsolute(file) ? file : path.relative(to, path.resolve(from, file));
}
