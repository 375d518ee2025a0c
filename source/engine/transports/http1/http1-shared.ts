import type {TransportSettings} from '../../../domain/transport-choice.ts';
import type {PollClock} from '../../poll-clock.ts';
import type {Dialer} from '../dialer.ts';
import type {RefusedSends} from '../refused-sends.ts';
import type {Result} from '../transport.ts';
import type {RequestOptions} from './http1-request.ts';

/** What all connections of one transport share. */
export interface Http1Shared {
  readonly dialer: Dialer;
  readonly settings: TransportSettings;
  readonly isSecure: boolean;
  readonly nowMs: () => number;
  readonly poll: PollClock;
  readonly onConnectionOpened: () => void;
  readonly nextRequestId: (() => string) | null;
  readonly requestOptions: RequestOptions;
  readonly refused: RefusedSends;
  /** Told to every sink: valid inside its call. */
  readonly result: Result;
  /** What the clock said last: a request sent now is not sent before that, however old the time it was given. */
  clockMs: number;
  openSockets: number;
  /** The transport is closed: nobody is told anything. */
  isClosed: boolean;
}
