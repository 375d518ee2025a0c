import type {Trend} from './trend-rows.ts';

/** A trend as `snapshots/trend.schema.json` describes it; ends with a line break. */
export function trendJson(trend: Trend): string {
  return `${JSON.stringify({kind: 'perftui-trend', version: 1, ...trend}, null, 2)}\n`;
}
