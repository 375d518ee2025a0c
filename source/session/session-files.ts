import {describeError} from '../domain/errors.ts';
import {formatNumber} from '../domain/format.ts';
import type {Profile} from '../domain/profile.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import {decodeHdr} from '../metrics/hdr-codec.ts';
import type {SparseHistogram} from '../metrics/histogram.ts';
import {baselineRequest} from './baseline-comparison.ts';
import type {EventKind, Notice, SnapshotListing} from './view.ts';

/** What the session has done for it outside: files. Each may reject; nothing is lost then but the file. */
export interface SessionEffects {
  /** Resolves with the path that was written. */
  saveSnapshot(snapshot: Snapshot): Promise<{readonly file: string}>;
  /** `secrets`: what was written as `${env:NAME}` in place of its literal value, `headers.authorization as NAME`. */
  savePreset(profile: Profile): Promise<{readonly file: string; readonly secrets: readonly string[]}>;
  /** Remembers the choice; null: none. */
  chooseBaseline(file: string | null): Promise<ChosenBaseline | null>;
  listSnapshots(): Promise<readonly SnapshotListing[]>;
}

export interface ChosenBaseline {
  readonly file: string;
  readonly snapshot: Snapshot;
}

/** The baseline with its total histogram read; null where that cannot be. */
export interface LoadedBaseline extends ChosenBaseline {
  readonly total: SparseHistogram | null;
}

export interface SessionFiles {
  readonly baseline: LoadedBaseline | null;
  readonly snapshots: readonly SnapshotListing[];
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
  let baseline = initialBaseline === null ? null : load(initialBaseline);
  let snapshots: readonly SnapshotListing[] = [];
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

  function listSnapshots(): void {
    run(
      'snapshots not listed',
      () => effects.listSnapshots(),
      (listing) => {
        snapshots = listing;
      },
    );
  }

  return {
    get baseline() {
      return baseline;
    },
    get snapshots() {
      return snapshots;
    },
    get pending() {
      return pending;
    },
    saved,
    notWritten,
    listSnapshots,
    saveSnapshot(snapshot, asked = false) {
      const {name, window, requests} = snapshot;
      run(
        `snapshot "${name}" not saved`,
        () => effects.saveSnapshot(snapshot),
        ({file}) => {
          saved.push(file);
          const samples = formatNumber(requests[0]?.latencyUs?.samples ?? 0);
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
          baseline = chosen === null ? null : load(chosen);
          hooks.baselineChanged();
          const text = chosen === null ? 'baseline: none' : `baseline: ${describeBaseline(chosen.snapshot)}`;
          hooks.tell('info', text, '');
          hooks.say(text, 'plain');
        },
      );
    },
  };
}

function load(chosen: ChosenBaseline): LoadedBaseline {
  try {
    return {...chosen, total: decodeHdr(baselineRequest(chosen.snapshot, null)?.histogram ?? '')};
  } catch {
    // A damaged histogram takes away its bars in the panel, not the comparison of the percentiles beside it.
    return {...chosen, total: null};
  }
}

function describeBaseline(snapshot: Snapshot): string {
  const rate = baselineRequest(snapshot, null)?.requestsPerSecond;
  const {vus} = snapshot.load;
  return `"${snapshot.name}" (${formatNumber(vus)} ${vus === 1 ? 'VU' : 'VUs'}, ${rate === undefined ? '--' : formatNumber(rate)} req/s)`;
}
