import type {ComparisonAlign} from '../domain/comparison.ts';
import type {LoadModel} from '../domain/load-model.ts';
import type {ReportFormat} from '../domain/report-format.ts';
import type {LookRequest} from './look.ts';
import type {RampShape} from './ramp-shape.ts';

/**
 * What an operator asks for, from a key, a prompt or a flag. An intent is a wish: the session decides, asks back
 * (`SessionView.question`) or refuses with a message. What lowers load is never asked about.
 */
export type Intent =
  /** `+` and `-`, `W` and `S`: `steps` of the step size, negative is down. `repeat`: the key is being held. */
  | {readonly kind: 'step'; readonly steps: number; readonly repeat: boolean}
  /** `[` `]`: next smaller or larger step size. */
  | {readonly kind: 'step-size'; readonly direction: -1 | 1}
  /** `{` `}`: ramp slower or faster. */
  | {readonly kind: 'ramp-speed'; readonly direction: -1 | 1}
  /** `t`, from the parsed text; another model than the present one switches to it. */
  | {
      readonly kind: 'target';
      readonly model: LoadModel;
      readonly level: number;
      readonly overMs: number | null;
      /** Absent: a straight line. */
      readonly shape?: RampShape;
      /** What comes by itself once it is there; absent: it is held. */
      readonly then?: TargetEnd;
    }
  /** `space`: hold here; again: go on to where it was going; after a stop: back to the load before it. */
  | {readonly kind: 'hold'}
  /** `p`. */
  | {readonly kind: 'pause'}
  /** Scenario `index` plays with another weight; 0 mutes it. Refused for the last one that is not muted. */
  | {readonly kind: 'scenario-weight'; readonly index: number; readonly weight: number}
  /** Mutes it, or gives it the weight back that it had. */
  | {readonly kind: 'scenario-mute'; readonly index: number}
  | {readonly kind: 'undo'}
  | {readonly kind: 'last-good'}
  /** `x`. */
  | {readonly kind: 'halve'}
  /** `X`, `^C`. */
  | {
      readonly kind: 'emergency-stop';
      /** What stopped it when nobody did: `circuit breaker (…)`. */
      readonly why?: string;
    }
  /** An alert of the profile acts: holds the load where it is, or takes a fifth off it. `why`: what fired. */
  | {readonly kind: 'alert-action'; readonly action: 'hold' | 'back-off'; readonly why: string}
  /** The search sets its load: `why` as `climb`, `drain`. */
  | {
      readonly kind: 'search-load';
      readonly model: LoadModel;
      readonly level: number;
      readonly overMs: number;
      readonly why: string;
    }
  /** The search gives the load back, as it is. */
  | {readonly kind: 'search-end'}
  /** `:capacity`: looks for the highest load that holds these rules (`p(95)<250`); none: the profile's thresholds. */
  | {readonly kind: 'capacity'; readonly objectives: readonly string[]; readonly gentle: boolean}
  /** `:capacity off`: the search under way, or paused, is over as it is. */
  | {readonly kind: 'capacity-end'}
  /** `a`: back to the search that was paused, else to the plan. */
  | {readonly kind: 'auto'}
  /** Raises the ceiling. */
  | {readonly kind: 'cap'; readonly model: LoadModel; readonly level: number}
  | {readonly kind: 'answer'; readonly yes: boolean}
  /** `c`, `C`, `--snapshot`. `scope`: the last 30 s, or the whole run. */
  | {
      readonly kind: 'snapshot';
      readonly name: string | null;
      readonly note: string | null;
      readonly scope: SnapshotScope;
    }
  /** `n`: headline figures begin afresh here; the run goes on. */
  | {readonly kind: 'fresh-window'}
  /** What a screen looks at more closely; null: nothing any more. */
  | {readonly kind: 'look'; readonly request: LookRequest | null}
  /** Writes the table of view 2 as CSV. */
  | {readonly kind: 'endpoints-export'}
  /** `R`: the drive is known by this name. */
  | {readonly kind: 'name-recording'; readonly name: string}
  /** `b`. */
  | {readonly kind: 'baseline-toggle'}
  /** `B`: by file name in the snapshots folder; null: none. */
  | {readonly kind: 'baseline-choose'; readonly file: string | null}
  /** `B` opened: read the folder again. */
  | {readonly kind: 'list-snapshots'}
  /** View 4: `a` against `b`, each `live`, a snapshot's file, or null for the chosen baseline. */
  | {
      readonly kind: 'compare';
      readonly a: string | null;
      readonly b: string | null;
      readonly align: ComparisonAlign;
    }
  /** View 4 is left: nothing is computed any more. */
  | {readonly kind: 'compare-close'}
  /** View 6; null: none. */
  | {readonly kind: 'snapshot-preview'; readonly file: string | null}
  | {readonly kind: 'snapshot-edit'; readonly file: string; readonly name: string; readonly note: string | null}
  | {readonly kind: 'snapshot-delete'; readonly file: string}
  | {readonly kind: 'snapshot-export'; readonly file: string; readonly format: ReportFormat}
  /** Of a recording on the screen: by so many ms (±Infinity: to an end of it), or on and off. */
  | {readonly kind: 'scrub'; readonly byMs: number}
  | {readonly kind: 'play'}
  /** `m`: a mark on the time axis. */
  | {readonly kind: 'mark'; readonly text: string | null}
  /** `O`. */
  | {readonly kind: 'save-preset'; readonly name: string}
  /** `q` while load runs, `^Z`: drain (VUs leave after their iteration) or stop (abort). `end` false: stay in the session. */
  | {
      readonly kind: 'finish';
      readonly how: 'stop' | 'drain';
      readonly end: boolean;
      /** What ended it when neither a person nor the plan did: `data ran out`. */
      readonly why?: string;
      /** What the operator wants to see afterwards; the session itself does not care. */
      readonly next?: 'picker';
    };

/** `back`: to the load there was, so long after the target was reached. `auto`: the plan goes on. */
export type TargetEnd =
  {readonly kind: 'hold'} | {readonly kind: 'auto'} | {readonly kind: 'back'; readonly afterMs: number};

/** The last 30 s (since `n` at most), the whole run, or what was selected, run clock, ms. */
export type SnapshotScope = 'window' | 'run' | {readonly fromMs: number; readonly toMs: number};

const looks: ReadonlySet<Intent['kind']> = new Set<Intent['kind']>([
  'list-snapshots',
  'compare',
  'compare-close',
  'snapshot-preview',
  'scrub',
  'play',
  'look',
  'endpoints-export',
]);

/** It only looks at something: no input of the drive. */
export function isLook({kind}: Intent): boolean {
  return looks.has(kind);
}

/** How an intent came to be, for the journal and the events. */
export type IntentOrigin = 'operator' | 'plan' | 'signal' | 'flag' | 'search';
