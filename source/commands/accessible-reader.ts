import type {SessionEvent, SessionView} from '../session/view.ts';
import type {ScreenState, SessionMirror} from '../tui/ui-state.ts';
import {dialogLines} from './accessible-dialog.ts';
import {accessibleEvent, accessibleLoad, accessibleSummary, lineOf} from './accessible-lines.ts';
import {lookedRow} from '../tui/panels/endpoint-rows.ts';
import {eventRow, shownEvents} from '../tui/panels/event-rows.ts';
import {cursorLine, endpointLine, snapshotLine, viewLines} from './accessible-views.ts';
import {sentence, spoken} from './accessible-words.ts';

/** A screen reader has to get to the end of a line before the next one. */
const loadEveryMs = 10_000;
/** After a change, when its figures have come to be. */
const soonestMs = 2000;
/** The event that belongs to a notice is there by then. */
const eventComesMs = 400;

/** Says what has changed, once, in lines. Without a change it says nothing. */
export class AccessibleReader {
  #screen: ScreenState | null = null;
  #lastEvent: SessionEvent | null = null;
  #question: string | null = null;
  #notice: string | null = null;
  #owedNotice: {readonly text: string; readonly atMs: number} | null = null;
  #dialog: readonly string[] = [];
  #comparisonIsOwed = false;
  #studyIsOwed = false;
  #state = '';
  #loadAtMs = 0;
  #figures = '';
  #p95Us: number | null = null;

  /** @returns the lines that the newest state is worth */
  read(mirror: SessionMirror, screen: ScreenState): readonly string[] {
    const {view} = mirror;
    const lines = [
      ...this.#events(mirror),
      ...this.#questions(view),
      ...this.#views(mirror, screen),
      ...this.#dialogs(mirror, screen),
      ...this.#selections(mirror, screen),
      ...this.#hints(screen),
    ];
    lines.push(...this.#notices(view, lines.length > 0), ...this.#load(view));
    this.#screen = screen;
    return lines;
  }

  /** Everything, asked for. */
  summary({view}: SessionMirror): string {
    this.#remember(view);
    return accessibleSummary(view);
  }

  #events({events}: SessionMirror): string[] {
    const last = this.#lastEvent;
    const from = last === null ? 0 : events.lastIndexOf(last) + 1;
    const isAnew = last !== null && from === 0;
    this.#lastEvent = events.at(-1) ?? last;
    // A recording that went back in time has other events; those before this moment are no news.
    const fresh = isAnew ? events.filter(({atMs}) => atMs > last.atMs) : events.slice(from);
    return fresh.map(accessibleEvent);
  }

  #questions({question, elapsedMs}: SessionView): string[] {
    const text = question?.text ?? null;
    const isNew = text !== null && text !== this.#question;
    this.#question = text;
    return isNew ? [lineOf(elapsedMs, [`question. ${spoken(text)}`, 'y is yes, any other answer is no'])] : [];
  }

  /** What an event says as well, which may come with the next update, is not said twice. */
  #notices({notice, elapsedMs}: SessionView, isTold: boolean): string[] {
    const key = notice === null ? null : `${notice.untilMs} ${notice.text}`;
    if (key !== this.#notice) this.#owedNotice = notice === null ? null : {text: notice.text, atMs: elapsedMs};
    this.#notice = key;
    if (isTold) this.#owedNotice = null;
    const owed = this.#owedNotice;
    if (owed === null || Math.abs(elapsedMs - owed.atMs) < eventComesMs) return [];
    this.#owedNotice = null;
    return [lineOf(elapsedMs, [spoken(owed.text)])];
  }

  /** Of what is being typed nothing: it would be said of each letter. */
  #hints({hint, prompt}: ScreenState): string[] {
    const isNew = hint !== null && hint.text !== this.#screen?.hint?.text && prompt === null;
    return isNew ? [spoken(hint.text)] : [];
  }

  #views(mirror: SessionMirror, screen: ScreenState): readonly string[] {
    const {view} = mirror;
    const {comparison, notCompared = null, baseline} = view;
    const isOpened = this.#screen !== null && this.#screen.view !== screen.view;
    if (isOpened || screen.view !== 'compare') this.#comparisonIsOwed = false;
    if (isOpened && screen.view === 'compare' && baseline !== null) this.#comparisonIsOwed = true;
    if (this.#comparisonIsOwed) {
      if (notCompared === null && (comparison === null || comparison.stale)) return [];
      this.#comparisonIsOwed = false;
      return viewLines('compare', mirror, screen);
    }
    if (isOpened) this.#studyIsOwed = screen.view === 'study';
    if (this.#studyIsOwed) {
      // A search that was just asked for is there with a later update.
      if (view.study === null) return [];
      this.#studyIsOwed = false;
      return viewLines('study', mirror, screen);
    }
    if (!isOpened) return [];
    if (screen.view === 'drive') return [lineOf(view.elapsedMs, ['drive'])];
    return viewLines(screen.view, mirror, screen);
  }

  /** A dialog as it opens, afterwards the lines that have changed: where the cursor is, before others. */
  #dialogs(mirror: SessionMirror, screen: ScreenState): readonly string[] {
    const before = this.#dialog;
    // What is open says its figures once, not with every update.
    if (screen.overlay === this.#screen?.overlay && this.#screen !== null) return [];
    this.#dialog = dialogLines(mirror, screen);
    if (before.length === 0 || screen.overlay?.kind === 'help') return this.#dialog;
    const changed = this.#dialog.filter((line) => !before.includes(line));
    const selected = changed.filter((line) => line.startsWith('selected: '));
    return selected.length > 0 ? selected : changed;
  }

  #selections(mirror: SessionMirror, screen: ScreenState): string[] {
    const {view} = mirror;
    const before = this.#screen;
    if (before === null || before.view !== screen.view) return [];
    const lines: string[] = [...movedEvent(mirror, screen, before), ...movedCursor(mirror, screen, before)];
    if (screen.latency.name !== before.latency.name) lines.push(...viewLines('latency', mirror, screen));
    const {selected, all} = screen.endpoints;
    if (selected !== before.endpoints.selected || all !== before.endpoints.all) {
      const row = lookedRow(view, screen.endpoints);
      if (row !== null) lines.push(endpointLine(row));
    }
    if (screen.snaps.selected !== before.snaps.selected) {
      const row = view.snapshots.find(({file}) => file === screen.snaps.selected);
      if (row !== undefined) lines.push(snapshotLine(row));
    }
    return lines;
  }

  /** At most every ten seconds, sooner where the run's state has changed, and only where a figure has. */
  #load(view: SessionView): string[] {
    const state = stateOf(view);
    const sinceMs = view.elapsedMs - this.#loadAtMs;
    const isDue = sinceMs >= loadEveryMs || sinceMs < 0 || (state !== this.#state && sinceMs >= soonestMs);
    if (!isDue || view.window.requestsPerSecond === null) return [];
    const line = accessibleLoad(view, this.#p95Us);
    const figures = figuresOf(view);
    if (state === this.#state && figures === this.#figures) return [];
    this.#remember(view);
    return [line];
  }

  #remember(view: SessionView): void {
    this.#state = stateOf(view);
    this.#figures = figuresOf(view);
    this.#loadAtMs = view.elapsedMs;
    this.#p95Us = view.window.p95?.us ?? null;
  }
}

/** The event under the cursor of view 7, once that has moved or other events are let through. */
function movedEvent({events}: SessionMirror, {events: now}: ScreenState, {events: before}: ScreenState): string[] {
  const isOtherwise = now.kinds !== before.kinds || now.filter !== before.filter;
  const hasMoved = now.selected?.atMs !== before.selected?.atMs || now.selected?.text !== before.selected?.text;
  if (!hasMoved && !isOtherwise) return [];
  const rows = shownEvents(events, now);
  const event = rows[eventRow(rows, now)];
  const which = now.kinds === 'all' ? 'events' : now.kinds;
  return [
    ...(isOtherwise ? [sentence(rows.length === 0 ? `no ${which}` : `${which}, ${rows.length}`)] : []),
    ...(event === undefined ? [] : [accessibleEvent(event)]),
  ];
}

/** The inspect cursor of views 1 and 3. */
function movedCursor(mirror: SessionMirror, {cursor}: ScreenState, {cursor: before}: ScreenState): string[] {
  if (cursor?.atS === before?.atS && cursor?.anchorS === before?.anchorS) return [];
  return [cursor === null ? lineOf(mirror.view.elapsedMs, ['back to now']) : cursorLine(mirror, cursor)];
}

/** What a listener waits for: the phase, limits, and whether the figures can be trusted. */
function stateOf({phase, slos, validity}: SessionView): string {
  const limits = slos.map(({state}) => (state === 'over' ? 'over' : 'ok')).join();
  return [phase, limits, validity?.verdict].join(' ');
}

/** Rounded as they are heard: the last digit alone is no news. */
function figuresOf({load, window}: SessionView): string {
  return [
    load.activeVus,
    load.targetLevel,
    rounded(window.p95?.us),
    rounded(window.requestsPerSecond),
    rounded(window.errorShare),
  ].join(' ');
}

function rounded(value: number | null | undefined): string {
  return value == null ? '-' : value.toPrecision(2);
}
