import type {RunSummary} from '../domain/run-summary.ts';
import type {LoadModel} from '../domain/load-model.ts';
import type {Intent} from '../session/intent.ts';
import type {ViewUpdate} from '../session/view.ts';

/** Both sides have to speak the same one; with it the views have to be of the same perftui. */
export const attachProtocol = 1;

/** What a run says of itself to whoever comes. */
export interface RunAbout {
  readonly pid: number;
  readonly profileName: string;
  readonly targetLabel: string;
  /** Length of the run so far, ms. */
  readonly elapsedMs: number;
  readonly phase: string;
  readonly model: LoadModel;
  readonly activeVus: number;
  /** VUs, or iterations a second. */
  readonly targetLevel: number;
  /** Screens that look on already. */
  readonly attached: number;
}

/** From the run: `hello` at once, the others to who has said `attach`. */
export type FromRun =
  | {readonly kind: 'hello'; readonly protocol: number; readonly perftui: string; readonly about: RunAbout}
  | ViewUpdate
  /** `summary` without the cells of the run; null: it came to none. */
  | {readonly kind: 'finished'; readonly summary: RunSummary | null};

/** To the run. */
export type ToRun =
  {readonly kind: 'attach'} | {readonly kind: 'taken'} | {readonly kind: 'intent'; readonly intent: Intent};
