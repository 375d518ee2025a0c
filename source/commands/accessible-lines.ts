import {formatClock} from '../domain/format.ts';
import type {Study} from '../domain/study.ts';
import type {Quantile, SessionEvent, SessionPhase, SessionView, SloRow} from '../session/view.ts';
import {plainNumber, sentence, spoken, spokenLatencies, spokenLatency} from './accessible-words.ts';

/*
 * 00:12:14 target 250 virtual users, was 240, over 25 seconds.
 * 00:12:20 load 242. p95 231 milliseconds, 92 percent of limit. 260 per second.
 * 00:12:31 alert. p95 259 milliseconds over 250 milliseconds for 10 seconds.
 */

const phaseWords: Readonly<Record<SessionPhase, string>> = {
  STARTING: 'starting',
  IDLE: 'idle',
  RAMP: 'ramping',
  HOLD: 'holding',
  PAUSED: 'paused',
  DRAIN: 'draining',
  STOPPED: 'stopped',
  ENDED: 'ended',
};

/** Where the run stands, as a sentence for a screen reader: no symbols, no columns, units in words. */
export function accessibleProgress(view: SessionView): string {
  const {phase, window} = view;
  return lineOf(view.elapsedMs, [
    `${phaseWords[phase]}, ${spokenLoad(view)}`,
    window.requestsPerSecond === null ? null : `${plainNumber(window.requestsPerSecond)} requests per second`,
    window.p95 === null ? null : `p95 ${spokenQuantile(window.p95)}`,
    window.errorShare === null ? null : `${plainNumber(window.errorShare * 100)} percent errors`,
    spokenLosses(view),
    ...doubts(view),
  ]);
}

/** The load line between two changes. `p95Us`: of the line before, to tell rising from falling; null: there was none. */
export function accessibleLoad(view: SessionView, p95Us: number | null): string {
  const {window, load} = view;
  const level = load.model === 'closed' ? load.activeVus : load.commandedLevel;
  const goes = Math.round(level) === Math.round(load.targetLevel) ? '' : ` of ${spokenLevel(load.targetLevel)}`;
  const rate = load.model === 'closed' ? '' : ' per second';
  const errors = window.errorShare ?? 0;
  const phase = view.phase === 'HOLD' || view.phase === 'RAMP' ? '' : `${phaseWords[view.phase]}, `;
  return lineOf(view.elapsedMs, [
    `${phase}load ${spokenLevel(level)}${goes}${rate}`,
    window.p95 === null
      ? null
      : `p95 ${spokenQuantile(window.p95)}${usedWords(view)}${trendWords(window.p95.us, p95Us)}`,
    window.requestsPerSecond === null ? null : `${plainNumber(window.requestsPerSecond)} per second`,
    errors === 0 ? null : `${plainNumber(errors * 100)} percent errors`,
    spokenLosses(view),
    ...doubts(view),
  ]);
}

export const studyNames: Readonly<Record<Study['kind'], string>> = {
  capacity: 'capacity search',
  spike: 'spike test',
  soak: 'endurance test',
};

/** All there is to say now. */
export function accessibleSummary(view: SessionView): string {
  const {window, phase, slos, generator} = view;
  const named = (
    [
      ['Median', window.p50],
      ['p95', window.p95],
      ['p99', window.p99],
    ] as const
  ).flatMap(([name, quantile]) => (quantile === null ? [] : [[name, quantile.us] as const]));
  const rate = window.requestsPerSecond;
  const errors = window.errorShare === null ? '' : `, ${plainNumber(window.errorShare * 100)} percent errors`;
  const word = phaseWords[phase];
  return lineOf(view.elapsedMs, [
    'summary',
    `${word.charAt(0).toUpperCase()}${word.slice(1)}, ${spokenLoad(view)}`,
    rate === null ? 'No requests measured yet' : `${plainNumber(rate)} requests per second${errors}`,
    named.length === 0 ? null : spokenLatencies(named),
    ...limitSentences(slos),
    spokenLosses(view),
    ...(generator.verdict === 'ok' ? ['Generator healthy'] : []),
    ...doubts(view),
    baselineSentence(view),
    view.study === null ? null : `${studyNames[view.study.kind]}: ${spoken(view.study.says)}`,
    view.alert === null ? null : `Alert: ${spoken(view.alert.text)}`,
    view.question === null ? null : `Question: ${spoken(view.question.text)}`,
  ]);
}

/** What happened, as a line for a screen reader. */
export function accessibleEvent({atMs, kind, text}: SessionEvent): string {
  const isAlert = kind === 'alert' || kind === 'failure' || kind === 'gap';
  return lineOf(atMs, [isAlert ? 'alert' : null, targetWords(text) ?? spoken(text)]);
}

/** A line of its own: sentences behind the run clock. */
export function lineOf(atMs: number, sentences: readonly (string | null)[]): string {
  const said = sentences.filter((one) => one !== null && one !== '') as string[];
  return `${formatClock(atMs)} ${said.map(sentence).join(' ')}`;
}

/** `3 of 4 limits pass`, and which do not. */
export function limitSentences(slos: readonly SloRow[]): readonly string[] {
  const known = slos.filter(({state}) => state !== 'unknown');
  if (known.length === 0) return [];
  const failing = known.filter(({state}) => state === 'over');
  const passing = `${known.length - failing.length} of ${known.length} limits pass`;
  if (failing.length === 0) return [passing];
  const named = failing.map(({short, requestName, used}) => {
    const whose = requestName === null ? '' : ` of ${spoken(requestName)}`;
    return `${short}${whose}${used === null || !Number.isFinite(used) ? '' : ` at ${Math.round(used * 100)} percent`}`;
  });
  return [passing, `Failing: ${named.join(', ')}`];
}

export function spokenQuantile({us, few, atLeast}: Quantile): string {
  return `${atLeast ? 'at least ' : ''}${spokenLatency(us)}${few ? ', few samples' : ''}`;
}

/** `up 27 percent`. */
export function spokenChange(change: number): string {
  const percent = Math.round(change * 100);
  return percent === 0 ? 'unchanged' : `${percent > 0 ? 'up' : 'down'} ${Math.abs(percent)} percent`;
}

function spokenLoad({load, arrivals}: SessionView): string {
  if (load.model === 'closed') return `${load.activeVus} of ${load.targetLevel} virtual users`;
  const started = arrivals === null ? '' : `, ${plainNumber(arrivals.startedPerSecond)} started`;
  return `${plainNumber(load.targetLevel)} iterations per second offered${started}, ${load.activeVus} virtual users busy`;
}

function spokenLevel(level: number): string {
  return Number.isInteger(level) ? String(level) : plainNumber(level);
}

function spokenLosses({arrivals}: SessionView): string | null {
  if (arrivals === null) return null;
  const {queued, dropped, missed} = arrivals;
  const parts = [
    queued === 0 ? null : `${queued} waiting`,
    dropped === 0 ? null : `${dropped} dropped`,
    missed === 0 ? null : `${missed} missed`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : `iterations ${parts.join(', ')}`;
}

function doubts({validity, generator}: SessionView): (string | null)[] {
  return [
    validity === null || validity.verdict === 'VALID' ? null : `run ${validity.verdict.toLowerCase()}`,
    generator.verdict === 'saturated' ? 'generator saturated, latencies read high' : null,
  ];
}

function usedWords({slos}: SessionView): string {
  const limit = slos.find(({percentile, requestName}) => percentile === 95 && requestName === null);
  if (limit?.used === null || limit === undefined || !Number.isFinite(limit.used)) return '';
  return `, ${Math.round(limit.used * 100)} percent of limit`;
}

function trendWords(us: number, beforeUs: number | null): string {
  if (beforeUs === null || !(beforeUs > 0)) return '';
  const change = us / beforeUs - 1;
  return change > 0.1 ? ', rising' : change < -0.1 ? ', falling' : '';
}

function baselineSentence({baseline, window: {change}}: SessionView): string | null {
  if (baseline === null || !baseline.shown || change?.p95 === null || change === null) return null;
  const where = change.loadDiffers ? 'at a load that differs' : 'at this load';
  return `Against baseline ${spoken(baseline.name)} ${where}: p95 ${spokenChange(change.p95)}`;
}

/** `manual: 240 ▸ 250 VUs over 25s`: what it is to be comes first. */
function targetWords(text: string): string | null {
  const parts = /^(?:(?<who>[^:▸]+): )?(?<from>[\d.,]+k?) ▸ (?<to>[\d.,]+k?)(?<unit>\/s| VUs?)(?<rest>.*)$/.exec(
    text,
  )?.groups;
  if (parts === undefined) return null;
  const {who, from = '', to = '', unit = '', rest = ''} = parts;
  const over = rest.startsWith(' over ') ? `,${rest}` : rest;
  const lead = who === undefined || who === 'manual' ? '' : `${who}: `;
  return spoken(`${lead}target ${to}${unit}, was ${from}${over}`);
}
