import {Registry, type Metric} from 'prom-client';
import type {RunPlan} from '../domain/run-plan.ts';
import type {IntervalMetrics} from '../metrics/interval.ts';
import type {SessionView} from '../session/view.ts';
import {gaugeFamilies} from './prometheus-gauges.ts';
import {counterFamilies} from './prometheus-counters.ts';

/** One family as `/metrics` shows it. Samples whose value is not known are left out, never shown as 0. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: (reading: PrometheusReading) => readonly MetricSample[];
}

export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Given: what stands behind the family's name, `_bucket`. */
  readonly suffix?: string;
}

/** Everything one scrape is made from. */
export interface PrometheusReading {
  /** Cumulative over the run, by series of the plan. */
  readonly totals: IntervalMetrics;
  /** Null before there is one. */
  readonly view: SessionView | null;
}

export interface PrometheusSource {
  readonly plan: Pick<RunPlan, 'requestNames' | 'series' | 'checks'>;
  readonly info: {readonly version: string; readonly profile: string; readonly target: string};
  readonly read: () => PrometheusReading;
  /** Takes secrets out of what a label would show. */
  readonly redact: (text: string) => string;
}

export interface PrometheusText {
  readonly contentType: string;
  /** The exposition as of now. */
  readonly render: () => Promise<string>;
  /** Names of all families. */
  readonly names: readonly string[];
}

/**
 * The run as Prometheus text (exposition format 0.0.4): counters and histograms over the whole run, so that they never go
 * back, and gauges as of now. prom-client writes and escapes it; the values stay where they are measured.
 */
export function createPrometheusText(source: PrometheusSource): PrometheusText {
  const registry = new Registry();
  const families = [...counterFamilies(source), ...gaugeFamilies(source)];
  let reading: PrometheusReading | null = null;
  for (const {name, help, type, samples} of families) {
    const metric = {
      name,
      async get() {
        const known = reading === null ? [] : samples(reading).filter(({value}) => Number.isFinite(value));
        const values = known.map(({labels, value, suffix}) => ({
          labels,
          value,
          ...(suffix === undefined ? {} : {metricName: `${name}${suffix}`}),
        }));
        return {name, help, type, values, aggregator: 'sum'};
      },
    };
    // All that a registry asks of a metric; its own classes hold counts of their own, which would have to be kept equal.
    registry.registerMetric(metric as unknown as Metric);
  }
  return {
    contentType: registry.contentType,
    names: families.map(({name}) => name),
    async render() {
      reading = source.read();
      return registry.metrics();
    },
  };
}
