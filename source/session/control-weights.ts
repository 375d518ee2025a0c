import {nextRevision, patch, say, tell, type Draft} from './control-draft.ts';
import {pushUndo} from './control-load.ts';

/** A weight a person can read; shares are exact to well below a VU. */
const maxWeight = 1_000_000;

/** Scenario `index` plays with another weight, at once; 0 mutes it. The operator's target stays. */
export function scenarioWeight(draft: Draft, index: number, weight: number): void {
  const {scenarios} = draft.state;
  const one = scenarios[index];
  if (one === undefined) return say(draft, `there is no scenario ${index + 1}`, 'near');
  if (!(weight >= 0 && weight <= maxWeight)) return say(draft, `a weight is a number from 0 to ${maxWeight}`, 'near');
  // Not a hair beside what is shown.
  const rounded = Number(weight.toFixed(3));
  if (rounded === one.weight) return say(draft, `${one.name} has the weight ${rounded} already`);
  const before = scenarios.map((scenario) => scenario.weight);
  const after = before.map((so, at) => (at === index ? rounded : so));
  if (after.every((so) => so === 0)) {
    return say(draft, `${one.name} is the last one that is not muted       X = stop`, 'near');
  }
  setWeights(draft, after, null);
  pushUndo(draft, {weights: before});
}

/** Mutes it, or gives it the weight back that it had. */
export function scenarioMute(draft: Draft, index: number): void {
  const one = draft.state.scenarios[index];
  scenarioWeight(draft, index, one === undefined || one.weight > 0 ? 0 : one.ownWeight);
}

/**
 * Commands the weights and says what became of each that changed.
 * @param why told after it, as `undo`
 */
export function setWeights(draft: Draft, weights: readonly number[], why: string | null): void {
  const before = draft.state.scenarios;
  const scenarios = before.map((one, index) => {
    const weight = weights[index] ?? one.weight;
    return {...one, weight, ownWeight: weight > 0 ? weight : one.weight > 0 ? one.weight : one.ownWeight};
  });
  const revision = nextRevision(draft);
  patch(draft, {scenarios});
  draft.commands.push({kind: 'weights', revision, weights: scenarios.map((one) => one.weight)});
  const sum = scenarios.reduce((total, one) => total + one.weight, 0);
  const changes = scenarios.flatMap((one, index) => {
    const was = before[index]!.weight;
    return one.weight === was ? [] : [{...one, was, share: one.weight / sum}];
  });
  const text = changes.map(changeText).join(', ');
  tell(draft, 'info', `scenario ${text}${why === null ? '' : ` (${why})`}`, `~${changes[0]?.name ?? ''}`.slice(0, 9));
  say(draft, `${text}       ${why === null ? 'z = undo' : why}`);
}

function changeText(one: {
  readonly name: string;
  readonly was: number;
  readonly weight: number;
  readonly share: number;
}): string {
  if (one.weight === 0) return `${one.name} muted`;
  const share = `${Math.round(one.share * 100)}% of the load`;
  return one.was === 0
    ? `${one.name} unmuted: weight ${one.weight}, ${share}`
    : `${one.name} weight ${one.was} ▸ ${one.weight}, ${share}`;
}
