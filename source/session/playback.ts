import type {Drive, DriveSecond} from '../domain/drive.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import {cellOfSecond} from '../metrics/file-cell.ts';
import {buildLook} from './build-look.ts';
import type {Intent} from './intent.ts';
import {createLookColumns} from './look-columns.ts';
import type {LookRequest, LookView} from './look.ts';
import {createPlaybackColumns} from './playback-columns.ts';
import {createPlaybackFeed, type PlaybackMoment} from './playback-feed.ts';
import {createPlaybackValidity} from './playback-validity.ts';
import {buildPlaybackView, playbackEvents} from './playback-view.ts';
import type {SessionView, ViewUpdate} from './view.ts';

/** What is played: a drive's file, or a snapshot with the seconds it holds. */
export interface Recording {
  readonly file: string;
  readonly kind: 'drive' | 'snapshot';
  readonly snapshot: Snapshot;
  /** Null: it is a snapshot. */
  readonly drive: Drive | null;
}

/** A recording shown as it was when it happened, at any moment of it. Nothing is sent. */
export interface Playback {
  dispatch(intent: Intent): void;
  /** Time goes on where it plays. */
  tick(): void;
  /** The picture at the present moment, whole; null: as it was at the last take. */
  takeUpdate(): ViewUpdate | null;
}

/**
 * Begins at the recording's end, stopped.
 * @param clockMs any monotonic clock: one second of it plays one second
 */
export function createPlayback(recording: Recording, clockMs: () => number): Playback {
  const seconds = recording.drive?.seconds ?? secondsOf(recording.snapshot);
  const cells = seconds.map(lazily);
  const feed = createPlaybackFeed(recording, seconds, cells);
  const validity = createPlaybackValidity(recording);
  const columns = createPlaybackColumns(cells, feed.names, (ms) => validity.isDoubtful(ms));
  const events = playbackEvents(recording);
  const lookColumns = createLookColumns((ms) => validity.isDoubtful(ms));
  const last = seconds.at(-1);
  const endMs = last === undefined ? 0 : last.cell.atMs + last.cell.seconds * 1000;
  let atMs = endMs;
  /** When it was last moved on; null: it is stopped. */
  let playingSinceMs: number | null = null;
  let leaving = false;
  let notice: string | null = null;
  let changed = true;
  let looked: LookRequest | null = null;

  function moveTo(ms: number): void {
    const next = Math.max(0, Math.min(endMs, ms));
    changed ||= next !== atMs;
    atMs = next;
    if (next === endMs) playingSinceMs = null;
  }

  function togglePlay(): void {
    if (playingSinceMs !== null) {
      playingSinceMs = null;
      return;
    }
    if (atMs === endMs) moveTo(0);
    playingSinceMs = clockMs();
  }

  /** As it stood then; null: nothing is looked at. */
  function lookAt(count: number, moment: PlaybackMoment, view: SessionView): LookView | null {
    if (looked === null) return null;
    return buildLook(looked, {
      requestNames: moment.requests.map(({name}) => name),
      columns: lookColumns,
      cells: {length: count, cell: (at) => cells[at]!()},
      window: moment.window,
      total: view.window,
      endpoints: view.endpoints,
      ages: null,
      baseline: null,
      thresholds: moment.thresholds,
      errorSamples: recording.snapshot.errorSamples.filter((sample) => sample.atMs <= atMs),
      alerts: (name) => moment.alertHistory.of(name),
    });
  }

  return {
    dispatch(intent) {
      changed = true;
      if (intent.kind === 'look') {
        looked = intent.request;
        return;
      }
      notice = null;
      if (intent.kind === 'scrub') moveTo(atMs + intent.byMs);
      else if (intent.kind === 'play') togglePlay();
      else if (intent.kind === 'finish' || intent.kind === 'emergency-stop') leaving = true;
      else notice = noticeOf(intent);
    },
    tick() {
      if (playingSinceMs === null) return;
      const nowMs = clockMs();
      const passedMs = nowMs - playingSinceMs;
      playingSinceMs = nowMs;
      moveTo(atMs + passedMs);
    },
    takeUpdate() {
      if (!changed) return null;
      changed = false;
      const count = countUpTo(seconds, atMs);
      const playback = {
        file: recording.file,
        kind: recording.kind,
        atMs,
        endMs,
        playing: playingSinceMs !== null,
      };
      const moment = feed.at(count);
      const view = buildPlaybackView(recording, moment, {
        playback,
        notice,
        finished: leaving,
        validity: validity.at(atMs, atMs === endMs),
      });
      return {
        kind: 'view',
        whole: true,
        view,
        look: lookAt(count, moment, view),
        columns: columns.upTo(count),
        events: events.filter((event) => event.atMs <= atMs),
      };
    },
  };
}

/** What views ask for by themselves, and what needs no answer. */
const unanswered: ReadonlySet<Intent['kind']> = new Set<Intent['kind']>([
  'compare-close',
  'list-snapshots',
  'snapshot-preview',
  'answer',
]);

function noticeOf({kind}: Intent): string | null {
  if (kind === 'endpoints-export') return 'a recording is exported from the shell: perftui report';
  if (kind === 'compare') return 'a recording is compared from the shell: perftui compare';
  return unanswered.has(kind) ? null : 'this is a recording: nothing is sent';
}

/** Seconds that are over at that moment. */
function countUpTo(seconds: readonly DriveSecond[], atMs: number): number {
  let low = 0;
  let high = seconds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const {cell} = seconds[middle]!;
    if (cell.atMs + cell.seconds * 1000 <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A long drive has thousands of cells: each is decoded once, when it is first looked at. */
function lazily(second: DriveSecond): () => ReturnType<typeof cellOfSecond> {
  let cell: ReturnType<typeof cellOfSecond> | null = null;
  return () => (cell ??= cellOfSecond(second));
}

function secondsOf({cells, hostSeries}: Snapshot): readonly DriveSecond[] {
  const hosts = new Map(hostSeries.map((point) => [point.atMs, point]));
  return cells.map((cell) => ({kind: 'second', cell, host: hosts.get(cell.atMs) ?? unknownHost(cell.atMs)}));
}

function unknownHost(atMs: number): DriveSecond['host'] {
  const unknown = null;
  return {
    atMs,
    cpu: unknown,
    loopDelayMs: unknown,
    rssBytes: unknown,
    memoryUsedBytes: unknown,
    netRxBytesPerSecond: unknown,
    netTxBytesPerSecond: unknown,
  };
}
