import {build, type Int32Histogram} from 'hdr-histogram-js';
import {decodeHdr} from '../metrics/hdr-codec.ts';
import {maxTrackableUs} from '../metrics/histogram.ts';
import type {ReportRecord} from './report-record.ts';

/** As HdrHistogram's own tools print: 5 lines for each halving of what is left above. */
const ticksPerHalfDistance = 5;

/**
 * Latencies of all requests by percentile, ms, as HdrHistogram's plotters read them (`.hgrm`). It is one histogram: the
 * total. Lines with `#` are comments there.
 */
export function hgrmReport({snapshot}: ReportRecord): string {
  const {buckets, counts} = decodeHdr(snapshot.requests[0]?.histogram ?? '');
  const histogram = build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: maxTrackableUs,
    numberOfSignificantValueDigits: 3,
  }) as Int32Histogram;
  for (let i = 0; i < buckets.length; i++) histogram.setCountAtIndex(buckets[i]!, counts[i]!);
  histogram.establishInternalTackingValues();
  const kind = snapshot.load.model === 'open' ? 'response time' : 'service time';
  const head = `#[perftui: ${kind} of all requests in ms, over ${Number(snapshot.window.seconds.toFixed(3))} s]`;
  return `${head}\n${histogram.outputPercentileDistribution(ticksPerHalfDistance, 1000).trimEnd()}\n`;
}
