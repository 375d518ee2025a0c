import type {ComparisonAlign, LoadCurvePoint, RunComparison} from '../domain/comparison.ts';
import type {ReportFormat} from '../domain/report-format.ts';
import type {EndpointRecord} from '../domain/endpoint-figures.ts';
import {describeError} from '../domain/errors.ts';
import {formatNumber} from '../domain/format.ts';
import type {Profile} from '../domain/profile.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import {decodeHdr} from '../metrics/hdr-codec.ts';
import type {SparseHistogram} from '../metrics/histogram.ts';
import {baselineRequest} from './baseline-comparison.ts';
import type {SnapshotListing} from '../domain/snapshot-listing.ts';
import {printLoad} from './print-load.ts';
import type {EventKind, Notice} from './view.ts';

/** What the session has done for it outside: files. Each may reject; nothing is lost then but the file. */
export interface SessionEffects {
  /** Resolves with the path that was written. */
  saveSnapshot(snapshot: Snapshot): Promise<{readonly file: string}>;
  /** `secrets`: what was written as `${env:NAME}` in place of its literal value, `headers.authorization as NAME`. */
  savePreset(profile: Profile): Promise<{readonly file: string; readonly secrets: readonly string[]}>;
  /** Remembers the choice; null: none. */
  chooseBaseline(file: string | null): Promise<ChosenBaseline | null>;
  listSnapshots(): Promise<readonly SnapshotListing[]>;
  readSnapshot(file: string): Promise<Snapshot>;
  /** Null: not known. */
  fileBytes(file: string): Promise<number | null>;
  /** Resolves with the path it has from now on. */
  editSnapshot(file: string, name: string, note: string | null): Promise<{readonly file: string}>;
  deleteSnapshot(file: string): Promise<void>;
  /** Resolves with the path that was written. */
  exportSnapshot(file: string, format: ReportFormat): Promise<{readonly file: string}>;
  /** View 2's table, as a file that people calculate with; resolves with the path that was written. */
  exportEndpoints(name: string, rows: readonly EndpointRecord[]): Promise<{readonly file: string}>;
  /** The drive's recording is known by this name from now on; resolves with the path it has then. */
  nameRecording(name: string): Promise<{readonly file: string}>;
  /** On another thread: its counts take a while to be read. */
  loadCurve(snapshot: Snapshot): Promise<readonly LoadCurvePoint[]>;
  /** On another thread: takes up to half a second. */
  compare(now: Snapshot, before: Snapshot, align: ComparisonAlign, confidence: number): Promise<RunComparison>;
}

export interface ChosenBaseline {
  readonly file: string;
  readonly snapshot: Snapshot;
}

export interface LoadedBaseline extends ChosenBaseline {
  /** Null where the histogram of all requests cannot be read. */
  readonly total: SparseHistogram | null;
  /** Its figures by load; empty until they have been read. */
  readonly curve: readonly LoadCurvePoint[];
}

export interface SessionFiles {
  readonly baseline: LoadedBaseline | null;
  readonly snapshots: readonly SnapshotListing[];
  /** The folder has been read, if only once. */
  readonly listed: boolean;
  /** Paths written so far. */
  readonly saved: readonly string[];
  /** Why what a flag asked for was not written. */
  readonly notWritten: readonly string[];
  /** Effects under way. */
  readonly pending: number;
  /** `asked`: by a flag; its failure is kept in `notWritten`. */
  saveSnapshot(snapshot: Snapshot, asked?: boolean): void;
  savePreset(profile: Profile): void;
  chooseBaseline(file: string | null): void;
  listSnapshots(): void;
  /** Gives it another name and note. */
  editSnapshot(file: string, name: string, note: string | null, done: () => void): void;
  /** Refused for the baseline. */
  deleteSnapshot(file: string, done: () => void): void;
  exportSnapshot(file: string, format: ReportFormat): void;
  exportEndpoints(name: string, rows: readonly EndpointRecord[]): void;
  nameRecording(name: string): void;
  /** Runs an effect to its end; a failure is told as `what: why`. */
  run<Result>(
    what: string,
    effect: () => Promise<Result>,
    done: (result: Result) => void,
    failed?: (text: string) => void,
  ): void;
  /** What a flag asked for could not be done. */
  noteMissing(text: string): void;
}

export interface FilesHooks {
  tell(kind: EventKind, text: string, mark: string): void;
  say(text: string, tone: Notice['tone']): void;
  /** The baseline is another one. */
  baselineChanged(): void;
}

export function createSessionFiles(
  effects: SessionEffects,
  initialBaseline: ChosenBaseline | null,
  hooks: FilesHooks,
): SessionFiles {
  let baseline: LoadedBaseline | null = null;
  let snapshots: readonly SnapshotListing[] = [];
  let listed = false;
  let pending = 0;
  const saved: string[] = [];
  const notWritten: string[] = [];

  /** Runs an effect to its end; its failure is told and changes nothing. */
  async function settle<Result>(
    what: string,
    effect: Promise<Result>,
    done: (result: Result) => void,
    failed: (text: string) => void,
  ): Promise<void> {
    try {
      done(await effect);
    } catch (error) {
      const text = `${what}: ${describeError(error)}`;
      hooks.say(text, 'over');
      hooks.tell('failure', text, '');
      failed(text);
    } finally {
      pending--;
    }
  }

  function run<Result>(
    what: string,
    effect: () => Promise<Result>,
    done: (result: Result) => void,
    failed: (text: string) => void = () => {},
  ): void {
    pending++;
    // Wrapped, so that an effect that throws at once is told like one that rejects.
    void settle(what, (async () => effect())(), done, failed);
  }

  function exported({file}: {readonly file: string}): void {
    saved.push(file);
    hooks.tell('info', `exported: ${file}`, '');
    hooks.say(`exported: ${file}`, 'good');
  }

  function listSnapshots(): void {
    run(
      'snapshots not listed',
      () => effects.listSnapshots(),
      (listing) => {
        snapshots = listing;
        listed = true;
      },
    );
  }

  function useBaseline(chosen: ChosenBaseline | null): void {
    baseline = chosen === null ? null : load(chosen);
    if (chosen !== null) void readCurve(chosen.snapshot);
  }

  /** Nobody waits for it: figures are compared with the window's until it is there. */
  async function readCurve(snapshot: Snapshot): Promise<void> {
    try {
      const curve = await effects.loadCurve(snapshot);
      // Another one may have been chosen meanwhile; a name may have been changed.
      if (baseline?.snapshot.cells === snapshot.cells) baseline = {...baseline, curve};
    } catch (error) {
      hooks.tell('failure', `baseline not read by load: ${describeError(error)}`, '');
    }
  }

  useBaseline(initialBaseline);

  return {
    get baseline() {
      return baseline;
    },
    get snapshots() {
      return snapshots;
    },
    get listed() {
      return listed;
    },
    get pending() {
      return pending;
    },
    saved,
    notWritten,
    listSnapshots,
    run,
    noteMissing: (text) => notWritten.push(text),
    editSnapshot(file, name, note, done) {
      run(
        `snapshot "${name}" not changed`,
        () => effects.editSnapshot(file, name, note),
        (written) => {
          if (baseline?.file === file) {
            baseline = {...baseline, file: written.file, snapshot: {...baseline.snapshot, name, note}};
          }
          hooks.say(`snapshot "${name}" saved: ${written.file}`, 'good');
          listSnapshots();
          done();
        },
      );
    },
    deleteSnapshot(file, done) {
      if (baseline?.file === file) {
        return hooks.say('the baseline is not deleted: choose another one first (B)', 'near');
      }
      run(
        `${file} not deleted`,
        () => effects.deleteSnapshot(file),
        () => {
          hooks.tell('snapshot', `snapshot deleted: ${file}`, '');
          hooks.say(`snapshot deleted: ${file}`, 'plain');
          listSnapshots();
          done();
        },
      );
    },
    exportSnapshot(file, format) {
      run(`${file} not exported`, () => effects.exportSnapshot(file, format), exported);
    },
    exportEndpoints(name, rows) {
      run('endpoints not exported', () => effects.exportEndpoints(name, rows), exported);
    },
    nameRecording(name) {
      run(
        `recording not named "${name}"`,
        () => effects.nameRecording(name),
        ({file}) => {
          hooks.tell('info', `recording named "${name}": ${file}`, '');
          hooks.say(`recording named "${name}": ${file}`, 'good');
        },
      );
    },
    saveSnapshot(snapshot, asked = false) {
      const {name, window, requests} = snapshot;
      run(
        `snapshot "${name}" not saved`,
        () => effects.saveSnapshot(snapshot),
        ({file}) => {
          saved.push(file);
          const samples = countText(requests[0]?.latencyUs?.samples ?? 0);
          const length = `${Math.round(window.seconds)}s ${window.scope === 'run' ? 'run' : 'window'}`;
          hooks.tell('snapshot', `snapshot "${name}" saved (${length}, ${samples} samples): ${file}`, '◉');
          hooks.say(`◉ snapshot "${name}" saved: ${file}`, 'good');
          listSnapshots();
        },
        (text) => {
          if (asked) notWritten.push(text);
        },
      );
    },
    savePreset(profile) {
      run(
        `preset "${profile.name}" not saved`,
        () => effects.savePreset(profile),
        ({file, secrets}) => {
          saved.push(file);
          const hidden = secrets.length === 0 ? '' : ` (from the environment: ${secrets.join(', ')})`;
          hooks.tell('info', `preset "${profile.name}" saved: ${file}${hidden}`, '');
          hooks.say(`preset "${profile.name}" saved: ${file}${hidden}`, 'good');
        },
      );
    },
    chooseBaseline(file) {
      run(
        'baseline not changed',
        () => effects.chooseBaseline(file),
        (chosen) => {
          useBaseline(chosen);
          hooks.baselineChanged();
          const text = chosen === null ? 'baseline: none' : `baseline: ${describeBaseline(chosen.snapshot)}`;
          hooks.tell('info', text, '');
          hooks.say(text, 'plain');
        },
      );
    },
  };
}

function countText(count: number): string {
  return count < 10_000 ? String(count) : formatNumber(count);
}

function load(chosen: ChosenBaseline): LoadedBaseline {
  try {
    return {...chosen, curve: [], total: decodeHdr(baselineRequest(chosen.snapshot, null)?.histogram ?? '')};
  } catch {
    // A damaged histogram takes away its bars in the panel, not the comparison of the percentiles beside it.
    return {...chosen, curve: [], total: null};
  }
}

function describeBaseline(snapshot: Snapshot): string {
  const rate = baselineRequest(snapshot, null)?.requestsPerSecond;
  return `"${snapshot.name}" (${describeLoad(snapshot)}, ${rate === undefined ? '--' : formatNumber(rate)} req/s)`;
}

/** Means: VUs are whole from one on. */
function describeLoad({load: {model, vus, rate}}: Snapshot): string {
  if (model === 'open') return printLoad(rate ?? Number.NaN, model);
  return vus >= 1 ? printLoad(vus, model) : `${formatNumber(vus)} VUs`;
}
