import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {wrapText} from '../canvas/wrap-text.ts';
import type {Theme} from '../theme/theme.ts';
import {tone} from '../theme/tone.ts';
import type {PickerEntry, StartCheck} from './picker-model.ts';
import {drawPlanPreview} from './plan-preview.ts';
import {profileFacts, recordingFacts, type Fact} from './profile-facts.ts';

const wordCells = 12;

/** The plan as a plot at the left where there is room for it, what else the profile says at the right. */
export function drawPreview(region: Region, {profile, recording}: PickerEntry, theme: Theme): void {
  if (recording !== undefined) {
    drawFacts(region.inner(1, 0, region.columns - 1, region.rows), recordingFacts(recording));
    return;
  }
  if (profile === null) {
    region.text(1, 0, fitText('broken: v names every problem', region.columns - 2), tone.over);
    return;
  }
  const facts = profileFacts(profile);
  if (region.columns < 72) {
    drawFacts(region.inner(1, 0, region.columns - 1, region.rows), facts);
    return;
  }
  const plotCells = Math.floor(region.columns * (region.columns >= 110 ? 0.48 : 0.38));
  drawPlanPreview(region.inner(0, 0, plotCells, Math.min(region.rows, 14)), profile.executor, theme);
  for (let y = 0; y < region.rows; y++) region.put(plotCells + 1, y, '│', tone.dim);
  drawFacts(region.inner(plotCells + 3, 0, region.columns - plotCells - 3, region.rows), facts);
}

/** One line each, and the lines that are left for what is too long for one. */
function drawFacts(region: Region, facts: readonly Fact[]): void {
  const width = region.columns - wordCells;
  const wrapped = facts.map(([word, text]) => ({word, lines: wrapText(text, width)}));
  let spare = region.rows - wrapped.length;
  let y = 0;
  for (const {word, lines} of wrapped) {
    const taken = Math.min(lines.length, 1 + Math.max(0, spare));
    spare -= taken - 1;
    region.text(0, y, word, tone.dim);
    lines.slice(0, taken).forEach((line, index) => {
      const isCut = index === taken - 1 && taken < lines.length;
      region.text(wordCells, y + index, fitText(isCut ? lines.slice(index).join(' ') : line, width), tone.plain);
    });
    y += taken;
  }
}

const marks: Readonly<Record<StartCheck['outcome'], readonly [string, 0 | 1 | 3 | 4 | 5]>> = {
  pending: ['·', tone.dim],
  ok: ['✓', tone.ok],
  warning: ['~', tone.near],
  failed: ['✗', tone.over],
  unknown: ['-', tone.dim],
};

/** One line for each check. */
export function drawChecks(region: Region, checks: readonly StartCheck[]): void {
  if (checks.length === 0) region.text(2, 0, '· looking', tone.dim);
  checks.forEach(({outcome, text}, y) => {
    const [mark, look] = marks[outcome];
    region.text(2, y, mark, look);
    region.text(4, y, fitText(text, region.columns - 5), outcome === 'ok' ? tone.plain : look);
  });
}
