import path from 'node:path';
import type {RunComparison} from '../domain/comparison.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import type {ChosenBaseline, SessionEffects, SessionFiles} from './session-files.ts';
import type {SessionOptions} from './session-options.ts';
import type {EventKind} from './view.ts';

const confidence = 0.95;

/** The comparison with the baseline that a flag asked for, made when the run is over. */
export interface EndComparison {
  begin(): void;
  /** Null: none was asked for, or it is not there (yet). */
  readonly result: RunComparison | null;
}

/** As `--baseline` finds it again: a drive by its file, a snapshot by its own name. */
export function baselineName({file, snapshot}: ChosenBaseline): string {
  return /\.jsonl$/i.test(file) ? path.basename(file, path.extname(file)) : snapshot.name;
}

/** A failure counts as something that was asked for and is not there. */
export function createEndComparison(
  {baseline, compareAtEnd}: Pick<SessionOptions, 'baseline' | 'compareAtEnd'>,
  effects: Pick<SessionEffects, 'compare'>,
  parts: {
    readonly files: Pick<SessionFiles, 'run' | 'noteMissing'>;
    tell(kind: EventKind, text: string): void;
    run(): Snapshot;
  },
): EndComparison {
  let result: RunComparison | null = null;
  return {
    begin() {
      if (!compareAtEnd || baseline === null) return;
      const {snapshot} = baseline;
      const name = baselineName(baseline);
      parts.files.run(
        `not compared with "${name}"`,
        () => effects.compare(parts.run(), snapshot, 'load', confidence),
        (compared) => {
          result = compared;
          const {refusal, verdict, text} = compared;
          if (refusal === null) parts.tell('info', `against "${name}": ${verdict}: ${text}`);
          else parts.tell('failure', `not compared with "${name}": ${refusal}`);
        },
        (text) => parts.files.noteMissing(text),
      );
    },
    get result() {
      return result;
    },
  };
}
