import type {Intent} from '../../session/intent.ts';
import type {ViewUpdate} from '../../session/view.ts';

/** How a screen reaches the session, which may live on another thread. Neither call blocks or throws. */
export interface SessionConnection {
  /** The listener gets the whole state first, then additions. Returns how to stop listening. */
  subscribe(listener: (update: ViewUpdate) => void): () => void;
  dispatch(intent: Intent): void;
}
