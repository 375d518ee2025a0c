import {setTimeout as sleepFor} from 'node:timers/promises';
import type {PlanCondition, PlanRequest, PlanStep, RunPlan} from '../domain/run-plan.ts';
import {compileCondition} from '../iteration/condition.ts';
import {drawThinkMs} from '../iteration/draw-think.ts';
import {FlowError} from '../iteration/flow-error.ts';
import type {VuContext} from '../iteration/vu-context.ts';
import {Exchanger} from './exchanger.ts';
import type {WalkClient} from './walk-client.ts';
import type {WalkEvent, WalkResult} from './walk-event.ts';

export interface WalkOptions {
  readonly plan: RunPlan;
  readonly client: WalkClient;
  /** Its iteration has begun. */
  readonly context: VuContext;
  /** False: think times are told, not waited for. */
  readonly thinks: boolean;
  readonly emit: (event: WalkEvent) => void;
  /** Ends the walk: what is in flight fails. */
  readonly signal?: AbortSignal;
  /** Wall clock, for cookies. */
  readonly nowMs?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** Runs the steps once, one after the other, as one virtual user. Never rejects for what the target does. */
export async function walkFlow(steps: readonly PlanStep[], options: WalkOptions): Promise<WalkResult> {
  const walker = new Walker(options);
  let flowError: string | null = null;
  let ended: string | null = null;
  try {
    await walker.walk(steps, 0);
  } catch (error) {
    if (error instanceof FlowError) {
      flowError = error.message;
      options.emit({kind: 'flow-error', depth: 0, text: flowError});
    } else if (error instanceof IterationEnded) {
      ended = error.message;
      options.emit({kind: 'ended', depth: 0, text: ended});
    } else throw error;
  }
  return {...walker.exchanger.counts, flowError, ended};
}

/** Not an error of the flow: load would begin the next iteration. */
class IterationEnded extends Error {}

class Walker {
  readonly exchanger: Exchanger;
  readonly #options: WalkOptions;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.exchanger = new Exchanger(options);
  }

  async walk(steps: readonly PlanStep[], depth: number): Promise<void> {
    for (const step of steps) {
      if (this.#options.signal?.aborted === true) throw new IterationEnded('stopped');
      // One after the other is the point.
      // oxlint-disable-next-line no-await-in-loop
      await this.#step(step, depth);
    }
  }

  async #step(step: PlanStep, depth: number): Promise<void> {
    const {emit, context} = this.#options;
    switch (step.kind) {
      case 'request':
        return this.#exchange([step.request], depth);
      case 'parallel':
        return this.#exchange(step.requests, depth);
      case 'think':
        return this.#think(
          drawThinkMs(step.time, () => context.random()),
          depth,
        );
      case 'group':
        emit({kind: 'group', depth, name: step.name});
        return this.walk(step.steps, depth + 1);
      case 'repeat':
        return this.#repeat(step, depth);
      case 'if': {
        const holds = compileCondition(step.condition)(context);
        emit({kind: 'condition', depth, text: conditionText(step.condition, this.#options.plan.variables), holds});
        return this.walk(holds ? step.then : step.otherwise, depth + 1);
      }
    }
  }

  async #exchange(requests: readonly PlanRequest[], depth: number): Promise<void> {
    const ended = await this.exchanger.exchange(requests, depth);
    if (ended !== null) throw new IterationEnded(ended);
  }

  async #think(thinkMs: number, depth: number): Promise<void> {
    const {emit, thinks, signal, sleep = sleepUnlessStopped} = this.#options;
    emit({kind: 'think', depth, thinkMs, isSkipped: !thinks});
    if (thinks) await sleep(thinkMs, signal);
  }

  async #repeat({min, max, steps}: PlanStep & {kind: 'repeat'}, depth: number): Promise<void> {
    const {emit, context} = this.#options;
    const turns = min + Math.floor(context.random() * (max - min + 1));
    for (let turn = 1; turn <= turns; turn++) {
      emit({kind: 'repeat', depth, turn, turns});
      // oxlint-disable-next-line no-await-in-loop
      await this.walk(steps, depth + 1);
    }
  }
}

async function sleepUnlessStopped(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleepFor(ms, undefined, signal === undefined ? {} : {signal}).catch(() => undefined);
}

/** `status is 200`, `role is there`, `role equals "admin"`. */
function conditionText(condition: PlanCondition, variables: readonly string[]): string {
  const not = condition.negated ? 'not: ' : '';
  if (condition.kind === 'status') {
    const list = condition.statuses.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
    return `${not}status is ${list.join(' or ')}`;
  }
  const name = variables[condition.variable] ?? 'variable';
  const {rule} = condition;
  if (rule === null) return `${not}${name} has a value`;
  return `${not}${name} ${rule.kind} ${rule.kind === 'matches' ? `/${rule.pattern}/` : JSON.stringify(rule.text)}`;
}
