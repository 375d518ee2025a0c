/**
 * A profile's target that is the built-in server, as a regular expression's source: `demo`, `demo:fast`,
 * `demo:fast?slower=20%`.
 */
export const demoTargetPattern = '^demo(?::[a-z0-9-]+)?(?:\\?slower=\\d{1,3}(?:\\.\\d{1,3})?%)?$';

export interface DemoTarget {
  /**
   * `demo:fast`. What baselines match by: how slow the build behind a target is, is what a comparison is to find out, as
   * with a service whose next version listens at the same address.
   */
  readonly label: string;
  /** By what share every service time is longer than the variant says: 0.2; 0: not at all. */
  readonly slowerShare: number;
}

/** Null: not the built-in server, or not a whole such target. */
export function parseDemoTarget(text: string): DemoTarget | null {
  if (!new RegExp(demoTargetPattern).test(text)) return null;
  const [label, slower] = text.split('?slower=');
  return {label: label!, slowerShare: slower === undefined ? 0 : Number(slower.slice(0, -1)) / 100};
}

/** Whether a target means the built-in server, even if it is not written rightly to its end. */
export function isDemoTarget(text: string): boolean {
  return /^demo(?:[:?]|$)/.test(text);
}
