import {formatClock} from '../domain/format.ts';
import type {LookView} from '../session/look.ts';
import type {SessionView, WorkerRow} from '../session/view.ts';
import type {ComparisonView} from '../session/view-comparison.ts';
import {shownEndpoints, type LookedRow} from '../tui/panels/endpoint-rows.ts';
import {snapRows} from '../tui/panels/snaps-rows.ts';
import type {InspectCursor, ScreenState, SessionMirror, ViewName} from '../tui/ui-state.ts';
import {accessibleEvent, accessibleSummary, lineOf, spokenChange, spokenQuantile} from './accessible-lines.ts';
import {studyLines} from './accessible-study.ts';
import {plainNumber, sentence, spoken, spokenLatencies, spokenLatency} from './accessible-words.ts';

type ShownRows = Pick<ScreenState, 'endpoints' | 'latency' | 'snaps'>;

const eventsSaid = 10;
const snapshotsSaid = 20;

/** What a view shows, said in lines, rows in the order its keys go through them; the first has the run clock. */
export function viewLines(name: ViewName, mirror: SessionMirror, screen: ShownRows): readonly string[] {
  const {view} = mirror;
  switch (name) {
    case 'drive':
      return [accessibleSummary(view)];
    case 'endpoints':
      return listed(view, 'endpoints', shownEndpoints(view, screen.endpoints).map(endpointLine));
    case 'latency':
      return latencyLines(view, mirror.look, screen.latency.name);
    case 'compare':
      return comparisonLines(view);
    case 'host':
      return hostLines(view);
    case 'snaps':
      return listed(view, 'snapshots', snapRows(view, screen.snaps).slice(0, snapshotsSaid).map(snapshotLine));
    case 'study':
      return studyLines(view);
    case 'events':
    default:
      return [
        lineOf(view.elapsedMs, [`events, the last ${Math.min(eventsSaid, mirror.events.length)}`]),
        ...mirror.events.slice(-eventsSaid).map(accessibleEvent),
      ];
  }
}

/** One request's figures. */
export function endpointLine({name, requestsPerSecond, p95, p99, errorShare, worstSlo, change}: LookedRow): string {
  const parts = [
    requestsPerSecond === null ? 'no requests' : `${plainNumber(requestsPerSecond)} per second`,
    p95 === null ? null : `p95 ${spokenQuantile({...p95, few: false})}`,
    p99 === null ? null : `p99 ${spokenQuantile({...p99, few: p99.few || p95?.few === true})}`,
    errorShare === null ? null : `${plainNumber(errorShare * 100)} percent errors`,
    worstSlo === null
      ? null
      : `${Math.round(worstSlo.share * 100)} percent of limit${worstSlo.holds ? '' : ', failing'}`,
    change?.p95 === null || change === null ? null : `p95 ${spokenChange(change.p95)} against the baseline`,
  ].filter((part) => part !== null);
  return sentence(`${spoken(name ?? 'all requests')}: ${parts.join(', ')}`);
}

export function snapshotLine({name, vus, model, rate, p95Us, note}: SessionView['snapshots'][number]): string {
  const load = model === 'open' && rate !== null ? `${plainNumber(rate)} per second` : `${vus} virtual users`;
  const p95 = p95Us === null ? '' : `, p95 ${spokenLatency(p95Us)}`;
  return sentence(`${spoken(name)}: ${load}${p95}${note === null ? '' : `, ${spoken(note)}`}`);
}

function listed({elapsedMs}: SessionView, what: string, lines: readonly string[]): readonly string[] {
  return [lineOf(elapsedMs, [lines.length === 0 ? `no ${what}` : `${what}, ${lines.length}`]), ...lines];
}

function latencyLines(view: SessionView, look: LookView | null, request: string | null): readonly string[] {
  const row = request === null ? view.window : view.endpoints.find(({name}) => name === request);
  // What was looked at before stays until the newer has come.
  const steps =
    look !== null && look.request.name === request
      ? look.ladder.map(({step, now}) => [step, now] as const)
      : (['min', 'p50', 'p95', 'p99', 'max'] as const).map((step) => [step, row?.[step] ?? null] as const);
  const known = steps.flatMap(([step, quantile]) => (quantile === null ? [] : [[step, quantile.us] as const]));
  const said = known.length === 0 ? 'nothing measured yet' : spokenLatencies(known);
  return [lineOf(view.elapsedMs, [`latency of ${request === null ? 'all requests' : spoken(request)}`, said])];
}

function comparisonLines({elapsedMs, comparison, notCompared = null, baseline}: SessionView): readonly string[] {
  if (notCompared !== null) return [lineOf(elapsedMs, ['not compared', spoken(notCompared)])];
  if (comparison === null) {
    return [lineOf(elapsedMs, [baseline === null ? 'no baseline: B chooses one' : 'the comparison is being made'])];
  }
  return [lineOf(elapsedMs, comparedSentences(comparison))];
}

function comparedSentences({a, b, result}: ComparisonView): (string | null)[] {
  return [
    `${spoken(a.name)} against ${spoken(b.name)}`,
    result.refusal === null ? spoken(`${result.verdict}: ${result.text}`) : `Not judged: ${spoken(result.refusal)}`,
    ...result.differences.map((one) => spoken(one)),
  ];
}

/** What was measured in the second at the inspect cursor. */
export function cursorLine({view, columns}: SessionMirror, {atS, anchorS}: InspectCursor): string {
  const row = columns[1].find((one) => one.atS === atS);
  const range = anchorS === null ? null : `range of ${Math.abs(atS - anchorS) + 1} seconds`;
  const at = `at ${formatClock(atS * 1000)}`;
  if (row === undefined) return lineOf(view.elapsedMs, [`${at}, no data`, range]);
  const {vus, offeredPerSecond, requestsPerSecond, p50, p95, p99, errorShare, doubtful} = row;
  const due = Number.isNaN(offeredPerSecond) ? '' : `, ${plainNumber(offeredPerSecond)} iterations per second due`;
  const known = Object.entries({Median: p50, p95, p99}).filter(([, us]) => !Number.isNaN(us));
  return lineOf(view.elapsedMs, [
    `${at}, ${plainNumber(vus)} virtual users${due}`,
    Number.isNaN(requestsPerSecond) ? null : `${plainNumber(requestsPerSecond)} requests per second`,
    known.length === 0 ? 'No latency measured' : spokenLatencies(known),
    Number.isNaN(errorShare) ? null : `${plainNumber(errorShare * 100)} percent errors`,
    doubtful ? 'Not to be trusted' : null,
    range,
  ]);
}

function hostLines({elapsedMs, generator, host, workers, workerRows, targetHost}: SessionView): readonly string[] {
  const verdict = generator.verdict === 'ok' ? 'generator healthy' : `generator ${generator.verdict}`;
  return [
    lineOf(elapsedMs, [
      verdict,
      generator.reason === null ? null : spoken(generator.reason),
      `${workers.alive} of ${workers.wanted} workers`,
      Number.isFinite(generator.utilisation)
        ? `busiest worker ${Math.round(generator.utilisation * 100)} percent`
        : null,
      host?.cpu == null ? null : `processor ${Math.round(host.cpu * 100)} percent`,
      targetHost === null ? null : targetWords(targetHost),
    ]),
    ...workerRows.map(workerLine),
  ];
}

function workerLine({
  worker,
  alive,
  starting,
  utilisation,
  loopDelayMs,
  activeVus,
  requestsPerSecond,
}: WorkerRow): string {
  if (!alive) return sentence(`worker ${worker}: ${starting === true ? 'starting' : 'gone'}`);
  const parts = [
    Number.isNaN(utilisation) ? null : `${Math.round(utilisation * 100)} percent busy`,
    `${activeVus} virtual users`,
    `${plainNumber(requestsPerSecond)} requests per second`,
    Number.isNaN(loopDelayMs) ? null : `event loop ${spokenLatency(loopDelayMs * 1000)} late`,
  ].filter((part) => part !== null);
  return sentence(`worker ${worker}: ${parts.join(', ')}`);
}

function targetWords({state, problem, sample}: NonNullable<SessionView['targetHost']>): string {
  if (state === 'failed') return `target's machine not known: ${spoken(problem ?? 'no answer')}`;
  if (sample?.cpu == null) return "target's machine not known yet";
  return `target's processor ${Math.round(sample.cpu * 100)} percent`;
}
