import type {RunPlan} from '../domain/run-plan.ts';
import type {VuContext} from '../iteration/vu-context.ts';
import {inFlightAgeBin} from '../metrics/shared-layout.ts';
import type {SharedWriter} from '../metrics/shared-writer.ts';
import type {FlowErrorSample} from '../protocol/report.ts';
import {SampleAllowance} from '../protocol/sample-allowance.ts';
import type {IdClass} from '../protocol/worker-message.ts';
import {IterationBudget} from './iteration-budget.ts';
import {compilePrograms, type Program} from './program.ts';
import {ScenarioShares} from './scenario-shares.ts';
import {seedOf} from './seeded-random.ts';
import {shareOf} from './target-ramp.ts';
import {TimerWheel} from './timer-wheel.ts';
import type {Lane, Result, Transport} from './transports/transport.ts';
import {VirtualUsers, type VuHost} from './virtual-users.ts';
import {vuFlag, vuState, VuTable} from './vu-table.ts';
import {WeightedTurns} from './weighted-turns.ts';

/** Different texts of flow errors told. */
const flowErrorTexts = 20;

export interface VuPoolOptions {
  readonly plan: RunPlan;
  readonly shares: readonly IdClass[];
  readonly transport: Transport;
  readonly recorder: SharedWriter;
  /** `runDue` is wanted at `dueMs`: earlier than what was asked for before. */
  readonly onAlarm: (dueMs: number) => void;
  readonly onSample: (name: number, result: Result, context: VuContext | null) => void;
  /** Each text once, 20 at most. */
  readonly onFlowError?: (error: FlowErrorSample, nowMs: number) => void;
  /** See `WorkerStart.cursors`; absent: nobody shares them. */
  readonly cursors?: Int32Array;
  /** Wall clock, for the expiry of cookies. */
  readonly wallMs?: () => number;
  /** Open model: the arrival that waits longest, for a user that is free at `nowMs`; NaN when none waits. */
  readonly takeQueued?: (nowMs: number) => number;
}

interface Group {
  readonly share: IdClass;
  /** By place in the share: user i has the id `first + i · stride`. */
  readonly slots: number[];
  /** Closed model: so many of them are wanted. */
  wanted: number;
}

/**
 * A worker's virtual users. Which ids are its own is fixed by its shares, so a fleet target needs no talk between
 * workers: every id below it is wanted, by whoever holds it. In the open model the ids below `plan.maxVus` stand ready,
 * and an arrival gets the one that was busy last. Pure but for the transport: the clock comes in as `nowMs`.
 */
export class VuPool implements VuHost {
  readonly transport: Transport;
  readonly recorder: SharedWriter;
  readonly programs: readonly Program[];
  readonly budget: IterationBudget;
  paused = false;
  readonly #options: VuPoolOptions;
  #shares: ScenarioShares;
  #turns: WeightedTurns;
  readonly #groups: Group[] = [];
  readonly #table: VuTable;
  readonly #wheel = new TimerWheel();
  readonly #users: VirtualUsers;
  readonly #samples = new SampleAllowance();
  /** Open model: free users, the one that was busy last on top. */
  readonly #free: number[] = [];
  #open = false;
  /** Users may be about that end the iteration of a load that is over. */
  #draining = false;
  #alarmMs = Number.POSITIVE_INFINITY;
  #fleetVus = 0;
  #active = 0;
  #finished = 0;
  readonly #scenarioVus: Int32Array;
  readonly #flowErrors = new Set<string>();

  /** Throws what the transport says about a request it cannot send. */
  constructor(options: VuPoolOptions) {
    this.#options = options;
    this.transport = options.transport;
    this.recorder = options.recorder;
    const {plan} = options;
    const cursors = options.cursors ?? new Int32Array(1 + plan.data.length);
    this.programs = compilePrograms(plan, options.transport, cursors);
    this.budget = new IterationBudget(plan.iterations, cursors, plan.data.length);
    const weights = plan.scenarios.map((scenario) => scenario.weight);
    this.#shares = new ScenarioShares(weights);
    this.#turns = new WeightedTurns(weights);
    this.#scenarioVus = new Int32Array(plan.scenarios.length);
    this.#table = new VuTable(Math.max(...this.programs.map(({depth}) => depth)));
    this.#users = new VirtualUsers(this.#table, this.#wheel, this, plan, options.wallMs ?? Date.now);
    this.#addGroups(options.shares);
  }

  /** Users that run an iteration; in the closed model also those between two. */
  get active(): number {
    return this.#active;
  }

  get inFlight(): number {
    return this.#table.inFlight;
  }

  /** Users made so far. */
  get size(): number {
    return this.#table.users;
  }

  /** Timers looked at so far, for tests of what an iteration costs. */
  get timersVisited(): number {
    return this.#wheel.visited;
  }

  /** Contexts and fills made so far, for tests of what an iteration costs. */
  get made(): {readonly contexts: number; readonly fills: number} {
    return this.#users.made;
  }

  /** Makes the users with ids below `fleetVus` ready, so that none has to be made under load. Nothing is dialled. */
  prepare(fleetVus: number): void {
    for (const group of this.#groups) {
      const count = shareOf(group.share, fleetVus);
      if (count > 0) this.#slotAt(group, count - 1);
    }
  }

  /** Takes over the ids of a worker that is gone. */
  adopt(shares: readonly IdClass[], nowMs: number): void {
    this.#addGroups(shares);
    if (!this.#open) this.setFleetTarget(this.#fleetVus, nowMs, 0);
  }

  /**
   * Closed model: ids 0 to `fleetVus` − 1 are wanted, by all workers together. Others leave at once or, where a request
   * is in flight, with its answer: the load falls as fast as it is told to.
   * @param spreadMs over which users that join begin, evenly, instead of all in one turn of the event loop
   */
  setFleetTarget(fleetVus: number, nowMs: number, spreadMs: number): void {
    this.#fleetVus = fleetVus;
    for (const id of this.#shares.resize(fleetVus)) this.#setHome(this.#slotOf(id));
    const joining: number[] = [];
    for (const group of this.#groups) {
      const wanted = shareOf(group.share, fleetVus);
      for (let place = group.wanted; place < wanted; place++) joining.push(this.#slotAt(group, place));
      for (let place = group.wanted - 1; place >= wanted; place--) this.#users.dismiss(group.slots[place]!, nowMs);
      group.wanted = wanted;
    }
    for (const slot of joining) this.#setHome(slot);
    for (const [index, slot] of joining.entries()) this.#users.join(slot, nowMs, (spreadMs * index) / joining.length);
    if (!this.#draining || fleetVus === 0) return;
    this.#draining = false;
    this.#everybody((slot) => this.#users.dismissDrained(slot, nowMs));
  }

  /** Shares the load out anew: users change when their iteration is over, arrivals at once. */
  setWeights(weights: readonly number[]): void {
    const {size} = this.#shares;
    this.#turns = new WeightedTurns(weights);
    this.#shares = new ScenarioShares(weights);
    this.#shares.resize(size);
    for (const {slots} of this.#groups) for (const slot of slots) this.#setHome(slot);
  }

  /** @param values by variable, everybody's; they take the place of those before */
  setGlobals(values: readonly (string | null)[]): void {
    this.#users.setGlobals(values);
  }

  /** Closed → open: users between requests leave, those with one in flight finish their iteration first. */
  openUp(nowMs: number): void {
    if (this.#open) return;
    this.#fleetVus = 0;
    for (const group of this.#groups) {
      for (let place = 0; place < group.wanted; place++) this.#users.release(group.slots[place]!, nowMs);
      group.wanted = 0;
    }
    this.#open = true;
    for (let slot = this.#table.size - 1; slot >= 0; slot--) {
      if (this.#isFree(slot) && this.#mayArrive(slot)) this.#free.push(slot);
    }
  }

  /** Open → closed: busy users finish their iteration (or become members, if the next target wants them). */
  closeDown(fleetVus: number, nowMs: number, spreadMs: number): void {
    if (!this.#open) return;
    this.#open = false;
    const free = this.#free.splice(0);
    this.setFleetTarget(fleetVus, nowMs, spreadMs);
    for (const slot of free) if (this.#isFree(slot)) this.#users.closeLanes(slot);
  }

  /** Open model: begins an iteration on the free user that was busy last, or a new one; false when all are busy. */
  begin(intendedMs: number, nowMs: number): boolean {
    const slot = this.#free.pop() ?? this.#newUser();
    if (slot === -1) return false;
    this.#users.arrive(slot, this.#turns.next(), intendedMs, nowMs);
    return true;
  }

  setPaused(paused: boolean, nowMs: number, spreadMs: number): void {
    this.paused = paused;
    if (paused) return;
    const parked: number[] = [];
    for (let slot = 0; slot < this.#table.size; slot++) {
      if (this.#table.state[slot] === vuState.parked) parked.push(slot);
    }
    for (const [index, slot] of parked.entries()) this.schedule(slot, nowMs + (spreadMs * index) / parked.length);
  }

  /**
   * Nobody is wanted any more. Users go on to the end of their iteration, thinking included, and leave at once where no
   * request is left in it; `abort` cuts off who takes too long. Those that a target has sent away before leave with the
   * answer they wait for.
   */
  drain(nowMs: number): void {
    // Not theirs to be dismissed by the target of 0.
    for (const group of this.#groups) group.wanted = 0;
    this.closeDown(0, nowMs, 0);
    this.setFleetTarget(0, nowMs, 0);
    this.#draining = true;
    this.#everybody((slot) => this.#users.drain(slot, nowMs));
  }

  /** Everybody leaves now; requests in flight are cut off and counted as aborted. */
  abort(nowMs: number): void {
    this.closeDown(0, nowMs, 0);
    this.#fleetVus = 0;
    for (const group of this.#groups) group.wanted = 0;
    this.#everybody((slot) => this.#users.abort(slot, nowMs));
  }

  /** Lets everyone whose time has come go on, and gives requests up that have had theirs. */
  runDue(nowMs: number): void {
    this.#alarmMs = Number.NEGATIVE_INFINITY;
    for (let slot = this.#wheel.popDue(nowMs); slot !== -1; slot = this.#wheel.popDue(nowMs)) {
      this.#users.onDue(slot, nowMs);
    }
    const startedBeforeMs = nowMs - this.#options.plan.timeoutMs;
    for (let slot = this.#table.oldest; slot !== -1; slot = this.#table.oldest) {
      if (this.#table.requestStartMs[slot]! > startedBeforeMs) break;
      this.#table.lanes[slot]!.expire(nowMs);
    }
    this.#alarmMs = Number.POSITIVE_INFINITY;
    this.#askFor(this.#wheel.nextWakeMs());
  }

  /** When the oldest request in flight was begun, ms; NaN when none is. */
  oldestStartMs(): number {
    const slot = this.#table.oldest;
    return slot === -1 ? Number.NaN : this.#table.requestStartMs[slot]!;
  }

  /** Adds the ages of all requests in flight (since their intended start, where they have one) to their bins. */
  countAges(nowMs: number, bins: Uint32Array): void {
    const {flags, intendedMs, requestStartMs} = this.#table;
    for (let slot = this.#table.oldest; slot !== -1; slot = this.#table.after(slot)) {
      const startMs = (flags[slot]! & vuFlag.first) === 0 ? requestStartMs[slot]! : intendedMs[slot]!;
      bins[inFlightAgeBin(Math.max(0, (nowMs - startMs) * 1000))]!++;
    }
  }

  schedule(slot: number, dueMs: number): void {
    this.#wheel.set(slot, dueMs);
    this.#askFor(dueMs);
  }

  openLane(slot: number): Lane {
    return this.transport.open(slot, this.#users);
  }

  changeActive(flow: number, change: 1 | -1): void {
    this.#active += change;
    this.recorder.setActiveVus(this.#active);
    this.#scenarioVus[flow]! += change;
    this.recorder.setScenarioVus(flow, this.#scenarioVus[flow]!);
  }

  onFinished(): void {
    this.recorder.setFinishedVus(++this.#finished);
  }

  onFlowError(scenario: number, text: string, fatal: boolean, nowMs: number): void {
    const key = `${scenario} ${text}`;
    if (this.#flowErrors.size >= flowErrorTexts || this.#flowErrors.has(key)) return;
    this.#flowErrors.add(key);
    this.#options.onFlowError?.({scenario, text, fatal}, nowMs);
  }

  onAway(slot: number, nowMs: number): boolean {
    if (!this.#open || !this.#mayArrive(slot)) return false;
    const intendedMs = this.#options.takeQueued?.(nowMs) ?? Number.NaN;
    if (Number.isNaN(intendedMs)) this.#free.push(slot);
    else this.#users.arrive(slot, this.#turns.next(), intendedMs, nowMs);
    return true;
  }

  /** Time goes on: more may be sampled. */
  allowSamples(nowMs: number): void {
    this.#samples.tick(nowMs);
  }

  wantsSample(name: number): boolean {
    return this.#samples.has(name);
  }

  keepSample(name: number, result: Result, context: VuContext | null): void {
    this.#samples.take(name);
    this.#options.onSample(name, result, context);
  }

  #askFor(dueMs: number): void {
    if (dueMs >= this.#alarmMs) return;
    this.#alarmMs = dueMs;
    this.#options.onAlarm(dueMs);
  }

  #everybody(visit: (slot: number) => void): void {
    for (let slot = 0; slot < this.#table.size; slot++) if (this.#table.isUser(slot)) visit(slot);
  }

  #isFree(slot: number): boolean {
    return this.#table.state[slot] === vuState.away && this.#table.isUser(slot);
  }

  /** Closed model: the flow the user walks from its next iteration on. */
  #setHome(slot: number | undefined): void {
    if (slot === undefined) return;
    const id = this.#table.id[slot]!;
    if (id < this.#shares.size) this.#table.homeFlow[slot] = this.#shares.scenarioOf(id);
  }

  /** Undefined: the user is another worker's, or was not made yet. */
  #slotOf(id: number): number | undefined {
    for (const {share, slots} of this.#groups) {
      const place = (id - share.first) / share.stride;
      if (Number.isInteger(place) && place >= 0) return slots[place];
    }
    return undefined;
  }

  #addGroups(shares: readonly IdClass[]): void {
    for (const share of shares) this.#groups.push({share, slots: [], wanted: 0});
  }

  #mayArrive(slot: number): boolean {
    return this.#table.id[slot]! < this.#options.plan.maxVus;
  }

  #newUser(): number {
    for (const group of this.#groups) {
      const made = group.slots.length;
      if (made < shareOf(group.share, this.#options.plan.maxVus)) return this.#slotAt(group, made);
    }
    return -1;
  }

  #slotAt({share, slots}: Group, place: number): number {
    while (slots.length <= place) {
      const id = share.first + slots.length * share.stride;
      const random = seedOf(this.#options.plan.seed, id);
      slots.push(this.#table.add(id, random, this.budget.begunBy(id), (slot) => this.openLane(slot)));
    }
    return slots[place]!;
  }
}
