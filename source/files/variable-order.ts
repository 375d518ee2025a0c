import type {FlowStep, Profile, RequestDefinition} from '../domain/profile.ts';
import {authTokenVariable, parseTemplate} from '../domain/template.ts';
import {joinPath, type ProfileProblem} from './profile-reader.ts';

type Flows = Pick<Profile, 'headers' | 'setup' | 'teardown' | 'scenarios'>;

/** Variables and the path of the request that fills each first. */
type Filled = ReadonlyMap<string, string>;

/**
 * Uses of variables that only a later step fills (or the other branch of an `if`, or a request sent at the same time):
 * such an iteration ends there, always. Whatever may have been filled counts as filled, and so does in a `repeat` what
 * its later steps fill and in an `if` the variable it asks for.
 * @param flows without problems of their own
 */
export function variableOrderProblems({headers, setup, teardown, scenarios}: Flows): ProfileProblem[] {
  const order = new VariableOrder();
  // What has no value yet is left out of the headers of setup and teardown.
  const global = order.flow(setup, 'setup', new Map(), {});
  for (const [index, {flow}] of scenarios.entries()) order.flow(flow, `scenarios[${index}].flow`, global, headers);
  order.flow(teardown, 'teardown', global, {});
  return order.problems;
}

class VariableOrder {
  readonly problems: ProfileProblem[] = [];
  readonly #told = new Set<string>();
  #headers: readonly (readonly [name: string, value: string])[] = [];
  /** All of the flow, wherever. */
  #fillers: Filled = new Map();

  /** @returns what is filled after it */
  flow(steps: readonly FlowStep[], path: string, before: Filled, headers: Readonly<Record<string, string>>): Filled {
    this.#headers = Object.entries(headers);
    this.#fillers = fillersOf(steps, path);
    return this.#steps(steps, path, before);
  }

  #steps(steps: readonly FlowStep[], path: string, before: Filled): Filled {
    let filled = before;
    for (const [index, step] of steps.entries()) filled = this.#step(step, joinPath(path, index), filled);
    return filled;
  }

  #step(step: FlowStep, path: string, before: Filled): Filled {
    switch (step.kind) {
      case 'request':
        return this.#requests([[step.request, path]], before);
      case 'parallel':
        return this.#requests(
          step.requests.map((request, index) => [request, `${path}.parallel[${index}]`]),
          before,
        );
      case 'group':
        return this.#steps(step.steps, `${path}.flow`, before);
      case 'repeat': {
        const again = step.max > 1 ? fillersOf(step.steps, `${path}.flow`) : [];
        return this.#steps(step.steps, `${path}.flow`, new Map([...again, ...before]));
      }
      case 'if':
        return this.#if(step, path, before);
      case 'think':
      default:
        return before;
    }
  }

  /** A variable that has no value yet is asked for in vain: what stands there for one that has is never run. */
  #if({condition, then, otherwise}: FlowStep & {kind: 'if'}, path: string, before: Filled): Filled {
    const asked = condition.kind === 'variable' && !before.has(condition.name) ? condition.name : null;
    const idle = asked === null ? before : new Map([...before, [asked, '']]);
    const afterThen = this.#steps(then, `${path}.then`, condition.negated ? before : idle);
    const afterElse = this.#steps(otherwise, `${path}.else`, condition.negated ? idle : before);
    return new Map([...afterThen, ...afterElse].filter(([name, at]) => name !== asked || at !== ''));
  }

  /** Those sent at once see nothing of each other's answers. */
  #requests(requests: readonly (readonly [RequestDefinition, string])[], before: Filled): Filled {
    const filled = new Map(before);
    for (const [request, path] of requests) {
      this.#uses(request, joinPath(path, 'request'), before);
      for (const {variable} of request.extract) filled.set(variable, path);
    }
    return filled;
  }

  #uses({path: target, headers, body}: RequestDefinition, path: string, filled: Filled): void {
    this.#text(target, joinPath(path, 'path'), filled);
    for (const [name, value] of Object.entries(headers))
      this.#text(value, joinPath(joinPath(path, 'headers'), name), filled);
    if (body !== null) this.#text(body, joinPath(path, 'body'), filled);
    const own = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
    for (const [name, value] of this.#headers)
      if (!own.has(name.toLowerCase()))
        this.#text(value, joinPath('headers', name), filled, path.replace(/\.request$/, ''));
  }

  /** @param sender of a header of the profile: the request that would be sent with it */
  #text(text: string, path: string, filled: Filled, sender: string | null = null): void {
    const parsed = parseTemplate(text);
    if (!('parts' in parsed)) return;
    for (const part of parsed.parts) {
      if (part.kind !== 'variable' || part.name === authTokenVariable || filled.has(part.name)) continue;
      const key = `${path} ${part.name}`;
      if (this.#told.has(key)) continue;
      this.#told.add(key);
      const message = problemOf(part.name, this.#fillers.get(part.name), sender);
      this.problems.push({path, message, variable: part.name});
    }
  }
}

function problemOf(name: string, filler: string | undefined, sender: string | null): string {
  const whole = `\${${name}}`;
  if (sender !== null) {
    return filler === undefined
      ? `nothing fills ${whole} for ${sender}, which is sent with it too: write the header at the requests that have it`
      : `${whole} is filled only by ${filler}, and ${sender} is sent with it before: fill it in setup, or write the header at the requests that follow`;
  }
  return `${whole} is filled only by ${filler ?? 'another flow'}, not before it is used here`;
}

/** The first request of each variable anywhere in the steps. */
function fillersOf(steps: readonly FlowStep[], path: string): Filled {
  const found = new Map<string, string>();
  const add = (fillers: Filled): void => {
    for (const [name, at] of fillers) if (!found.has(name)) found.set(name, at);
  };
  for (const [index, step] of steps.entries()) {
    const at = joinPath(path, index);
    if (step.kind === 'request') add(fills(step.request, at));
    else if (step.kind === 'parallel')
      for (const [place, request] of step.requests.entries()) add(fills(request, `${at}.parallel[${place}]`));
    else if (step.kind === 'if') {
      add(fillersOf(step.then, `${at}.then`));
      add(fillersOf(step.otherwise, `${at}.else`));
    } else if (step.kind !== 'think') add(fillersOf(step.steps, `${at}.flow`));
  }
  return found;
}

function fills({extract}: RequestDefinition, path: string): Filled {
  return new Map(extract.map(({variable}) => [variable, path]));
}
