import {errorKinds} from '../../../source/domain/error-kind.ts';
import {keptBodyBytes, type Result} from '../../../source/engine/transports/transport.ts';

/** What may be kept of a result after its sink's call. */
export type Ended = Omit<Result, 'phasesUs' | 'body'> & {
  readonly word: string | null;
  readonly phasesUs: number[];
  /** As UTF-8. */
  readonly body: string | null;
};

export function endedOf(result: Result): Ended {
  const {error, phasesUs, body} = result;
  const word = error === -1 ? null : errorKinds[error]!.word;
  return {...result, phasesUs: [...phasesUs], body: body === null ? null : body.toString(), word};
}

/** What a sink says: true as for an error sample, false nothing, else so many bytes. */
export function keptBytes(keeps: boolean | number): number {
  if (typeof keeps === 'number') return keeps;
  return keeps ? keptBodyBytes : -1;
}
