import type {OutcomeCount} from '../../domain/error-kind.ts';
import type {SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {drawBar} from '../plots/bar.ts';
import {tone} from '../theme/tone.ts';

/** What requests of the whole run ended in: ` 503            ▮▮▯▯▯▯▯▯▯▯   0.188%     241`. */
export function drawStatusPanel(region: Region, view: SessionView): void {
  const {outcomes} = view;
  const room = Math.max(0, region.rows - 1);
  const hidden = Math.max(0, outcomes.length - room);
  if (region.rows === 0) return;
  const about = hidden > 0 ? `+${hidden} more   since start` : 'since start';
  drawHeading(region, 0, 'STATUS', [view.slos.length === 0 ? `no SLO is set   ${about}` : about, about]);
  const total = outcomes.reduce((sum, outcome) => sum + outcome.count, 0);
  if (total === 0 && room > 0) region.text(1, 1, 'no responses yet', tone.dim);
  outcomes.slice(0, room).forEach((outcome, index) => drawOutcome(region, index + 1, outcome, total));
}

function drawOutcome(region: Region, y: number, outcome: OutcomeCount, total: number): void {
  const isExpected = outcome.code === 0;
  const share = total === 0 ? Number.NaN : outcome.count / total;
  const barX = region.columns >= 56 ? 27 : 19;
  const full = outcomeText(outcome);
  const text = widthOf(full) <= barX - 2 ? full : outcome.word;
  region.text(1, y, fitText(text, barX - 2), isExpected ? tone.plain : tone.near);
  const cells = Math.max(0, region.columns - barX - 21);
  drawBar(region, barX, y, cells, share, isExpected ? tone.ok : tone.over);
  const percent = Number.isNaN(share) ? '--' : `${(share * 100).toFixed(share === 1 ? 0 : 3)}%`;
  region.textRight(barX + cells + 9, y, percent, tone.plain);
  region.textRight(region.columns - 2, y, String(outcome.count), tone.dim);
}

/** `200 ok`, `503`, `timeout 1050`: the word, with the code that files carry. */
function outcomeText({code, word}: OutcomeCount): string {
  const isStatus = /^\d{3}$/.test(word);
  if (isStatus) return code === 0 ? `${word} ok` : `${word} unexpected`;
  return code === 0 ? word : `${word} ${code}`;
}
