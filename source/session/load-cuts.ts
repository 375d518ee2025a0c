import type {SnapshotErrorSample} from '../domain/snapshot.ts';
import type {FlowErrorReport} from '../protocol/report.ts';
import type {ControlState} from './control-state.ts';
import type {EventLog} from './event-log.ts';
import type {Intent, IntentOrigin} from './intent.ts';
import type {Cut, RunEnd} from './session-ending.ts';
import type {MeasuredChange} from './measured-change.ts';

/** Flow errors told in words; beyond, they are counted. */
const flowErrorsTold = 50;

/** What takes secrets out of a failed exchange takes them out of any text: its message. */
const unnamed = {name: '', code: 0, word: 'flow error', status: null, headers: {}, body: null} as const;

/** What measurements do to the load without anybody's hand: thresholds that abort, alerts, the circuit breaker, data. */
export interface LoadCuts {
  /** Takes one more second of measurements. */
  act(change: Pick<MeasuredChange, 'abort' | 'breaker' | 'fired'>): void;
  /** Each text is told once; one that no iteration can get around ends the load. */
  flowError(report: FlowErrorReport): void;
  /** What has been told so far, without secrets: `shopper: login: nothing found at $.token`. */
  readonly flowErrorTexts: readonly string[];
}

/*
 * A cut takes the load of a driven run to 0, where the operator may bring it back; a run that nobody drives is over.
 */
export function createLoadCuts(parts: {
  readonly interactive: boolean;
  readonly scenarioNames: readonly string[];
  readonly runEnd: Pick<RunEnd, 'cutShort' | 'over'>;
  readonly log: Pick<EventLog, 'say' | 'tell'>;
  readonly control: () => ControlState;
  readonly dispatch: (intent: Intent, origin: IntentOrigin) => void;
  redact(sample: SnapshotErrorSample): SnapshotErrorSample;
}): LoadCuts {
  const {interactive, scenarioNames, runEnd, log, control, dispatch} = parts;
  const told = new Set<string>();
  const texts: string[] = [];

  /**
   * @param why for the summary
   * @param who for the event of the stop; null: a threshold
   */
  function cutShort(by: Cut, why: string, who: string | null): void {
    if (interactive && control().rest === 'stopped') return;
    if (!interactive) runEnd.cutShort(by, why);
    if (!interactive || who === null) log.tell('stop', `stopped by ${who ?? why}`, '!stop');
    if (!interactive) return dispatch({kind: 'finish', how: 'stop', end: true, why: by}, 'plan');
    dispatch({kind: 'emergency-stop', ...(who !== null && {why: who})}, 'plan');
  }

  return {
    act({abort, breaker, fired}) {
      if (runEnd.over !== null || control().finishing !== null) return;
      if (abort !== null) return cutShort('stopped by a threshold', `the threshold ${abort.source}`, null);
      if (breaker !== null) return cutShort('circuit breaker', breaker, `circuit breaker (${breaker})`);
      for (const {rule, text} of fired) {
        if (rule.action === 'alert' || control().rest === 'stopped') continue;
        if (rule.action === 'stop') return cutShort('stopped by an alert', text, `an alert (${text})`);
        dispatch({kind: 'alert-action', action: rule.action, why: text}, 'plan');
      }
    },
    flowError({atMs, error}) {
      const text = parts.redact({...unnamed, atMs, message: error.text}).message ?? '';
      if (told.has(text)) return;
      if (told.size < flowErrorsTold) {
        told.add(text);
        const scenario = scenarioNames.length > 1 ? `${scenarioNames[error.scenario] ?? ''}: ` : '';
        texts.push(`${scenario}${text}`);
        log.tell('failure', `flow error: ${scenario}${text}`, '!flow');
      }
      if (!error.fatal || control().finishing !== null || control().ramp.toLevel === 0) return;
      log.say(text, 'over');
      if (!interactive) runEnd.cutShort('data ran out', text);
      // Who has a row ends its iteration with it.
      dispatch({kind: 'finish', how: 'drain', end: !interactive, why: 'data ran out'}, 'plan');
    },
    flowErrorTexts: texts,
  };
}
