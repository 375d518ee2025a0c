import type {RunPlan} from '../domain/run-plan.ts';
import type {SharedWriter} from '../metrics/shared-writer.ts';
import type {IdClass} from '../protocol/worker-message.ts';
import {prepareFlows, type FlowStep} from './flow.ts';
import {ScenarioRotation} from './scenario-rotation.ts';
import {seedOf} from './seeded-random.ts';
import {shareOf} from './target-ramp.ts';
import {TimerHeap} from './timer-heap.ts';
import type {Result, Transport} from './transports/transport.ts';
import {VirtualUser, type VuHost} from './virtual-user.ts';

/** Error samples kept per request name. */
const samplesPerName = 20;

export interface VuPoolOptions {
  readonly plan: RunPlan;
  readonly shares: readonly IdClass[];
  readonly transport: Transport;
  readonly recorder: SharedWriter;
  /** `runDue` is wanted at `dueMs`: earlier than what was asked for before. */
  readonly onAlarm: (dueMs: number) => void;
  readonly onSample: (name: number, result: Result) => void;
}

interface Group {
  readonly share: IdClass;
  /** By place in the share: user i has the id `first + i · stride`. */
  readonly users: VirtualUser[];
  wanted: number;
}

/**
 * A worker's virtual users. Which ids are its own is fixed by its shares, so a fleet target needs no talk between
 * workers: every id below it is wanted, by whoever holds it. Pure but for the transport: the clock comes in as `nowMs`.
 */
export class VuPool implements VuHost {
  readonly transport: Transport;
  readonly recorder: SharedWriter;
  readonly timeoutMs: number;
  paused = false;
  readonly #options: VuPoolOptions;
  readonly #flows: readonly FlowStep[][];
  readonly #rotation: ScenarioRotation;
  readonly #groups: Group[] = [];
  readonly #users: VirtualUser[] = [];
  readonly #heap = new TimerHeap();
  readonly #samples: Uint8Array;
  #alarmMs = Number.POSITIVE_INFINITY;
  #fleetVus = 0;
  #active = 0;

  /** Throws what the transport says about a request it cannot send. */
  constructor(options: VuPoolOptions) {
    this.#options = options;
    this.transport = options.transport;
    this.recorder = options.recorder;
    this.timeoutMs = options.plan.timeoutMs;
    this.#flows = prepareFlows(options.plan, options.transport);
    this.#rotation = new ScenarioRotation(options.plan.scenarios.map((scenario) => scenario.weight));
    this.#samples = new Uint8Array(options.plan.requestNames.length);
    this.#addGroups(options.shares);
  }

  get active(): number {
    return this.#active;
  }

  /** Takes over the ids of a worker that is gone. */
  adopt(shares: readonly IdClass[], nowMs: number): void {
    this.#addGroups(shares);
    this.setFleetTarget(this.#fleetVus, nowMs, 0);
  }

  /**
   * Ids 0 to `fleetVus` − 1 are wanted, by all workers together.
   * @param spreadMs over which users that join begin, evenly, instead of all in one turn of the event loop
   */
  setFleetTarget(fleetVus: number, nowMs: number, spreadMs: number): void {
    this.#fleetVus = fleetVus;
    const joining: VirtualUser[] = [];
    for (const group of this.#groups) {
      const wanted = shareOf(group.share, fleetVus);
      for (let place = group.wanted; place < wanted; place++) joining.push(this.#userAt(group, place));
      for (let place = group.wanted - 1; place >= wanted; place--) group.users[place]!.dismiss();
      group.wanted = wanted;
    }
    for (const [index, user] of joining.entries()) user.join(nowMs, (spreadMs * index) / joining.length);
  }

  setPaused(paused: boolean, nowMs: number, spreadMs: number): void {
    this.paused = paused;
    if (paused) return;
    const parked = this.#users.filter((user) => user.state === 'parked');
    for (const [index, user] of parked.entries()) user.resume(nowMs, (spreadMs * index) / parked.length);
  }

  /** Everybody leaves now; requests in flight are cut off and counted as aborted. */
  abort(): void {
    this.#fleetVus = 0;
    for (const group of this.#groups) group.wanted = 0;
    for (const user of this.#users) user.abort();
  }

  /** Lets everyone whose time has come go on. */
  runDue(nowMs: number): void {
    this.#alarmMs = Number.NEGATIVE_INFINITY;
    for (let slot = this.#heap.popDue(nowMs); slot !== -1; slot = this.#heap.popDue(nowMs)) {
      this.#users[slot]!.onDue(nowMs);
    }
    this.#alarmMs = Number.POSITIVE_INFINITY;
    this.#askFor(this.#heap.nextDueMs);
  }

  /** When the oldest request in flight was begun, ms; NaN when none is. */
  oldestStartMs(): number {
    let oldestMs = Number.NaN;
    for (const user of this.#users) {
      const startMs = user.requestStartMs;
      if (startMs < oldestMs || (Number.isNaN(oldestMs) && !Number.isNaN(startMs))) oldestMs = startMs;
    }
    return oldestMs;
  }

  schedule(slot: number, dueMs: number): void {
    this.#heap.set(slot, dueMs);
    this.#askFor(dueMs);
  }

  unschedule(slot: number): void {
    this.#heap.clear(slot);
  }

  changeActive(change: 1 | -1): void {
    this.#active += change;
    this.recorder.setActiveVus(this.#active);
  }

  wantsSample(name: number): boolean {
    return this.#samples[name]! < samplesPerName;
  }

  keepSample(name: number, result: Result): void {
    this.#samples[name]!++;
    this.#options.onSample(name, result);
  }

  #askFor(dueMs: number): void {
    if (dueMs >= this.#alarmMs) return;
    this.#alarmMs = dueMs;
    this.#options.onAlarm(dueMs);
  }

  #addGroups(shares: readonly IdClass[]): void {
    for (const share of shares) this.#groups.push({share, users: [], wanted: 0});
  }

  #userAt({share, users}: Group, place: number): VirtualUser {
    while (users.length <= place) {
      const id = share.first + users.length * share.stride;
      const flow = this.#flows[this.#rotation.scenarioOf(id)]!;
      const user = new VirtualUser(this, this.#users.length, flow, seedOf(this.#options.plan.seed, id));
      users.push(user);
      this.#users.push(user);
    }
    return users[place]!;
  }
}
