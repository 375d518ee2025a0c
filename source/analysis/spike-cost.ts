import type {SpikeFigures} from '../domain/study.ts';
import {addSums, errorShareOf, figuresOfSums, type LoadSums} from './load-sums.ts';
import {sameShare, type Aftermath} from './spike-aftermath.ts';
import {factorOf, type Excursion, type SpikeSetup} from './spike-excursions.ts';
import type {SpikeNormal} from './spike-limits.ts';
import type {SpikeSecond, SpikeSeconds} from './spike-seconds.ts';

/** What a spike is held against. */
export interface BeforeSpike {
  readonly normal: SpikeNormal | null;
  readonly sums: LoadSums;
}

const peakWindowMs = 5000;

/** What a spike came to: while it was held, at its worst, and until all was well. */
export function spikeCost(
  setup: SpikeSetup,
  seconds: SpikeSeconds,
  spike: Excursion,
  aftermath: Aftermath,
  {normal, sums: before}: BeforeSpike,
): SpikeFigures {
  const {list} = seconds;
  const to = spike.after ?? list.length;
  const held = list.slice(spike.first, to).filter(({commanded}) => commanded >= spike.peak * (1 - sameShare));
  const affected = list.slice(spike.first, aftermath.end);
  const usual = normal?.errorShare ?? 0;
  const lost = affected.reduce((sum, {sums: {failed, requests}}) => sum + failed - usual * requests, 0);
  const peakUs = peakOf(seconds, spike.first, to, aftermath.end);
  return {
    ...figuresOfSums(sumsOf(held), spike.peak),
    factor: factorOf(setup, spike.peak),
    startMs: list[spike.first]!.startMs,
    endMs: list[to - 1]!.endMs,
    peakRatio: normal === null || peakUs === null || normal.p95Us <= 0 ? null : peakUs / normal.p95Us,
    recovery: aftermath.recovery,
    lost: normal === null ? null : Math.max(0, lost),
    dropped: setup.model === 'open' ? droppedOf(affected) : null,
    goodputLost: normal === null ? null : goodputLostOf(held, before, iterationMsOf(before, setup)),
    limitedSeconds: limitedSecondsOf(aftermath.recovery === null ? affected : list.slice(spike.first, to)),
  };
}

/**
 * What answers without an error were short of, had each VU or arrival brought as many as it did before.
 * @param iterationMs before that an arrival has not brought all of them, whatever the target does
 */
function goodputLostOf(held: readonly SpikeSecond[], before: LoadSums, iterationMs: number): number | null {
  const fromMs = (held[0]?.startMs ?? 0) + iterationMs;
  const full = held.filter(({endMs}) => endMs > fromMs);
  if (full.length * 2 < held.length) return null;
  const usual = goodPerLoad(before);
  const found = goodPerLoad(sumsOf(full));
  return usual === null || found === null || usual === 0 ? null : Math.max(0, 1 - found / usual);
}

/**
 * How long an arrival is at work, by Little's law over VUs, ms.
 * @returns 0: closed model, or nothing was measured
 */
export function iterationMsOf({vusMs, levelMs}: LoadSums, {model}: SpikeSetup): number {
  return model === 'open' && levelMs > 0 ? 1000 * (vusMs / levelMs) : 0;
}

function goodPerLoad(sums: LoadSums): number | null {
  const good = sums.requests * (1 - (errorShareOf(sums) ?? 0));
  return sums.levelMs > 0 ? good / sums.levelMs : null;
}

function sumsOf(list: readonly SpikeSecond[]): LoadSums {
  return addSums(list.map(({sums}) => sums));
}

/** Arrivals that found no free VU in time. */
export function droppedOf(list: readonly SpikeSecond[]): number {
  return list.reduce((sum, {dropped}) => sum + dropped, 0);
}

/** For so long the generator, not the target, was at its end. */
export function limitedSecondsOf(list: readonly SpikeSecond[]): number {
  return list.reduce((sum, {limitedMs}) => sum + limitedMs, 0) / 1000;
}

/**
 * The highest p95 of 5 s, µs.
 * @param after from then on what the generator was at its end in is left out: it is no spike's doing
 */
function peakOf(seconds: SpikeSeconds, from: number, after: number, to: number): number | null {
  const endMs = seconds.list[to - 1]?.endMs ?? 0;
  let most: number | null = null;
  for (let i = from; i < to && seconds.list[i]!.startMs + peakWindowMs <= endMs; i++) {
    const window = seconds.window(i, peakWindowMs);
    const p95Us = i >= after && window?.isBlind === true ? null : (window?.p95Us ?? null);
    if (p95Us !== null && (most === null || p95Us > most)) most = p95Us;
  }
  return most;
}
