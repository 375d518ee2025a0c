import path from 'node:path';
import {PerftuiError} from '../domain/errors.ts';
import type {Condition, FlowStep, RequestDefinition} from '../domain/profile.ts';
import type {
  PlanCheck,
  PlanCheckLabel,
  PlanCondition,
  PlanRequest,
  PlanStep,
  PlanText,
  RequestSeries,
} from '../domain/run-plan.ts';
import {bodyEncoding} from './body-encoding.ts';
import {bodyFileProblem} from './body-file.ts';
import {methodProblem, pathProblem} from './http-syntax.ts';
import {mergeHeaders, prepareHeaders, type Header} from './prepare-headers.ts';
import {prepareText, skeletonOf, variableIndex, type TextScope} from './prepare-text.ts';

/** What all requests of a profile have in common. */
export interface RequestBase {
  readonly scope: TextScope;
  /** Prefix of every path. */
  readonly basePath: string;
  /** Headers every request carries unless it brings its own. */
  readonly headers: readonly Header[];
  /** The same for a request with `auth: false`. */
  readonly headersWithoutAuth: readonly Header[];
  /** Absolute; `bodyFile` is relative to it. */
  readonly folder: string;
}

const maxSeries = 200;

/** Numbers names, series and checks as flows are prepared: index = the id the engine counts under. */
export class PlanNumbers {
  readonly requestNames: string[] = [];
  readonly series: RequestSeries[] = [];
  readonly checks: PlanCheckLabel[] = [];
  readonly #seriesIds = new Map<string, number>();
  readonly #checkIds = new Map<string, number>();

  /** @throws PerftuiError ERR_PROFILE when there are too many to keep apart */
  seriesOf({name, method, tags}: RequestDefinition, scenario: string, group: string | null): number {
    const all = {name, scenario, ...(group === null ? {} : {group}), method, ...tags};
    const key = JSON.stringify(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
    const known = this.#seriesIds.get(key);
    if (known !== undefined) return known;
    if (this.series.length === maxSeries) {
      throw new PerftuiError(
        'ERR_PROFILE',
        `more than ${maxSeries} requests differ by name, scenario, group, method or tags`,
        {hint: 'give requests of one kind one "name"'},
      );
    }
    let at = this.requestNames.indexOf(name);
    if (at === -1) at = this.requestNames.push(name) - 1;
    const id = this.series.push({name: at, tags: all}) - 1;
    this.#seriesIds.set(key, id);
    return id;
  }

  /** One of the same name in the same series is the same check, wherever it stands. */
  checkOf(name: string, series: number): number {
    const key = `${series} ${name}`;
    const known = this.#checkIds.get(key);
    if (known !== undefined) return known;
    const id = this.checks.push({name, series}) - 1;
    this.#checkIds.set(key, id);
    return id;
  }
}

/** Prepares the steps of one flow after the other. */
export class FlowPreparer {
  readonly #base: RequestBase;
  readonly #numbers: PlanNumbers;

  constructor(base: RequestBase, numbers: PlanNumbers) {
    this.#base = base;
    this.#numbers = numbers;
  }

  /** A scenario's flow: its requests and checks are counted. */
  scenario(name: string, flow: readonly FlowStep[]): PlanStep[] {
    return this.#steps(flow, null, (definition, group) => {
      const series = this.#numbers.seriesOf(definition, name, group);
      const checks = definition.checks.map((one) => ({
        check: this.#numbers.checkOf(one.name, series),
        rule: one.rule,
      }));
      return this.#request(definition, this.#headersFor(definition), {name: series, checks});
    });
  }

  /**
   * `setup` or `teardown`: not counted. A header of the profile whose value does not exist yet (a row of data, a variable
   * that setup has still to fill) is not sent with its requests: else a token could never be fetched.
   * @param filled names of the variables that have a value before; the flow's own are added
   */
  apart(flow: readonly FlowStep[], filled: Set<string>): PlanStep[] {
    const {variables} = this.#base.scope;
    const exists = ([, value]: Header): boolean =>
      typeof value === 'string' ||
      value.parts.every(
        (part) =>
          typeof part === 'string' ||
          (part.kind === 'variable' ? filled.has(variables[part.variable]!) : part.kind !== 'data'),
      );
    return this.#steps(flow, null, (definition) => {
      const headers = this.#headersFor(definition).filter(exists);
      const checks = definition.checks.map(({name, rule}): PlanCheck => ({check: -1, label: name, rule}));
      const request = this.#request(definition, headers, {name: -1, label: definition.name, checks});
      for (const {variable} of definition.extract) filled.add(variable);
      return request;
    });
  }

  #headersFor({auth}: RequestDefinition): readonly Header[] {
    return auth ? this.#base.headers : this.#base.headersWithoutAuth;
  }

  #steps(
    flow: readonly FlowStep[],
    group: string | null,
    toRequest: (definition: RequestDefinition, group: string | null) => PlanRequest,
  ): PlanStep[] {
    const inner = (steps: readonly FlowStep[], within = group): PlanStep[] => this.#steps(steps, within, toRequest);
    return flow.map((step): PlanStep => {
      switch (step.kind) {
        case 'request':
          return {kind: 'request', request: toRequest(step.request, group)};
        case 'parallel':
          return {kind: 'parallel', requests: step.requests.map((one) => toRequest(one, group))};
        case 'think':
          return step;
        case 'group': {
          const name = group === null ? step.name : `${group}::${step.name}`;
          return {kind: 'group', name: step.name, steps: inner(step.steps, name)};
        }
        case 'repeat':
          return {kind: 'repeat', min: step.min, max: step.max, steps: inner(step.steps)};
        case 'if':
        default: {
          const condition = this.#condition(step.condition);
          return {kind: 'if', condition, then: inner(step.then), otherwise: inner(step.otherwise)};
        }
      }
    });
  }

  #condition(condition: Condition): PlanCondition {
    if (condition.kind === 'status') return condition;
    const {name, rule, negated} = condition;
    const variable = variableIndex(name, this.#base.scope.variables, 'if');
    return {kind: 'variable', variable, rule, negated};
  }

  #request(
    definition: RequestDefinition,
    base: readonly Header[],
    ids: Pick<PlanRequest, 'name' | 'label' | 'checks'>,
  ): PlanRequest {
    const {scope, basePath, folder} = this.#base;
    const where = `request "${definition.name}"`;
    const urlPath = prepareText(definition.path, `${where}: path`, 'path', scope);
    const problem = pathProblem(skeletonOf(urlPath, '0')) ?? methodProblem(definition.method);
    if (problem !== null) throw new PerftuiError('ERR_PROFILE', `${where}: ${problem}`);
    const headers = mergeHeaders(base, prepareHeaders(definition.headers, `${where}: header`, scope));
    const {body, bodyFile} = definition;
    const texts = Object.fromEntries(headers.map(([header, value]) => [header, skeletonOf(value, '')]));
    const encode = body === null ? 'plain' : bodyEncoding(body, texts);
    return {
      ...ids,
      method: definition.method,
      path: prefixed(basePath, urlPath),
      headers,
      body: body === null ? null : prepareText(body, `${where}: body`, encode, scope),
      bodyFile: bodyFile === null ? null : resolveBodyFile(bodyFile, folder, where),
      chunked: definition.chunked,
      expect: definition.expect,
      extract: definition.extract.map(({variable, from, fallback}) => ({
        variable: variableIndex(variable, scope.variables, where),
        from,
        fallback,
      })),
    };
  }
}

function prefixed(basePath: string, urlPath: PlanText): PlanText {
  if (typeof urlPath === 'string') return `${basePath}${urlPath}`;
  const [first = '', ...rest] = urlPath.parts;
  return typeof first === 'string' ? {...urlPath, parts: [`${basePath}${first}`, ...rest]} : urlPath;
}

function resolveBodyFile(bodyFile: string, folder: string, where: string): string {
  const problem = bodyFileProblem(bodyFile, folder);
  if (problem !== null) throw new PerftuiError('ERR_PROFILE', `${where}: bodyFile ${problem}`);
  return path.resolve(folder, bodyFile);
}
