import type {NamedComparison} from './comparison-parts.ts';

/** A comparison as `snapshots/comparison.schema.json` describes it; ends with a line break. */
export function comparisonJson(named: NamedComparison): string {
  return `${JSON.stringify({kind: 'perftui-comparison', version: 1, ...named}, null, 2)}\n`;
}
