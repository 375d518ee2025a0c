import type {LookRequest, LookView} from './look.ts';

/** What one screen looks at more closely: made anew once a second, and only while it is asked for. */
export interface SessionLook {
  /** Null: nothing any more. */
  ask(request: LookRequest | null): void;
  /** For an update: absent where it is as at the last take (unless `full`). */
  take(full: boolean): {readonly look?: LookView | null};
  /** Nobody looks any more. */
  close(): void;
}

/** The looks of all screens: each has its own. */
export interface SessionLooks {
  open(): SessionLook;
  /** What they are made of has changed. */
  changed(): void;
}

interface Asked {
  wanted: LookRequest | null;
  /** It is to be made anew. */
  outdated: boolean;
}

/** @param build makes it; null: there is no such request */
export function createSessionLooks(build: (request: LookRequest) => LookView | null): SessionLooks {
  const open = new Set<Asked>();

  function openLook(): SessionLook {
    const asked: Asked = {wanted: null, outdated: false};
    let made: LookView | null = null;
    /** It was not taken as it is. */
    let fresh = false;
    open.add(asked);
    return {
      ask(request) {
        asked.wanted = request;
        asked.outdated = true;
      },
      take(full) {
        if (asked.outdated) {
          made = asked.wanted === null ? null : build(asked.wanted);
          asked.outdated = false;
          fresh = true;
        }
        if (!fresh && !full) return {};
        fresh = false;
        return {look: made};
      },
      close() {
        open.delete(asked);
      },
    };
  }

  return {
    open: openLook,
    changed() {
      for (const asked of open) asked.outdated ||= asked.wanted !== null;
    },
  };
}
