/** What a search found of a capacity that is known. */
export interface SearchError {
  /** Middle of the interval (geometric) over the truth, minus 1; null: there is no interval. */
  readonly error: number | null;
  readonly inside: boolean;
  /** Inside when the interval is 5% wider at both ends. */
  readonly near: boolean;
}

export function searchError(
  {low, high}: {readonly low: number | null; readonly high: number | null},
  truth: number,
): SearchError {
  if (low === null || high === null) return {error: null, inside: false, near: false};
  const holds = (margin: number): boolean => low * (1 - margin) <= truth && truth < high * (1 + margin);
  return {error: Math.sqrt(low * high) / truth - 1, inside: holds(0), near: holds(0.05)};
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1));
}

/** The one farthest from 0. */
export function worst(values: readonly number[]): number {
  return values.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
}

/** `bias -0.5%, sd 1.1%, worst -4.5%; the truth inside 30 of 40, within 5% of it 40 of 40`. */
export function errorsText(all: readonly SearchError[]): string {
  const errors = all.flatMap(({error}) => error ?? []);
  const of = (test: (one: SearchError) => boolean): string => `${all.filter(test).length} of ${all.length}`;
  return [
    `bias ${percent(mean(errors))}, sd ${percent(deviation(errors))}, worst ${percent(worst(errors))};`,
    `the truth inside ${of(({inside}) => inside)}, within 5% of it ${of(({near}) => near)}`,
  ].join(' ');
}
