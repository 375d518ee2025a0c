import type {Intent} from '../../../source/session/intent.ts';
import type {ViewUpdate} from '../../../source/session/view.ts';
import type {SessionConnection} from '../../../source/tui/app/session-connection.ts';

/** A session that keeps what it was asked and says what it is told to. */
export interface FakeConnection extends SessionConnection {
  readonly intents: Intent[];
  send(update: ViewUpdate): void;
  readonly listeners: Set<(update: ViewUpdate) => void>;
}

export function fakeConnection(
  answer: (intent: Intent, connection: FakeConnection) => void = () => {},
): FakeConnection {
  const connection: FakeConnection = {
    intents: [],
    listeners: new Set(),
    subscribe: (listener) => {
      connection.listeners.add(listener);
      return () => connection.listeners.delete(listener);
    },
    dispatch: (intent) => {
      connection.intents.push(intent);
      answer(intent, connection);
    },
    send: (update) => {
      for (const listener of connection.listeners) listener(update);
    },
  };
  return connection;
}
