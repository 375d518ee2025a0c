import type {LoadModel} from '../domain/load-model.ts';
import type {Threshold} from '../domain/profile.ts';
import type {SnapshotPlateau} from '../domain/snapshot.ts';
import type {Cell} from '../metrics/cell.ts';
import type {FiredAlert} from './alert-rules.ts';
import type {SessionEvent} from './view.ts';

/** The load as commanded, at the end of a reading. */
export interface CommandedLoad {
  readonly model: LoadModel;
  /** Where it is going. */
  readonly targetLevel: number;
  /** What it is at this moment, between the two ends of a ramp. */
  readonly level: number;
  readonly paused: boolean;
  /** The most VUs commanded since the reading before; 0 in the open model. */
  readonly mostVus: number;
  /** Held without a ramp since, run clock, ms; null: it is not held. */
  readonly holdingSinceMs: number | null;
  /** The plan is, and nobody drives on. */
  readonly ended: boolean;
  /** It has ended, or the run is being brought to its end: what is at work still is only to come to its own. */
  readonly leaving: boolean;
}

/** What one more reading has made of the run. */
export interface MeasuredChange {
  /** The second that is complete, if one is: what is computed once a second is due. */
  readonly cell: Cell | null;
  /** The same by series instead of by request. */
  readonly bySeries: Cell | null;
  readonly events: readonly SessionEvent[];
  readonly abort: Threshold | null;
  /** Alerts that have just begun to fire. */
  readonly fired: readonly FiredAlert[];
  /** Why the circuit breaker stops the load; null: it does not. */
  readonly breaker: string | null;
  /** The hold at one load that is over. */
  readonly plateau: SnapshotPlateau | null;
}

/** No second is complete. */
export const nothingChanged: MeasuredChange = {
  cell: null,
  bySeries: null,
  events: [],
  abort: null,
  fired: [],
  breaker: null,
  plateau: null,
};
