import type {PlanRequest, RunPlan} from '../domain/run-plan.ts';
import type {StatusSet} from '../domain/profile.ts';
import {captureNeed} from '../iteration/capture-need.ts';
import {compileCheck, type CheckOutcome} from '../iteration/check.ts';
import {compileExtractions} from '../iteration/extract.ts';
import type {ResponseView} from '../iteration/response-view.ts';
import {compileHeaderText, compileText, type CompiledText} from '../iteration/text.ts';
import {VuContext} from '../iteration/vu-context.ts';
import {statusLimit} from '../metrics/shared-layout.ts';
import type {Prepared, Transport} from './transports/transport.ts';

/** A request of a flow, made ready for the transport; everything that can be worked out beforehand is. */
export interface RequestOp {
  readonly prepared: Prepared;
  /** Index of the request's series. */
  readonly name: number;
  /** What it is called, for messages. */
  readonly label: string;
  readonly method: string;
  /** 1 for each status that is not an error. */
  readonly expected: Uint8Array;
  /** No templates: it can be sent as prepared. */
  readonly isStatic: boolean;
  readonly path: CompiledText;
  /** Path and body where they have no templates; else null. */
  readonly staticPath: string | null;
  readonly staticBody: string | null;
  /** Those with templates, the cookie header apart. */
  readonly headers: readonly (readonly [name: string, value: CompiledText])[];
  /** Of the request itself, in front of the jar's; null: none. */
  readonly cookie: CompiledText | null;
  readonly body: CompiledText | null;
  /** −1: nothing of the response is looked at; 0: its headers; n: headers and n bytes of the body. */
  readonly capture: number;
  /** Empty: none. Ids stand beside their rules. */
  readonly checks: readonly number[];
  readonly checkRules: readonly ((response: ResponseView) => CheckOutcome)[];
  /** Nothing of its answer is checked or extracted. */
  readonly isPlain: boolean;
  readonly extract: ((response: ResponseView, context: VuContext) => void) | null;
}

/** Throws what the transport's `prepare` throws. */
export function createRequestOp(request: PlanRequest, plan: RunPlan, transport: Transport): RequestOp {
  const {name} = request;
  const label = plan.requestNames[plan.series[name]?.name ?? name] ?? `request ${name}`;
  const path = compileText(request.path, plan);
  const body = request.body === null ? null : compileText(request.body, plan);
  const headers = request.headers.map(([header, value]) => [header, compileHeaderText(value, plan, header)] as const);
  const texts = [path, ...(body === null ? [] : [body]), ...headers.map(([, value]) => value)];
  return {
    prepared: transport.prepare(request),
    name,
    label,
    method: request.method,
    expected: expectedStatuses(request.expect),
    isStatic: texts.every((text) => text.isStatic),
    path,
    staticPath: staticText(path),
    staticBody: body === null ? null : staticText(body),
    headers: headers.filter(([header, value]) => !value.isStatic && !isCookie(header)),
    cookie: headers.find(([header]) => isCookie(header))?.[1] ?? null,
    body,
    capture: captureNeed(request, plan.captureBytes),
    checks: request.checks.map(({check}) => check),
    checkRules: request.checks.map((check) => compileCheck(check)),
    isPlain: request.checks.length === 0 && request.extract.length === 0,
    extract: compileExtractions(request.extract, label),
  };
}

const nobody = new VuContext({variables: 0, sources: 0, cookies: false}, 0, 0);

function staticText(text: CompiledText): string | null {
  return text.isStatic ? text.write(nobody) : null;
}

function isCookie(header: string): boolean {
  return header.toLowerCase() === 'cookie';
}

/** k6's rule without a set: 200 to 399. */
function expectedStatuses(expect: StatusSet | null): Uint8Array {
  const expected = new Uint8Array(statusLimit);
  if (expect === null) expected.fill(1, 200, 400);
  else for (const [from, to] of expect) expected.fill(1, from, to + 1);
  return expected;
}
