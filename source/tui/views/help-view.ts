import {keyHelp, playbackKeyHelp, viewKeyHelp, type KeyGroup, type KeyHelpLine} from '../app/key-table.ts';
import type {SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {phasePiece} from '../panels/header.ts';
import {levelPieces, levelUnit} from '../panels/level-text.ts';
import {sloSummary} from '../panels/slo-text.ts';
import {tone} from '../theme/tone.ts';
import type {ViewName} from '../ui-state.ts';

const legend = [
  ['colours', 'blue ok  ~ near  ! over SLO  ? few samples  ≥ or more  -- not known'],
  ['bars', '2/3 = SLO   .... = no data   dotted, ~ below: generator not trusted'],
  ['plan', 'dim, right of now: what it has left; it waits while you drive'],
  ['CLOSED', 'VUs wait for answers: service time; X₀ = the rate were it unloaded'],
  ['OPEN', 'a rate whatever the target does: response time, from when it was due'],
  ['changes', '+28% against the baseline at the same load, ~ where its load differs'],
] as const;

type Group = KeyGroup | 'RECORDING';

/** What only one view shows. */
const viewLegend: Readonly<Record<ViewName, readonly (readonly [word: string, text: string])[]>> = {
  drive: [],
  compare: [
    ['interval', 'of the change, 95% by its name (live 99%): holds the truth in 86-93%'],
    ['verdict', 'of the interval: ! above +3%   ~ above 0, change +5%   ok below +10%'],
    ['o and :', 'A and B by load; live: ten seconds a mark'],
  ],
  snaps: [],
};

/** The whole screen: every key, from the key table, and what the marks mean. */
export function drawHelp(region: Region, view: SessionView | null, shown: ViewName): void {
  const {columns, rows} = region;
  const recording = view !== null && view.playback !== null;
  drawTop(region, view, recording);
  const right = Math.max(Math.min(42, columns - 38), Math.ceil(columns * 0.5));
  const twoColumns = columns >= 56;
  const capture = keyHelp('CAPTURE').length + 1;
  const leftRows = keyHelp('DRIVE').length + 1;
  const captureLeft = !twoColumns || leftRows + capture + legend.length <= rows - 2;
  const all = rows >= leastRowsForAll && !recording;
  const words = all ? [...legend, ...viewLegend.compare] : [...viewLegend[shown], ...legend];
  const left: readonly Group[] = recording ? ['RECORDING'] : captureLeft ? ['DRIVE', 'CAPTURE'] : ['DRIVE'];
  const views: readonly Group[] = captureLeft ? ['VIEWS', 'LOOK', 'APP'] : ['CAPTURE', 'VIEWS', 'LOOK', 'APP'];
  const others: readonly Group[] = recording ? ['LOOK', 'APP'] : views;
  const body = region.inner(0, 1, columns, rows - 2);
  const keysOf = (group: Group): readonly KeyHelpLine[] => {
    if (group === 'RECORDING') return playbackKeyHelp;
    if (recording) return keyHelp(group).filter((line) => playbackKeyHelp.every(({label}) => label !== line.label));
    return group === 'VIEWS' ? viewKeys(shown, rows >= leastRowsForAll) : keyHelp(group);
  };
  const leftPart = body.inner(0, 0, twoColumns ? right - 1 : columns, rows - 2);
  const end = drawGroups(leftPart, twoColumns ? left : [...left, ...others], keysOf);
  const rightEnd = twoColumns ? drawGroups(body.inner(right, 0, columns - right, rows - 2), others, keysOf) : 0;
  words.forEach(([word, text], index) => {
    const y = Math.max(end, rightEnd) + index;
    body.text(1, y, word, tone.strong);
    body.text(10, y, fitText(text, columns - 11), tone.dim);
  });
  if (rows >= 3) {
    region.inner(0, rows - 1, columns, 1).clear();
    region.pieces(1, rows - 1, [
      ['esc', tone.strong],
      [' close', tone.dim],
    ]);
  }
}

/** ` RAMP 248 ▸ 250 VUs   SLO 4/5 ! p95     HELP   raising is off, - and X work  esc`. */
function drawTop(region: Region, view: SessionView | null, recording: boolean): void {
  const wide = region.columns >= 60;
  if (view !== null) {
    const load = [
      phasePiece(view),
      [' ', tone.plain] as const,
      ...levelPieces(view),
      [levelUnit(view.load.model), tone.plain] as const,
    ];
    const x = region.pieces(1, 0, load);
    if (wide && x + 40 < region.columns) region.pieces(x + 3, 0, sloSummary(view));
  }
  const off = recording ? 'HELP   nothing is sent' : 'HELP   raising is off, - and X work';
  region.textRight(region.columns - 1, 0, region.columns >= 76 ? off : 'HELP', tone.strong);
}

/** Rows from which there is room for the keys of views that are not shown. */
const leastRowsForAll = 32;

/** How to go from view to view, and what keys the present one has, or with `all` each. */
function viewKeys(shown: ViewName, all: boolean): readonly KeyHelpLine[] {
  const own = (['compare', 'snaps'] as const)
    .filter((view) => all || view === shown)
    .flatMap((view) => viewKeyHelp[view].map(({label, help}) => ({label, help: `${viewKey[view]}: ${help}`})));
  return [...keyHelp('VIEWS'), ...own];
}

const viewKey = {compare: '4', snaps: '6'} as const;

function drawGroups(
  region: Region,
  groups: readonly Group[],
  keysOf: (group: Group) => readonly KeyHelpLine[],
): number {
  let y = 0;
  for (const group of groups) {
    region.text(1, y++, group, tone.strong);
    for (const {label, help} of keysOf(group)) {
      region.text(2, y, label, tone.strong);
      region.text(11, y++, fitText(help, region.columns - 11), tone.plain);
    }
  }
  return y;
}
