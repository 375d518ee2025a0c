import type {WalkEvent} from './walk-event.ts';

/** Why an event means that something is wrong, in one line without foreign text; null: it does not. */
export function walkProblem(event: WalkEvent): string | null {
  if (event.kind === 'flow-error') return event.text;
  if (event.kind !== 'exchange' || event.redirect !== null) return null;
  const {name, response, failure, isExpected, checks} = event;
  if (response === null) return `${name}: ${failure ?? 'no answer'}`;
  if (!isExpected) return `${name}: answered ${response.status}, which is not expected`;
  const failed = checks.find(({outcome}) => outcome !== 0);
  if (failed === undefined) return null;
  return `${name}: the check "${failed.name}" failed${failed.outcome === 2 ? ' (only a part of the body was kept)' : ''}`;
}
