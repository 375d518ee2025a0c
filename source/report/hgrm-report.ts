import {decodeHdr, hdrHistogramOf} from '../metrics/hdr-codec.ts';
import type {ReportRecord} from './report-record.ts';

/** As HdrHistogram's own tools print: 5 lines for each halving of what is left above. */
const ticksPerHalfDistance = 5;

/**
 * Latencies of all requests by percentile, ms, as HdrHistogram's plotters read them (`.hgrm`). It is one histogram: the
 * total. Lines with `#` are comments there.
 */
export function hgrmReport({snapshot}: ReportRecord): string {
  const histogram = hdrHistogramOf(decodeHdr(snapshot.requests[0]?.histogram ?? ''));
  const kind = snapshot.load.model === 'open' ? 'response time' : 'service time';
  const head = `#[perftui: ${kind} of all requests in ms, over ${Number(snapshot.window.seconds.toFixed(3))} s]`;
  return `${head}\n${histogram.outputPercentileDistribution(ticksPerHalfDistance, 1000).trimEnd()}\n`;
}
