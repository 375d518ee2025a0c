import type {FoundRun} from '../coordinator/attach-client.ts';
import {PerftuiError} from '../domain/errors.ts';
import {formatClock} from '../domain/format.ts';
import {printLevel} from '../session/print-load.ts';

type Candidate = Pick<FoundRun, 'about'>;

/**
 * The run a person means: by process or by profile, or the only one there is.
 * @param silent processes that listen and do not answer
 * @throws PerftuiError (104) when there is none such, or when it is not clear
 */
export function chooseRun<Run extends Candidate>(
  runs: readonly Run[],
  names: readonly string[],
  silent: readonly number[] = [],
): Run {
  if (names.length > 1) {
    throw new PerftuiError('ERR_USAGE', `too many arguments: ${names.join(' ')}`, {
      hint: 'usage: perftui attach [pid|profile]',
    });
  }
  const [name] = names;
  const mute =
    name === undefined ? (runs.length === 0 ? silent[0] : undefined) : silent.find((pid) => String(pid) === name);
  if (mute !== undefined) {
    throw new PerftuiError('ERR_USAGE', `the run of process ${mute} does not answer`, {
      hint: 'it may be suspended, or as many as can be look on already',
    });
  }
  if (runs.length === 0) {
    throw new PerftuiError('ERR_USAGE', 'no run to attach to', {
      hint: 'runs without a screen (perftui run --headless) of this user can be attached to while they last',
    });
  }
  const meant = name === undefined ? runs : runs.filter(({about}) => isMeant(about, name));
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  const what =
    name === undefined
      ? `${runs.length} runs`
      : meant.length === 0
        ? `no run is ${name}`
        : `${meant.length} runs are ${name}`;
  const list = (meant.length === 0 ? runs : meant).map(describeRun).join(', ');
  throw new PerftuiError('ERR_USAGE', `${what}: ${list}`, {hint: 'perftui attach PID chooses one'});
}

function isMeant({pid, profileName}: Candidate['about'], name: string): boolean {
  return String(pid) === name || profileName === name;
}

/** `4711 checkout-peak on http://… at 50 VUs since 00:03:20`. */
function describeRun({about}: Candidate): string {
  const {pid, profileName, targetLabel, model, activeVus, targetLevel, elapsedMs} = about;
  const level = printLevel(targetLevel, model);
  const load = model === 'open' ? `${level}/s` : `${activeVus}/${level} VUs`;
  return `${pid} ${profileName} on ${targetLabel} at ${load} since ${formatClock(elapsedMs)}`;
}
