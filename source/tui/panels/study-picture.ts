import type {ColumnWindow} from '../plots/column-window.ts';
import type {Theme} from '../theme/theme.ts';
import type {SessionMirror, StudyScreen} from '../ui-state.ts';

/** What the panels of view 8 are drawn from, beside the study itself. */
export interface StudyPicture {
  /** As shown: the frozen one while the picture is frozen. */
  readonly mirror: SessionMirror;
  /** The run's columns as the time axis of other views cuts them. */
  readonly window: ColumnWindow;
  readonly theme: Theme;
  readonly screen: StudyScreen;
}

/** The list of a study that scrolls. */
export interface StudyList {
  readonly count: number;
  /** Rows of it that are on the screen. */
  readonly room: number;
}

/** First row of a list when `wanted` is asked for: the last ones fill the room. */
export function firstOfList({count, room}: StudyList, wanted: number): number {
  return Math.max(0, Math.min(wanted, count - Math.max(1, room)));
}
