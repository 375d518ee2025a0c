/** How long a load has to hold every SLO to be called good. */
const goodAfterMs = 30_000;

/** VUs may differ from the target by this much while the load still counts as steady (VUs come and go by the iteration). */
const steadyShare = 0.05;

/** One complete second as the search for the last good load sees it. */
export interface HeldSecond {
  readonly endMs: number;
  /** The phase was HOLD all the while. */
  readonly holding: boolean;
  readonly targetVus: number;
  readonly vus: number;
  readonly slos: 'held' | 'over' | 'unknown';
}

/** The highest load that held every critical SLO for 30 s at a stretch. */
export interface LastGood {
  second(held: HeldSecond): void;
  /** Null: none has yet. */
  vus(): number | null;
}

export function createLastGood(): LastGood {
  let best: number | null = null;
  let since: {readonly startMs: number; readonly targetVus: number} | null = null;
  return {
    second({endMs, holding, targetVus, vus, slos}) {
      const steady = holding && targetVus > 0 && Math.abs(vus - targetVus) <= Math.max(1, steadyShare * targetVus);
      if (!steady || slos !== 'held') {
        since = null;
        return;
      }
      if (since === null || since.targetVus !== targetVus) since = {startMs: endMs - 1000, targetVus};
      if (endMs - since.startMs >= goodAfterMs && (best === null || targetVus > best)) best = targetVus;
    },
    vus: () => best,
  };
}
