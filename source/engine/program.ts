import type {PlanScenario, PlanStep, RunPlan} from '../domain/run-plan.ts';
import {meanThinkMs, type ThinkTime} from '../domain/think-time.ts';
import {compileCondition} from '../iteration/condition.ts';
import {DataFeed, dataSourcesOf} from '../iteration/data-feed.ts';
import type {VuContext} from '../iteration/vu-context.ts';
import {createRequestOp, type RequestOp} from './request-op.ts';
import type {Transport} from './transports/transport.ts';

/**
 * A flow as a line of operations with jumps, so that a number says where a virtual user is:
 *
 *   repeat 2–5 { A  if c { B } else { C } }
 *
 *   0 repeat ──────────────────► 6     draws the number of rounds into counter `depth`
 *   1 A
 *   2 branch c ── false ──► 5
 *   3 B
 *   4 jump ────────────────► 6
 *   5 C
 *   6 loop ──► 1                       as long as rounds are left
 *   7
 */
export const opKind = {request: 0, think: 1, repeat: 2, loop: 3, branch: 4, jump: 5, parallel: 6} as const;

/** One shape for all kinds: the walker's reads stay monomorphic. */
export interface Op {
  readonly kind: number;
  readonly request: RequestOp | null;
  /** Parallel. */
  readonly requests: readonly RequestOp[];
  /** Rounds of a repeat; pause of a uniform think, ms. */
  readonly min: number;
  readonly max: number;
  /** Null: the pause is uniform. */
  readonly time: ThinkTime | null;
  readonly condition: ((context: VuContext) => boolean) | null;
  /** Where to go on: after a repeat without rounds, for another round, when the condition does not hold. */
  target: number;
  /** Which of a user's counters a repeat and its loop use. */
  readonly depth: number;
}

export interface Program {
  readonly ops: readonly Op[];
  /** Its users need a context: something is remembered from one request to the next, or looked up. */
  readonly needsContext: boolean;
  /** Deals out the data rows its iterations use; null: they use none. */
  readonly feed: DataFeed | null;
  /** Counters a user needs. */
  readonly depth: number;
}

/**
 * Programs of all scenarios of a plan.
 * @param cursors see `WorkerStart.cursors`
 * @throws what the transport's `prepare` throws
 */
export function compilePrograms(plan: RunPlan, transport: Transport, cursors: Int32Array): Program[] {
  return plan.scenarios.map((scenario) => compileProgram(scenario, plan, transport, cursors));
}

function compileProgram({steps}: PlanScenario, plan: RunPlan, transport: Transport, cursors: Int32Array): Program {
  const ops: Op[] = [];
  compileSteps(steps, 0, {ops, plan, transport});
  const sources = dataSourcesOf(steps);
  return {
    ops,
    needsContext: ops.some(
      ({request, requests, condition}) =>
        condition !== null || (request !== null && remembers(request)) || requests.some(remembers),
    ),
    feed: sources.length === 0 ? null : new DataFeed(plan.data, cursors, plan.seed, sources),
    depth: ops.reduce((most, {kind, depth}) => (kind === opKind.repeat ? Math.max(most, depth + 1) : most), 0),
  };
}

function remembers({isStatic, extract}: RequestOp): boolean {
  return !isStatic || extract !== null;
}

interface Output {
  readonly ops: Op[];
  readonly plan: RunPlan;
  readonly transport: Transport;
}

function compileSteps(steps: readonly PlanStep[], depth: number, output: Output): void {
  for (const step of steps) compileStep(step, depth, output);
}

function compileStep(step: PlanStep, depth: number, output: Output): void {
  const {ops, plan, transport} = output;
  switch (step.kind) {
    case 'request':
      ops.push(op(opKind.request, {request: createRequestOp(step.request, plan, transport)}));
      break;
    case 'parallel':
      ops.push(op(opKind.parallel, {requests: step.requests.map((one) => createRequestOp(one, plan, transport))}));
      break;
    case 'think':
      ops.push(thinkOp(step.time));
      break;
    case 'group':
      compileSteps(step.steps, depth, output);
      break;
    case 'repeat':
      compileRepeat(step, depth, output);
      break;
    case 'if':
      compileIf(step, depth, output);
      break;
  }
}

function compileRepeat(step: PlanStep & {kind: 'repeat'}, depth: number, output: Output): void {
  const {ops} = output;
  // Rounds in which nothing can happen are not walked: they would only spin.
  if (!step.steps.some(takesTime)) return;
  const begin = op(opKind.repeat, {min: step.min, max: step.max, depth});
  ops.push(begin);
  const body = ops.length;
  compileSteps(step.steps, depth + 1, output);
  ops.push(op(opKind.loop, {target: body, depth}));
  begin.target = ops.length;
}

function compileIf(step: PlanStep & {kind: 'if'}, depth: number, output: Output): void {
  const {ops} = output;
  const branch = op(opKind.branch, {condition: compileCondition(step.condition)});
  ops.push(branch);
  compileSteps(step.then, depth, output);
  const jump = op(opKind.jump, {});
  if (step.otherwise.length > 0) ops.push(jump);
  branch.target = ops.length;
  compileSteps(step.otherwise, depth, output);
  jump.target = ops.length;
}

function takesTime(step: PlanStep): boolean {
  switch (step.kind) {
    case 'think':
      return meanThinkMs(step.time) > 0;
    case 'group':
    case 'repeat':
      return step.steps.some(takesTime);
    case 'if':
      return step.then.some(takesTime) || step.otherwise.some(takesTime);
    case 'request':
    case 'parallel':
    default:
      return true;
  }
}

function thinkOp(time: ThinkTime): Op {
  return time.kind === 'uniform' ? op(opKind.think, {min: time.minMs, max: time.maxMs}) : op(opKind.think, {time});
}

function op(kind: number, given: Partial<Op>): Op {
  return {
    kind,
    request: given.request ?? null,
    requests: given.requests ?? [],
    min: given.min ?? 0,
    max: given.max ?? 0,
    time: given.time ?? null,
    condition: given.condition ?? null,
    target: given.target ?? 0,
    depth: given.depth ?? 0,
  };
}
