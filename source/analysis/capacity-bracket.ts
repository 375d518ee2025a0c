import type {LoadModel} from '../domain/load-model.ts';
import {roundLevel} from '../domain/load-text.ts';
import type {CapacityStudy, CapacityTrial} from '../domain/study.ts';

/*
 * Which load a capacity search tries next, from what became of those before:
 *
 *   nothing known      the start
 *   low only           climb: ×2, ×1.5 near the limit, ×1.1 if gently; at the cap confirm
 *   high only          climb from below: half of high, down to the floor
 *   low and high       bisect at √(low·high) until high/low ≤ 1.05, then confirm low
 *   low not confirmed  confirm what is 5% below it
 *
 * A load that fails, a confirmation too, becomes high and takes with it every load at and above it: low is then the
 * highest that passed below. So high only falls, no load at or above high is ever tried again, and the search ends.
 */

export interface BracketLimits {
  readonly model: LoadModel;
  readonly gentle: boolean;
  /** The first load tried. */
  readonly startLevel: number;
  /** No lower one is tried. */
  readonly floorLevel: number;
  /** No higher one is tried. */
  readonly capLevel: number;
}

export interface Bracket {
  /** Loads that passed, ascending, all below `high`. */
  readonly passed: readonly number[];
  /** The lowest load that failed; null: none did. */
  readonly high: number | null;
  /** The load that was confirmed; null: none. */
  readonly confirmed: number | null;
  /** The last confirmation failed. */
  readonly slipped: boolean;
}

export const emptyBracket: Bracket = {passed: [], high: null, confirmed: null, slipped: false};

export type NextTrial =
  | {readonly kind: 'trial'; readonly phase: CapacityTrial['phase']; readonly level: number}
  | {readonly kind: 'end'; readonly verdict: Extract<CapacityStudy['verdict'], 'FOUND' | 'AT-LEAST' | 'BELOW'>};

/** high/low at which a bracket is narrow enough. */
export const narrowRatio = 1.05;

const climbRatio = 2;
const nearRatio = 1.5;
const gentleRatio = 1.1;

/** The highest load that passed; null: none did. */
export function lowOf({passed}: Bracket): number | null {
  return passed.at(-1) ?? null;
}

/** The bracket after one more trial. */
export function afterTrial(
  bracket: Bracket,
  trial: {readonly phase: CapacityTrial['phase']; readonly level: number; readonly passed: boolean},
): Bracket {
  const {level} = trial;
  if (!trial.passed) {
    const high = Math.min(level, bracket.high ?? level);
    const confirmed = bracket.confirmed !== null && bracket.confirmed >= high ? null : bracket.confirmed;
    return {passed: bracket.passed.filter((one) => one < high), high, confirmed, slipped: trial.phase === 'confirm'};
  }
  if (bracket.high !== null && level >= bracket.high) return bracket;
  const passed = [...new Set([...bracket.passed, level])].sort((a, b) => a - b);
  return {...bracket, passed, confirmed: trial.phase === 'confirm' ? level : bracket.confirmed, slipped: false};
}

/** @param near the last trial came near the limit: smaller steps from here */
export function nextTrial(bracket: Bracket, limits: BracketLimits, near: boolean): NextTrial {
  const low = lowOf(bracket);
  const {high, confirmed} = bracket;
  const {startLevel, capLevel, floorLevel} = limits;
  if (low === null) {
    if (high === null) return climbTo(Math.min(startLevel, capLevel));
    const level = Math.max(floorLevel, tidyLevel(high / climbRatio, limits));
    return level < high ? climbTo(level) : {kind: 'end', verdict: 'BELOW'};
  }
  if (high === null && low < capLevel) return climbTo(Math.min(capLevel, above(low, limits, near)));
  const middle = high === null ? null : middleOf(low, high, limits);
  // What passed once is not far below what holds: one step down, and at once for long.
  if (middle !== null && bracket.slipped)
    return {kind: 'trial', phase: 'confirm', level: stepBelow(low, high!, limits)};
  if (middle !== null) return {kind: 'trial', phase: 'bisect', level: middle};
  if (confirmed !== low) return {kind: 'trial', phase: 'confirm', level: low};
  return {kind: 'end', verdict: high === null ? 'AT-LEAST' : 'FOUND'};
}

function climbTo(level: number): NextTrial {
  return {kind: 'trial', phase: 'climb', level};
}

function above(low: number, limits: BracketLimits, near: boolean): number {
  const ratio = limits.gentle ? gentleRatio : near ? nearRatio : climbRatio;
  const level = tidyLevel(low * ratio, limits);
  return level > low ? level : low + smallestStep(low, limits);
}

/** Null: there is no load between them, or they are near enough. */
function middleOf(low: number, high: number, limits: BracketLimits): number | null {
  if (high <= low * narrowRatio) return null;
  const level = tidyLevel(Math.sqrt(low * high), limits);
  if (level > low && level < high) return level;
  const next = low + smallestStep(low, limits);
  return next < high ? next : null;
}

/** By no more than a bracket's width; above low, as there is a load between them. */
function stepBelow(low: number, high: number, limits: BracketLimits): number {
  const level = tidyLevel(high / narrowRatio, limits);
  if (level >= high) return Math.max(low, high - smallestStep(low, limits));
  return Math.max(low, level);
}

/** As operators set loads: whole VUs, whole rates from 10/s on. */
function tidyLevel(level: number, {model}: BracketLimits): number {
  return roundLevel(level, model);
}

function smallestStep(level: number, {model}: BracketLimits): number {
  return roundLevel(level + 0.01, model) > level ? 0.01 : 1;
}
