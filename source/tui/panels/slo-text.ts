import {formatLatency, formatNumber, formatShare} from '../../domain/format.ts';
import type {SessionView, SloRow} from '../../session/view.ts';
import type {Piece} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {withoutTrailingZeros} from '../plots/axis.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {quantilePiece} from './measured-text.ts';

export const sloTones: Readonly<Record<SloRow['state'], Tone>> = {
  ok: tone.ok,
  near: tone.near,
  over: tone.over,
  unknown: tone.dim,
};

const flags: Readonly<Record<SloRow['state'], string>> = {ok: ' ', near: '~', over: '!', unknown: ' '};

/** `!105%`, `~ 82%`, `  27%`: always five cells. */
export function usedPiece(slo: Pick<SloRow, 'used' | 'state'>): Piece {
  return [`${flags[slo.state]}${percentOf(slo.used).padStart(4)}`, sloTones[slo.state]];
}

/**
 * `105%`, `>999` when it is more than ten times the limit, `--`: at most four cells. `100%` is the limit itself: what is a
 * hair under it reads 99%, a hair over it 101%.
 */
export function percentOf(used: number | null): string {
  if (used === null || !Number.isFinite(used)) return '--';
  const rounded = Math.round(used * 100);
  const percent = used < 1 ? Math.min(99, rounded) : used > 1 ? Math.max(101, rounded) : rounded;
  return percent > 999 ? '>999' : `${percent}%`;
}

/** `263ms`, `?815ms` from few samples, `≥1.4s` by what is in flight, `0.27%`, `259/s`. */
export function sloValue({kind, value, few, atLeast}: Pick<SloRow, 'kind' | 'value' | 'few' | 'atLeast'>): string {
  if (kind === 'latency' && value !== null) return quantilePiece({us: value, few, atLeast})[0];
  return value === null || !Number.isFinite(value) ? '--' : printers[kind](value);
}

/** `250ms`, `1%`, `200/s`. */
export function sloBound({kind, bound}: Pick<SloRow, 'kind' | 'bound'>): string {
  return withoutTrailingZeros(printers[kind](bound));
}

const printers: Readonly<Record<SloRow['kind'], (value: number) => string>> = {
  latency: formatLatency,
  share: formatShare,
  rate: (value) => `${formatNumber(value)}/s`,
  count: formatNumber,
};

/** The limit on a quantile of all requests (100: max), or null; the tightest when there are several. */
export function latencySlo(view: SessionView, percentile: number): SloRow | null {
  let tightest: SloRow | null = null;
  for (const slo of view.slos) {
    if (slo.kind !== 'latency' || slo.percentile !== percentile || !coversAll(slo)) continue;
    if (tightest === null || slo.bound < tightest.bound) tightest = slo;
  }
  return tightest;
}

/** The limit on a request's p95: its own, or the one on all requests. µs; null without. */
export function endpointP95Bound(view: SessionView, name: string): number | null {
  const own = view.slos.find((slo) => slo.kind === 'latency' && slo.percentile === 95 && isOnlyFor(slo, name));
  return own?.bound ?? latencySlo(view, 95)?.bound ?? null;
}

/** The first limit on the share of all requests that fail, or null; checks and the host have shares too. */
export function errorSlo(view: SessionView): SloRow | null {
  return view.slos.find((slo) => slo.source.startsWith('http_req_failed') && coversAll(slo)) ?? null;
}

/** Whether it is for everything that its metric counts: one of a scenario or a tag says nothing of a plot of all. */
export function coversAll({requestName, source}: Pick<SloRow, 'requestName' | 'source'>): boolean {
  return requestName === null && !source.includes('{');
}

/** `http_req_duration{name:login}`: of all of these requests, not of those of a scenario. */
function isOnlyFor({requestName, source}: SloRow, name: string): boolean {
  return requestName === name && !/\{[^}]*,/.test(source);
}

/** Worst first, by how much of the limit is used; unknown last. Stable. */
export function worstFirst(slos: readonly SloRow[]): SloRow[] {
  return [...slos].sort((a, b) => (b.used ?? -1) - (a.used ?? -1));
}

/** `SLO 4/5 ! p95`: how many hold, and the worst when it is near or over; empty without any. */
export function sloSummary(view: SessionView): readonly Piece[] {
  const {slos} = view;
  if (slos.length === 0) return [];
  const known = slos.filter((slo) => slo.state !== 'unknown');
  if (known.length === 0) return [[`SLO -/${slos.length}`, tone.dim]];
  const over = slos.filter((slo) => slo.state === 'over');
  const count: Piece = [`SLO ${slos.length - over.length}/${slos.length}`, over.length > 0 ? tone.overStrong : tone.ok];
  const worst = worstFirst(over.length > 0 ? over : known.filter((slo) => slo.state === 'near'))[0];
  if (worst === undefined) return [count];
  const of = worst.requestName === null ? '' : ` ${fitText(worst.requestName, 16)}`;
  const look = worst.state === 'over' ? tone.overStrong : tone.nearStrong;
  return [count, [` ${flags[worst.state]} ${worst.short}${of}`, look]];
}

/** What a value that has a limit is drawn in. */
export function limitTone(value: number, bound: number): Tone {
  return value > bound ? tone.over : value >= bound * 0.8 ? tone.near : tone.ok;
}
