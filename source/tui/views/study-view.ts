import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {drawStudyPanel} from '../panels/study-shell.ts';
import {tone} from '../theme/tone.ts';
import type {ScreenState} from '../ui-state.ts';
import type {DriveFrame} from './drive-frame.ts';
import {studyBody} from './layout.ts';

/**
 * View 8, 60x16 and more: the question the run answers; `region` is the whole screen, its first two rows and last two are
 * drawn by others.
 */
export function drawStudy(region: Region, frame: DriveFrame, screen: ScreenState): void {
  const {columns, rows} = studyBody(region);
  const body = region.inner(0, 2, columns, rows);
  const {view, mirror, window, theme} = frame;
  if (view.study !== null) return drawStudyPanel(body, view.study, {mirror, window, theme, screen: screen.study});
  drawHeading(body, 0, 'STUDY');
  const lines =
    view.playback === null
      ? [
          'no study yet',
          ':capacity p(95)<250   looks for the highest load that holds',
          ':capacity             the same by the limits of the profile',
          'perftui spike, perftui soak   begin the two other tests',
        ]
      : ['no study by this moment of the recording'];
  lines.forEach((line, at) => body.text(1, 1 + at, fitText(line, columns - 2), at === 0 ? tone.plain : tone.dim));
}
