import type {SessionJournal} from './session-journal.ts';
import type {EventKind, Notice, SessionEvent} from './view.ts';

const eventsKept = 2000;
const noticeMs = 4000;

/** What has been told so far, and what is being said now. */
export interface EventLog {
  /** The newest, oldest first. */
  readonly events: readonly SessionEvent[];
  record(added: readonly SessionEvent[]): void;
  tell(kind: EventKind, text: string, mark: string): void;
  say(text: string, tone: Notice['tone']): void;
  /** Both. */
  announce(kind: EventKind, text: string, tone: Notice['tone']): void;
  /** Takes the place of what is being said. */
  setNotice(notice: Notice): void;
  noticeAt(nowMs: number): Notice | null;
  /** Those since the last take. */
  takeFresh(): readonly SessionEvent[];
}

/** @param nowMs the run clock */
export function createEventLog(journal: SessionJournal, nowMs: () => number): EventLog {
  let events: SessionEvent[] = [];
  let fresh: SessionEvent[] = [];
  let notice: Notice | null = null;

  function record(added: readonly SessionEvent[]): void {
    if (added.length === 0) return;
    for (const {atMs, kind, text, mark} of added) {
      journal.record({kind: 'event', atMs: Math.round(atMs), event: kind, text, ...(mark !== '' && {mark})});
    }
    events = [...events, ...added].slice(-eventsKept);
    fresh.push(...added);
  }

  function tell(kind: EventKind, text: string, mark: string): void {
    record([{atMs: nowMs(), kind, text, mark}]);
  }

  function say(text: string, tone: Notice['tone']): void {
    notice = {text, tone, untilMs: nowMs() + noticeMs};
  }

  return {
    get events() {
      return events;
    },
    record,
    tell,
    say,
    announce(kind, text, tone) {
      tell(kind, text, '');
      say(text, tone);
    },
    setNotice(said) {
      notice = said;
    },
    noticeAt: (atMs) => (notice !== null && atMs < notice.untilMs ? notice : null),
    takeFresh() {
      const taken = fresh;
      fresh = [];
      return taken;
    },
  };
}
