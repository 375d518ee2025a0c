import type {BracketLimits} from './capacity-bracket.ts';
import type {CapacityObjective} from './objective-estimate.ts';

/** What a capacity search is about. */
export interface CapacityOptions extends BracketLimits {
  /** At least one; see `objectiveProblem`. */
  readonly objectives: readonly CapacityObjective[];
  /** Of each index that `metrics.names` of the cells go by, a series' as a request's; what has the same name is one. */
  readonly requestNames: readonly string[];
  /** Run clock, ms. */
  readonly startMs: number;
}
