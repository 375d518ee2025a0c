/** What profile and plan steps have in common here. */
type Step =
  | {readonly kind: 'request' | 'think'}
  | {readonly kind: 'group' | 'repeat'; readonly steps: readonly Step[]}
  | {readonly kind: 'if'; readonly then: readonly Step[]; readonly otherwise: readonly Step[]}
  | {readonly kind: 'parallel'; readonly requests: readonly unknown[]};

/**
 * Connections one virtual user may hold at once: its own, and one for each request of its widest parallel batch.
 * @param flows of all scenarios: a weight may be raised while the run lasts
 */
export function connectionsPerVu(flows: readonly (readonly Step[])[]): number {
  return 1 + Math.max(0, ...flows.map(widestBatch));
}

function widestBatch(steps: readonly Step[]): number {
  return steps.reduce((widest, step) => Math.max(widest, widthOf(step)), 0);
}

function widthOf(step: Step): number {
  switch (step.kind) {
    case 'parallel':
      return step.requests.length;
    case 'group':
    case 'repeat':
      return widestBatch(step.steps);
    case 'if':
      return Math.max(widestBatch(step.then), widestBatch(step.otherwise));
    case 'request':
    case 'think':
    default:
      return 0;
  }
}
