import {decodeHdr, hdrHistogramOf} from '../metrics/hdr-codec.ts';
import type {Study} from '../domain/study.ts';
import type {ReportRecord} from './report-record.ts';
import {studyLines, studyTableBlocks} from './study-lines.ts';
import {createPaint} from './text-parts.ts';

/** As HdrHistogram's own tools print: 5 lines for each halving of what is left above. */
const ticksPerHalfDistance = 5;

/** Nothing is cut or broken. */
const wide = 10_000;
const plain = createPaint(false);

/**
 * Latencies of all requests by percentile, ms, as HdrHistogram's plotters read them (`.hgrm`). It is one histogram: the
 * total. Lines with `#` are comments there.
 */
export function hgrmReport({snapshot}: ReportRecord): string {
  const histogram = hdrHistogramOf(decodeHdr(snapshot.requests[0]?.histogram ?? ''));
  const kind = snapshot.load.model === 'open' ? 'response time' : 'service time';
  const head = `#[perftui: ${kind} of all requests in ms, over ${Number(snapshot.window.seconds.toFixed(3))} s]`;
  const loads = snapshot.study === undefined ? [] : commentLines(snapshot.study);
  return `${[head, ...loads].join('\n')}\n${histogram.outputPercentileDistribution(ticksPerHalfDistance, 1000).trimEnd()}\n`;
}

/** What was found out, and each load: a distribution of all of them says nothing of any. */
function commentLines(study: Study): string[] {
  const facts = studyLines({study}, wide, plain);
  const tables = studyTableBlocks({study}, wide, plain).flat();
  return [...facts, ...tables].map((line) => `#[${line.trim()}]`);
}
