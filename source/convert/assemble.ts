import {PerftuiError} from '../domain/errors.ts';
import {parseProfileDocument} from '../files/parse-profile.ts';
import {
  type Converted,
  type ConvertNotes,
  envName,
  type Json,
  type RequestDocument,
  type StepDocument,
} from './converted.ts';
import {fillLateFromEnvironment} from './late-variables.ts';
import {mostNames, requestsIn} from './request-parts.ts';

export interface ScenarioDocument {
  readonly name: string;
  readonly weight?: number;
  readonly flow: readonly StepDocument[];
}

export interface Parts {
  readonly name: string;
  readonly target: string;
  readonly scenarios: readonly ScenarioDocument[];
  /** Keys of the profile beside those. */
  readonly settings?: Json;
}

/**
 * The profile of a source's parts: headers all requests share are moved to the top, thresholds a profile cannot hold are
 * listed.
 * @throws PerftuiError ERR_PROFILE when nothing that can be sent was found
 */
export function assemble({name, target, scenarios, settings = {}}: Parts, notes: ConvertNotes): Converted {
  const before = requestsIn((settings['setup'] ?? []) as StepDocument[]);
  const named = limitNames(scenarios, notes)
    .filter(({flow}) => flow.some(sendsSomething))
    .map((scenario) => ({...scenario, flow: fillFromEnvironment(scenario.flow, before, notes)}));
  if (named.length === 0) {
    const why = notes.notCarried[0];
    throw new PerftuiError('ERR_PROFILE', 'no request in it can be made a profile of', {
      hint: why === undefined ? 'it names none' : `${why.what}: ${why.why}`,
    });
  }
  fillLateFromEnvironment({target, ...settings, scenarios: named}, notes);
  const around = [settings['setup'], settings['teardown']].flatMap((steps) =>
    requestsIn((steps ?? []) as StepDocument[]),
  );
  const shared = hoistHeaders([...named.flatMap(({flow}) => requestsIn(flow)), ...around]);
  const headers = {...(settings['headers'] as Record<string, string> | undefined), ...shared};
  const {thresholds, ...others} = settings;
  const document: Json = {
    $schema: './profile.schema.json',
    name,
    target,
    ...others,
    ...(Object.keys(headers).length === 0 ? {} : {headers}),
    scenarios: named,
  };
  refuseProblems(document, name);
  const kept = keepThresholds(document, thresholds as Json | undefined, notes);
  return {
    document: Object.keys(kept).length === 0 ? document : {...document, thresholds: kept},
    notCarried: notes.notCarried,
    secrets: notes.secrets,
  };
}

/** Variables that no extraction of the flow or of setup fills, as what is left out would have: from the environment. */
function fillFromEnvironment(
  flow: readonly StepDocument[],
  before: readonly RequestDocument[],
  notes: ConvertNotes,
): StepDocument[] {
  const filled = new Set([...requestsIn(flow), ...before].flatMap(({extract = {}}) => Object.keys(extract)));
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value.replaceAll(/(?<!\$)\$\{([A-Za-z_]\w*)\}/g, (whole, name: string) => {
        if (filled.has(name) || name === 'iteration' || name === 'uuid') return whole;
        notes.leave(`variable ${name}`, `nothing in the profile fills it: set ${envName(name)} in the environment`);
        return `\${env:${envName(name)}}`;
      });
    }
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, key === 'checks' || key === 'extract' ? item : fill(item)]),
    );
  };
  return fill(flow) as StepDocument[];
}

function sendsSomething(step: StepDocument): boolean {
  return requestsIn([step]).length > 0;
}

/** Moves headers that every request carries with the same value to where they are written once. */
function hoistHeaders(requests: readonly RequestDocument[]): Record<string, string> {
  const [first, ...rest] = requests;
  if (first === undefined || rest.length === 0) return {};
  const shared = Object.entries(first.headers ?? {}).filter(
    ([name, value]) => name !== 'content-type' && rest.every(({headers}) => headers?.[name] === value),
  );
  for (const request of requests) {
    const own = Object.entries(request.headers ?? {}).filter(([name]) => !shared.some(([other]) => other === name));
    if (own.length === 0) delete request.headers;
    else request.headers = Object.fromEntries(own);
  }
  return Object.fromEntries(shared);
}

/** What a profile measures apart is limited: requests under further names are left out. */
function limitNames(scenarios: readonly ScenarioDocument[], notes: ConvertNotes): ScenarioDocument[] {
  let series = 0;
  const limited = (steps: readonly StepDocument[], seen: Set<string>, group: string): StepDocument[] =>
    steps.flatMap((step): StepDocument[] => {
      if ('request' in step) return fits(step.request, seen, group) ? [step] : [];
      if ('parallel' in step) {
        const kept = step.parallel.filter(({request}) => fits(request, seen, group));
        return kept.length > 1 ? [{parallel: kept}] : kept;
      }
      if ('think' in step) return [step];
      if ('if' in step) {
        const otherwise = limited(step.else ?? [], seen, group);
        const then = limited(step.then, seen, group);
        return then.length === 0 ? [] : [{if: step.if, then, ...(otherwise.length === 0 ? {} : {else: otherwise})}];
      }
      const flow = limited(step.flow, seen, 'group' in step ? `${group}::${step.group}` : group);
      return flow.some(sendsSomething) ? [{...step, flow}] : [];
    });
  const fits = ({name, method = 'GET', tags}: RequestDocument, seen: Set<string>, group: string): boolean => {
    const key = JSON.stringify([group, name, method, tags]);
    if (seen.has(key)) return true;
    if (series >= mostNames) {
      notes.leave(`request ${name}`, `a profile measures at most ${mostNames} requests apart`);
      return false;
    }
    seen.add(key);
    series++;
    return true;
  };
  return scenarios.map((scenario) => ({...scenario, flow: limited(scenario.flow, new Set(), '')}));
}

function refuseProblems(document: Json, name: string): void {
  const parsed = parseProfileDocument(document, name);
  if ('profile' in parsed) return;
  const [first] = parsed.problems;
  const more = parsed.problems.length > 1 ? ` (and ${parsed.problems.length - 1} more)` : '';
  throw new PerftuiError('ERR_PROFILE', `no valid profile can be made of it: ${first!.path} ${first!.message}${more}`);
}

/** Those the profile's own rules accept; each of the others is listed with what is wrong with it. */
function keepThresholds(document: Json, thresholds: Json | undefined, notes: ConvertNotes): Json {
  const kept: Record<string, unknown[]> = {};
  for (const [metric, conditions] of Object.entries(thresholds ?? {})) {
    for (const condition of Array.isArray(conditions) ? conditions : [conditions]) {
      const parsed = parseProfileDocument({...document, thresholds: {[metric]: [condition]}}, 'profile');
      if ('profile' in parsed) (kept[metric] ??= []).push(condition);
      else notes.leave(`threshold ${metric}: ${conditionText(condition)}`, parsed.problems[0]!.message);
    }
  }
  return kept;
}

function conditionText(condition: unknown): string {
  return typeof condition === 'string' ? condition : JSON.stringify(condition);
}
