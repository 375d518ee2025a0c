import type {Profile} from '../domain/profile.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import type {EventLog} from './event-log.ts';
import type {Intent, SnapshotScope} from './intent.ts';
import type {SessionComparison} from './session-comparison.ts';
import type {LoadedBaseline, SessionFiles} from './session-files.ts';
import {isSnapsIntent, type SessionSnaps} from './session-snaps.ts';
import {freeName} from './snapshot-name.ts';
import type {ViewIntents} from './view-intents.ts';

/** Intents that are not about load: marks, snapshots, baselines, comparisons, presets. */
export interface OtherIntents {
  take(intent: Intent): void;
  /** The baseline that figures are compared with now; null: none, or hidden. */
  readonly shownBaseline: LoadedBaseline | null;
  readonly baselineShown: boolean;
  showBaseline(): void;
}

export function createOtherIntents(parts: {
  readonly log: Pick<EventLog, 'say' | 'tell'>;
  files(): SessionFiles;
  snapshot(scope: SnapshotScope, name: string, note: string | null): Snapshot;
  /** For a snapshot nobody gave a name. */
  defaultName(scope: SnapshotScope): string;
  /** The profile as it is being driven. */
  preset(name: string): Profile;
  comparison(): Pick<SessionComparison, 'open' | 'close'>;
  snaps(): Pick<SessionSnaps, 'take'>;
  viewIntents(): ViewIntents;
  /** What is compared changed. */
  onBaseline(): void;
}): OtherIntents {
  const {log} = parts;
  const given = new Set<string>();
  let marks = 0;
  let shown = true;

  function mark(text: string | null): void {
    marks++;
    log.tell('mark', text ?? `mark ${marks}`, (text ?? `m${marks}`).slice(0, 9));
    log.say(text === null ? `mark ${marks}` : `mark: ${text}`, 'plain');
  }

  function toggleBaseline(): void {
    const {baseline} = parts.files();
    if (baseline === null) return log.say('no baseline: c takes a snapshot, B chooses one', 'plain');
    shown = !shown;
    parts.onBaseline();
    log.say(`baseline "${baseline.snapshot.name}" ${shown ? 'shown' : 'hidden'}`, 'plain');
  }

  function takeSnapshot({scope, name, note}: Extract<Intent, {kind: 'snapshot'}>): void {
    const refusal = parts.viewIntents().nothingIn(scope);
    if (refusal !== null) return log.say(refusal, 'near');
    const own = name ?? ownName(scope);
    given.add(own);
    parts.files().saveSnapshot(parts.snapshot(scope, own, note));
  }

  /** Where nobody gave one; those on their way into a file are not listed yet. */
  function ownName(scope: SnapshotScope): string {
    const listed = parts.files().snapshots.map((one) => one.name);
    return freeName(parts.defaultName(scope), new Set([...given, ...listed]));
  }

  return {
    take(intent) {
      const files = parts.files();
      if (intent.kind === 'snapshot') {
        takeSnapshot(intent);
      } else if (intent.kind === 'mark') mark(intent.text);
      else if (intent.kind === 'baseline-toggle') toggleBaseline();
      else if (intent.kind === 'baseline-choose') files.chooseBaseline(intent.file);
      else if (intent.kind === 'list-snapshots') files.listSnapshots();
      else if (intent.kind === 'compare') parts.comparison().open(intent);
      else if (intent.kind === 'compare-close') parts.comparison().close();
      else if (isSnapsIntent(intent)) parts.snaps().take(intent);
      else if (intent.kind === 'look') parts.viewIntents().look.ask(intent.request);
      else if (intent.kind === 'fresh-window') parts.viewIntents().freshen();
      else if (intent.kind === 'endpoints-export') parts.viewIntents().exportEndpoints();
      else if (intent.kind === 'name-recording') files.nameRecording(intent.name);
      else if (intent.kind === 'save-preset') files.savePreset(parts.preset(intent.name));
    },
    get shownBaseline() {
      return shown ? parts.files().baseline : null;
    },
    get baselineShown() {
      return shown;
    },
    showBaseline() {
      shown = true;
    },
  };
}
