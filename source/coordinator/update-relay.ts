import type {ViewUpdate} from '../session/view.ts';

/** Updates from a session elsewhere, to whoever listens here. */
export interface UpdateRelay {
  /** The next update comes only once this one is taken, so at most one waits for the first listener. */
  receive(update: ViewUpdate): void;
  /** @returns how to stop listening */
  subscribe(listener: (update: ViewUpdate) => void): () => void;
}

/** @param onDelivered asks for the next: this one has been taken */
export function createUpdateRelay(onDelivered: (update: ViewUpdate) => void): UpdateRelay {
  const listeners = new Set<(update: ViewUpdate) => void>();
  let waiting: ViewUpdate | null = null;

  function deliver(update: ViewUpdate): void {
    for (const listener of listeners) listener(update);
    onDelivered(update);
  }

  return {
    receive(update) {
      if (listeners.size === 0) waiting = update;
      else deliver(update);
    },
    subscribe(listener) {
      listeners.add(listener);
      if (waiting !== null) deliver(waiting);
      waiting = null;
      return () => listeners.delete(listener);
    },
  };
}
