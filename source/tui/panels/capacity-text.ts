import {formatLatency, formatShare} from '../../domain/format.ts';
import type {LoadModel} from '../../domain/load-model.ts';
import {printLevel, printLoad, printNear} from '../../domain/load-text.ts';
import type {CapacityStudy} from '../../domain/study.ts';
import type {SessionView} from '../../session/view.ts';
import type {Piece} from '../canvas/canvas.ts';
import {tone, type Tone} from '../theme/tone.ts';
import type {Fact} from './fact-rows.ts';
import {levelUnit, shortRate} from './level-text.ts';
import {usedNow} from './limit-scale.ts';
import {quantilePiece} from './measured-text.ts';
import {trialMarks} from './trial-marks.ts';

const verdictTones: Readonly<Record<CapacityStudy['verdict'], Tone>> = {
  FOUND: tone.okStrong,
  'AT-LEAST': tone.nearStrong,
  BELOW: tone.overStrong,
  'GENERATOR-LIMITED': tone.overStrong,
  INCOMPLETE: tone.nearStrong,
};

/** `FOUND`, once it is over. */
export function verdictPiece({state, verdict}: CapacityStudy): Piece | null {
  return state === 'done' ? [verdict, verdictTones[verdict]] : null;
}

/** What is known of the capacity: the interval first, then where it breaks, the knee, the law. */
export function capacityFacts(study: CapacityStudy): readonly Fact[] {
  const {model, breaking, knee} = study;
  return [
    capacityFact(study),
    ...(breaking === null
      ? []
      : [[['breaks ', tone.dim] as const, [`${breakingText(breaking, model)}: ${breaking.why}`, tone.plain] as const]]),
    ...(knee === null
      ? []
      : [[['knee ', tone.dim] as const, [printNear(knee.fromLevel, knee.toLevel, model), tone.plain] as const]]),
    ...uslFacts(study),
  ];
}

function capacityFact({model, low, high, confirmed, state, verdict}: CapacityStudy): Fact {
  if (verdict === 'GENERATOR-LIMITED' && state === 'done') return [['capacity not found', tone.overStrong]];
  const unit = levelUnit(model);
  const so = state === 'done' ? '' : ' so far';
  if (low === null && high === null) return [['capacity -- ', tone.strong]];
  if (low === null) return [[`capacity < ${printLoad(high!, model)}${so}`, tone.strong]];
  const range =
    high === null ? `≥${printLoad(low, model)}` : `[${printLevel(low, model)}, ${printLevel(high, model)})${unit}`;
  return [
    [`capacity ${range}${so}`, tone.strong],
    confirmed ? [' confirmed', tone.ok] : [' ~ not confirmed', tone.near],
  ];
}

/** `(240, 280] VUs`: the first load that breaks and the one before it. */
function breakingText({from, to}: NonNullable<CapacityStudy['breaking']>, model: LoadModel): string {
  if (from === null) return `at ${printLoad(to, model)} or before`;
  return `in (${printLevel(from, model)}, ${printLevel(to, model)}]${levelUnit(model)}`;
}

/** `USL peak 282 VUs`, or why that cannot be told; how much of the trials the law explains. */
function uslFacts({usl, model}: CapacityStudy): readonly Fact[] {
  if (usl === null) return [];
  const {peakLevel, why, rSquared} = usl;
  const fit: Piece = [` (R2 ${rSquared.toFixed(3)})`, tone.dim];
  if (peakLevel !== null) return [[['USL peak ', tone.dim], [printLoad(peakLevel, model), tone.plain], fit]];
  return [[['no USL peak', tone.dim], fit, [`: ${why ?? 'it cannot be told'}`, tone.plain]]];
}

/** How the trial under way stands: `now 208 VUs   last 10s: p95 231ms 92% of its limit   412 req/s   0% err   CPU 31%`. */
export function presentFacts(study: CapacityStudy, view: SessionView): readonly Fact[] {
  const {window, load, host, targetHost} = view;
  const used = usedNow(study, view);
  return [
    [
      ['now ', tone.dim],
      [printLoad(levelNow(view), load.model), tone.strong],
    ],
    [['last 10s: p95 ', tone.dim], quantilePiece(window.p95), ...usedPieces(used)],
    [[`${window.requestsPerSecond === null ? '--' : shortRate(window.requestsPerSecond)} req/s`, tone.plain]],
    [[`${window.errorShare === null ? '--' : formatShare(window.errorShare)} err`, tone.plain]],
    ...cpuFacts('CPU', host?.cpu),
    ...cpuFacts('target CPU', targetHost?.sample?.cpu),
  ];
}

/** The load there is at this moment: VUs at work, or the rate that is commanded. */
export function levelNow({load}: SessionView): number {
  return load.model === 'closed' ? load.activeVus : load.commandedLevel;
}

function cpuFacts(name: string, share: number | null | undefined): readonly Fact[] {
  return share == null ? [] : [[[`${name} ${formatShare(share)}`, tone.dim]]];
}

/** ` 92% of its limit`: of the worst objective's. */
function usedPieces(used: number | null): readonly Piece[] {
  if (used === null) return [];
  return [[` ${Math.round(used * 100)}% of its limit`, used > 1 ? tone.over : used > 0.9 ? tone.near : tone.dim]];
}

/** The trial that ended last, with why: where the table has no room for that. */
export function lastFact({trials, model}: CapacityStudy): Fact | null {
  const last = trials.at(-1);
  if (last === undefined) return null;
  const {sign, look} = trialMarks[last.verdict];
  const why = last.why === '' ? '' : `: ${last.why}`;
  return [
    ['last ', tone.dim],
    [`${printLoad(last.level, model)} ${sign} ${last.verdict}${why}`, look],
  ];
}

export function latencyText(us: number | null): string {
  return us === null ? '--' : formatLatency(us);
}
