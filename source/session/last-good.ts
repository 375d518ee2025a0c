import type {LoadModel} from '../domain/load-model.ts';

/** How long a load has to hold every SLO to be called good. */
const goodAfterMs = 30_000;

/** What runs may differ from the target by this much while the load still counts as steady (VUs come and go by the iteration). */
const steadyShare = 0.05;

/** One complete second as the search for the last good load sees it. */
export interface HeldSecond {
  readonly endMs: number;
  readonly model: LoadModel;
  /** The phase was HOLD all the while. */
  readonly holding: boolean;
  readonly targetLevel: number;
  /** What ran: VUs, or iterations started a second. */
  readonly level: number;
  readonly slos: 'held' | 'over' | 'unknown';
}

/** The highest load of each model that held every critical SLO for 30 s at a stretch. */
export interface LastGood {
  second(held: HeldSecond): void;
  /** Null: none has yet. */
  levels(): Readonly<Record<LoadModel, number | null>>;
}

export function createLastGood(): LastGood {
  const best: Record<LoadModel, number | null> = {closed: null, open: null};
  let since: {readonly startMs: number; readonly targetLevel: number; readonly model: LoadModel} | null = null;
  return {
    second({endMs, model, holding, targetLevel, level, slos}) {
      const tolerance = Math.max(1, steadyShare * targetLevel);
      const steady = holding && targetLevel > 0 && Math.abs(level - targetLevel) <= tolerance;
      if (!steady || slos !== 'held') {
        since = null;
        return;
      }
      if (since?.targetLevel !== targetLevel || since.model !== model) {
        since = {startMs: endMs - 1000, targetLevel, model};
      }
      const good = best[model];
      if (endMs - since.startMs >= goodAfterMs && (good === null || targetLevel > good)) best[model] = targetLevel;
    },
    levels: () => ({...best}),
  };
}
