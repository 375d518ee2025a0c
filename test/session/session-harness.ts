import {comparableRun} from '../../source/analysis/comparable-run.ts';
import {curveCellsOf, loadCurve} from '../../source/analysis/load-curve.ts';
import type {ComparisonAlign, RunComparison} from '../../source/domain/comparison.ts';
import type {DriveLine} from '../../source/domain/drive.ts';
import type {EndpointRecord} from '../../source/domain/endpoint-figures.ts';
import type {Profile} from '../../source/domain/profile.ts';
import type {Snapshot} from '../../source/domain/snapshot.ts';
import type {IntervalMetrics, NameMetrics} from '../../source/metrics/interval.ts';
import type {GeneratorHealth} from '../../source/protocol/report.ts';
import type {Intent, IntentOrigin} from '../../source/session/intent.ts';
import {createSession, type Session} from '../../source/session/session.ts';
import type {SessionJournal} from '../../source/session/session-journal.ts';
import type {SessionOptions} from '../../source/session/session-options.ts';
import type {SessionEffects} from '../../source/session/session-files.ts';
import type {SnapshotListing} from '../../source/domain/snapshot-listing.ts';
import type {SessionEvent, SessionView} from '../../source/session/view.ts';
import {
  durationOf,
  FakeDriver,
  healthy,
  hostFacts,
  intervalReport,
  metricsOf,
  nameMetrics,
  preparedRun,
  sparseOf,
} from './fixtures.ts';

export interface Traffic {
  /** Requests to `login` a reading. */
  readonly requests: number;
  readonly latencyUs: number;
  readonly changes?: Partial<NameMetrics>;
  readonly generator?: GeneratorHealth;
  readonly workersAlive?: number;
  /** Ages of the requests in flight, and of the arrivals that wait for a free VU. */
  readonly agesUs?: readonly number[];
  /** Open model: VUs busy with an iteration, and how many of the arrivals of a reading are dropped. */
  readonly busyVus?: number;
  readonly dropped?: number;
  readonly queued?: number;
  /** Instead of requests to `login`: what happened by series. */
  readonly names?: readonly NameMetrics[];
  readonly metrics?: Partial<IntervalMetrics>;
  readonly gauges?: {readonly vus?: number; readonly finishedVus?: number; readonly scenarioVus?: readonly number[]};
}

/** Promises of effects that are under way have settled. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** A line of the list of snapshots. */
export function listingOf(changes: Partial<SnapshotListing> = {}): SnapshotListing {
  return {
    file: 'a.json',
    name: 'a',
    takenAt: '',
    vus: 1,
    rate: null,
    requestsPerSecond: 1,
    p50Us: 1,
    p95Us: 1,
    p99Us: 1,
    errorShare: 0,
    targetLabel: 'x',
    model: 'closed',
    seconds: 30,
    steady: true,
    note: null,
    git: null,
    profileName: 'checkout',
    profileRevision: null,
    hostname: 'load-1',
    ...changes,
  };
}

/** A comparison that says so much. */
export function comparisonOf(changes: Partial<RunComparison> = {}): RunComparison {
  return {
    align: 'load',
    confidence: 0.95,
    refusal: null,
    differences: [],
    now: null,
    before: null,
    requests: [],
    verdict: 'OK',
    text: 'no change',
    ...changes,
  };
}

/** A session on a fake fleet and injected clock that answers with the traffic it is told. */
export class SessionHarness {
  readonly journal: DriveLine[] = [];
  readonly driver = new FakeDriver();
  readonly snapshots: Snapshot[] = [];
  readonly presets: Profile[] = [];
  /** Tables of requests that were exported. */
  readonly tables: (readonly EndpointRecord[])[] = [];
  recording: string | null;
  readonly session: Session;
  readonly events: SessionEvent[] = [];
  listing: readonly SnapshotListing[] = [];
  /** Files that were read. */
  readonly read: string[] = [];
  /** What was asked to be compared. */
  readonly compared: {
    readonly now: Snapshot;
    readonly before: Snapshot;
    readonly align: ComparisonAlign;
    readonly confidence: number;
  }[] = [];
  /** Answers the so-manieth comparison, from 1. */
  compare: (count: number) => Promise<RunComparison> = async () => comparisonOf();
  /** What effects fail with; null: they succeed. */
  failure: Error | null = null;
  traffic: Traffic = {requests: 5, latencyUs: 100_000};
  #readMs = 0;

  /** @param recording where the drive is recorded */
  constructor(profile: Profile, options: Partial<SessionOptions> = {}, recording: string | null = null) {
    this.recording = recording;
    const effects: SessionEffects = {
      saveSnapshot: async (snapshot) => {
        if (this.failure !== null) throw this.failure;
        this.snapshots.push(snapshot);
        return {file: `snapshots/${snapshot.name}.json`};
      },
      savePreset: async (preset) => {
        if (this.failure !== null) throw this.failure;
        this.presets.push(preset);
        return {file: `profiles/${preset.name}.json`, secrets: []};
      },
      chooseBaseline: async (file) => {
        const snapshot = this.snapshots.find((one) => `snapshots/${one.name}.json` === file);
        return file === null || snapshot === undefined ? null : {file, snapshot};
      },
      listSnapshots: async () => this.listing,
      readSnapshot: async (file) => {
        if (this.failure !== null) throw this.failure;
        this.read.push(file);
        const found = this.snapshots.find((one) => `snapshots/${one.name}.json` === file);
        if (found === undefined) throw new Error(`${file} is not there`);
        return found;
      },
      fileBytes: async () => 41_000,
      loadCurve: async (snapshot) => loadCurve(curveCellsOf(comparableRun(snapshot))),
      editSnapshot: async (file, name, note) => {
        if (this.failure !== null) throw this.failure;
        const at = this.snapshots.findIndex((one) => `snapshots/${one.name}.json` === file);
        this.snapshots[at] = {...this.snapshots[at]!, name, note};
        return {file: `snapshots/${name}.json`};
      },
      deleteSnapshot: async (file) => {
        if (this.failure !== null) throw this.failure;
        const at = this.snapshots.findIndex((one) => `snapshots/${one.name}.json` === file);
        this.snapshots.splice(at, 1);
      },
      exportSnapshot: async (file, format) => {
        if (this.failure !== null) throw this.failure;
        return {file: file.replace(/json$/, format)};
      },
      exportEndpoints: async (name, rows) => {
        if (this.failure !== null) throw this.failure;
        this.tables.push(rows);
        return {file: `snapshots/${name}.csv`};
      },
      nameRecording: async (name) => {
        if (this.failure !== null) throw this.failure;
        this.recording = `snapshots/drives/${name}.jsonl`;
        return {file: this.recording};
      },
      compare: async (now, before, align, confidence) => {
        this.compared.push({now, before, align, confidence});
        return this.compare(this.compared.length);
      },
    };
    this.session = createSession(
      {
        prepared: preparedRun(profile),
        interactive: true,
        transport: {kind: 'http1', reason: 'auto'},
        study: null,
        allowInvalid: false,
        hostFacts,
        git: null,
        profileRevision: null,
        profileDocument: {},
        vusLimit: null,
        baseline: null,
        compareAtEnd: false,
        snapshotAtEnd: null,
        ...options,
      },
      {
        driver: this.driver,
        effects,
        redact: (sample) => ({
          ...sample,
          body: sample.body?.replaceAll('secret', '[redacted]') ?? null,
          message: sample.message?.replaceAll('secret', '[redacted]') ?? null,
        }),
        takenAt: () => '2026-08-12T10:00:00.000Z',
        journal: this.#journal(),
      },
    );
  }

  /** Its file is where the recording is by now. */
  #journal(): SessionJournal {
    const recordingNow = (): string | null => this.recording;
    return {
      get file() {
        return recordingNow();
      },
      record: (line) => this.journal.push(line),
    };
  }

  start(): this {
    this.session.start();
    return this;
  }

  do(intent: Intent, origin: IntentOrigin = 'operator'): this {
    this.session.dispatch(intent, origin);
    return this;
  }

  /** Lets time pass: ticks of 125 ms, readings of 250 ms. */
  wait(ms: number): this {
    const endMs = this.driver.clockMs + ms;
    while (this.driver.clockMs < endMs) {
      this.driver.clockMs += 125;
      this.session.tick();
      if (this.driver.clockMs - this.#readMs >= 250) this.#read();
    }
    return this;
  }

  /** The fleet reports that it has stopped, after its last reading. */
  stop(): this {
    this.#read();
    this.session.onReport({kind: 'stopped', atMs: this.driver.clockMs});
    return this;
  }

  view(): SessionView {
    const update = this.session.takeUpdate();
    this.events.push(...update.events);
    return update.view;
  }

  texts(): string[] {
    this.view();
    return this.events.map((event) => event.text);
  }

  #read(): void {
    const endMs = this.driver.clockMs;
    const rate = this.driver.rate();
    const {busyVus = 5, dropped = 0, queued = 0, agesUs = []} = this.traffic;
    const vus = rate === null ? this.driver.vus() : busyVus;
    const {requests, latencyUs, changes, generator = healthy, workersAlive = 2} = this.traffic;
    const latencies = Array.from({length: vus === 0 || rate === 0 ? 0 : requests}, (_, index) => latencyUs + index);
    const own = latencies.length === 0 ? [] : [nameMetrics(0, latencies, changes)];
    const names = vus === 0 ? [] : (this.traffic.names ?? own);
    const arrivals = Math.round(((rate ?? 0) * (endMs - this.#readMs)) / 1000);
    const arrivalsDropped = Math.min(dropped, arrivals);
    const arrivalsStarted = arrivals - arrivalsDropped;
    const sendLag = durationOf(Array.from({length: arrivalsStarted}, () => 200));
    const metrics = metricsOf(names, {
      arrivals,
      arrivalsStarted,
      arrivalsDropped,
      ...(rate !== null && {sendLag}),
      ...this.traffic.metrics,
    });
    const appliedRevision = this.driver.commands.at(-1)?.revision ?? 0;
    this.session.onReport(
      intervalReport(this.#readMs, endMs, metrics, {
        vus,
        inFlight: Math.max(vus, agesUs.length - queued),
        generator,
        appliedRevision,
        workersAlive,
        inFlightAges: sparseOf(agesUs),
        queued,
        ...this.traffic.gauges,
      }),
    );
    this.#readMs = endMs;
  }
}
