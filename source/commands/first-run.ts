import {describeError, PerftuiError} from '../domain/errors.ts';
import {typedRequest} from '../convert/first-profile.ts';
import type {Profile} from '../domain/profile.ts';
import {prepareRun} from '../files/prepare-run.ts';
import {profileForUrl} from '../files/profile-for-url.ts';
import {parseUnixUrl} from '../files/target-syntax.ts';
import type {FirstRunField, FirstRunTexts} from '../tui/chooser/first-run-model.ts';
import {parseLimits} from '../tui/chooser/limit-text.ts';
import {namesSource, profileOfSource, sourceProblem} from './first-run-file.ts';
import type {RunFlags} from './flags.ts';
import {importNotes} from './import-command.ts';
import {lookAtTarget, type TargetLook} from './look-at-target.ts';

const plainRequest = 'GET /';
const mostVus = 1_000_000;

/** What is wrong with a field of the first screen; null: nothing. */
export function firstRunProblem(field: FirstRunField, text: string): string | null {
  switch (field) {
    case 'target':
      if (text.trim() === '') return 'type the URL of your server, as http://localhost:8080';
      return messageOf(() => profileForUrl(text));
    case 'requests': {
      if (namesSource(text)) return sourceProblem(text);
      const typed = typedRequest(text);
      return 'problem' in typed ? typed.problem : null;
    }
    case 'limits': {
      const limits = parseLimits(text);
      return 'problem' in limits ? limits.problem : null;
    }
    case 'ceiling':
    default: {
      const vus = /^\s*\d+\s*$/.test(text) ? Number(text) : 0;
      return vus >= 1 && vus <= mostVus ? null : `the ceiling is a whole number of VUs from 1 to ${mostVus}`;
    }
  }
}

/**
 * The run somebody has typed: a URL, and the flags as if they had been given.
 * @throws PerftuiError when a field has a problem
 */
export function firstRunDrive(texts: FirstRunTexts, flags: RunFlags): {readonly url: string; readonly flags: RunFlags} {
  for (const field of ['target', 'requests', 'limits', 'ceiling'] as const) {
    const problem = firstRunProblem(field, texts[field]);
    if (problem !== null) throw new PerftuiError('ERR_USAGE', problem);
  }
  const typed = typedRequest(texts.requests);
  const limits = parseLimits(texts.limits);
  if ('problem' in typed || 'problem' in limits) throw new PerftuiError('ERR_USAGE', 'a field has a problem');
  const {method, path, body} = typed.request as {method: string; path: string; body?: unknown};
  return {
    url: texts.requests.trim() === plainRequest ? texts.target.trim() : join(texts.target.trim(), path),
    flags: {
      ...flags,
      method,
      body: body === undefined ? flags.body : typeof body === 'string' ? body : JSON.stringify(body),
      thresholds: [...flags.thresholds, ...limits.thresholds],
      maxVus: flags.maxVus ?? Number(texts.ceiling),
    },
  };
}

/**
 * The same where the requests are in a file; null: one request is typed.
 * @throws PerftuiError when a field has a problem or the file cannot be used
 */
export async function firstRunSource(
  texts: FirstRunTexts,
  flags: RunFlags,
): Promise<{readonly profile: Profile; readonly flags: RunFlags; readonly notes: string} | null> {
  if (!namesSource(texts.requests)) return null;
  const limits = parseLimits(texts.limits);
  const thresholds = [...flags.thresholds, ...('problem' in limits ? [] : limits.thresholds)];
  const capVus = flags.maxVus ?? Number(texts.ceiling);
  const {profile, converted} = await profileOfSource(texts.requests, {target: texts.target.trim(), capVus});
  return {profile, flags: {...flags, thresholds}, notes: importNotes(converted)};
}

/** A target's own path is in front of the request's. */
function join(target: string, path: string): string {
  const unix = parseUnixUrl(target);
  if (unix !== null) return `http://unix:${unix.socketPath}:${unix.rest.replace(/\/+$/, '')}${path}`;
  const url = new URL(target);
  return `${target.slice(0, target.length - url.search.length - url.hash.length).replace(/\/+$/, '')}${path}`;
}

/** Whether the target answers the telephone. Never rejects. */
export async function lookAtUrl(
  text: string,
  {flags, patienceMs}: {readonly flags: RunFlags; readonly patienceMs: number},
): Promise<TargetLook> {
  try {
    const profile = profileForUrl(text);
    const tls = {...profile.tls, insecure: flags.insecure || profile.tls.insecure};
    const {plan} = prepareRun({...profile, tls, proxy: flags.proxy}, {});
    return await lookAtTarget(plan, {yes: flags.yes, patienceMs});
  } catch (error) {
    return {outcome: 'failed', text: describeError(error), brief: 'cannot be used'};
  }
}

function messageOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return describeError(error);
  }
}
