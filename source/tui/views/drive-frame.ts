import type {SessionView} from '../../session/view.ts';
import type {ColumnWindow} from '../plots/column-window.ts';
import type {PlanAhead} from '../plots/plan-ahead.ts';
import type {Theme} from '../theme/theme.ts';
import type {ScreenState, SessionMirror} from '../ui-state.ts';

/** What the panels of one frame are drawn from. */
export interface DriveFrame {
  /** As shown: the frozen one while the picture is frozen. */
  readonly mirror: SessionMirror;
  readonly view: SessionView;
  readonly window: ColumnWindow;
  /** What the plan has left, right of now; null when nothing of it is drawn. */
  readonly ahead: PlanAhead | null;
  readonly theme: Theme;
  /** Of the latency plots. */
  readonly scale: ScreenState['scale'];
}
