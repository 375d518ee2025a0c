import type {Threshold} from '../domain/profile.ts';
import type {LookView} from './look.ts';

/** Which requests alerts were about, and when and at what load the first was. */
export interface AlertHistory {
  note(alert: Pick<Threshold, 'tags'>, atMs: number, level: number): void;
  /** Of one request by name; null: all there were. */
  of(name: string | null): LookView['alerts'];
}

const noAlerts: LookView['alerts'] = {count: 0, first: null};

export function createAlertHistory(): AlertHistory {
  /** By request name, null for all. */
  const told = new Map<string | null, LookView['alerts']>();

  function count(name: string | null, atMs: number, level: number): void {
    const before = told.get(name) ?? noAlerts;
    told.set(name, {count: before.count + 1, first: before.first ?? {atMs, level}});
  }

  return {
    note({tags}, atMs, level) {
      count(null, atMs, level);
      if (tags['name'] !== undefined) count(tags['name'], atMs, level);
    },
    of: (name) => told.get(name) ?? noAlerts,
  };
}
