import type {LookRequest} from '../session/look.ts';
import type {SessionLook} from '../session/session-look.ts';
import type {Session} from '../session/session.ts';
import type {SessionView, ViewUpdate} from '../session/view.ts';
import {mergeUpdates} from './merge-updates.ts';

/** Somebody who looks on. */
export interface Onlooker {
  post(update: ViewUpdate): void;
  /** Elsewhere: counted in `SessionView.attached`. */
  readonly remote: boolean;
}

/** An onlooker's place. */
export interface Seat {
  /** The last update has been taken: the next may come. */
  taken(): void;
  /** What this onlooker looks at more closely, whatever others do; null: nothing any more. */
  look(request: LookRequest | null): void;
  leave(): void;
}

/**
 * Tells everybody what is new. Each gets the next update only when the one before has been taken: whoever stalls gets all
 * that was missed in one, of bounded size, and holds up nobody.
 */
export interface ViewFeed {
  /** Who comes is told everything first. */
  join(onlooker: Onlooker): Seat;
  /** Takes what is new from the session. `holds`: the screens are to stay though the load is over. */
  update(holds?: boolean): void;
  /** The last update of all, taken or not. */
  end(): void;
  /** As of the last update; null: there was none. */
  readonly view: SessionView | null;
  /** Remote ones. */
  readonly attached: number;
}

interface Place {
  readonly onlooker: Onlooker;
  ready: boolean;
  /** Not told yet; `full`: everything. */
  pending: ViewUpdate | 'full' | null;
  readonly look: SessionLook;
}

export function createViewFeed(session: Pick<Session, 'takeUpdate' | 'openLook'>): ViewFeed {
  const places = new Set<Place>();
  let latest: SessionView | null = null;

  const attached = (): number => [...places].filter(({onlooker}) => onlooker.remote).length;

  function shown(update: ViewUpdate, holds: boolean, remote: boolean): ViewUpdate {
    const {view} = update;
    return {
      ...update,
      view: {...view, attached: attached(), remote, finished: view.finished && !holds},
    };
  }

  /** `full` ones get the same, taken after what is new: nothing lies between the two. */
  function offer(holds: boolean, anyway: boolean): void {
    const fresh = session.takeUpdate();
    latest = fresh.view;
    let full: ViewUpdate | null = null;
    for (const place of places) {
      const {pending, onlooker} = place;
      if (pending !== 'full') place.pending = pending === null ? fresh : mergeUpdates(pending, fresh);
      if (!place.ready && !anyway) continue;
      const update = pending === 'full' ? (full ??= session.takeUpdate(true)) : (place.pending as ViewUpdate);
      place.pending = null;
      place.ready = false;
      // Made only for who is ready for it: one that was missed is of no use.
      const look = place.look.take(pending === 'full');
      onlooker.post({...shown(update, holds, onlooker.remote), ...look});
    }
  }

  return {
    join(onlooker) {
      const place: Place = {onlooker, ready: true, pending: 'full', look: session.openLook()};
      places.add(place);
      return {
        taken() {
          place.ready = true;
        },
        look: (request) => place.look.ask(request),
        leave() {
          place.look.close();
          places.delete(place);
        },
      };
    },
    update: (holds = false) => offer(holds, false),
    end: () => offer(false, true),
    get view() {
      return latest;
    },
    get attached() {
      return attached();
    },
  };
}
