import type {RunValidity} from '../domain/run-validity.ts';
import type {SessionEvent, ValidityView} from './view.ts';

/** Tells when the run's judgement on its own figures changes. */
export interface ValidityTeller {
  /** The judgement as it stands at the end of a complete second. */
  second(atMs: number, validity: ValidityView): readonly SessionEvent[];
}

export function createValidityTeller(): ValidityTeller {
  let told: RunValidity = 'VALID';
  return {
    second(atMs, {verdict, reasons}) {
      if (verdict === told) return [];
      told = verdict;
      if (verdict === 'VALID') return [{atMs, kind: 'cleared', text: 'run VALID again', mark: '✓valid'}];
      const worst = reasons[0];
      const text = worst === undefined ? `run ${verdict}` : `run ${verdict}: ${worst.text}`;
      return [{atMs, kind: 'alert', text, mark: verdict === 'INVALID' ? '!invalid' : '!degraded'}];
    },
  };
}
