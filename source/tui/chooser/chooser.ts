import type {KeyPress} from '../app/key-press.ts';
import type {Theme} from '../theme/theme.ts';
import type {ScreenSize} from '../ui-state.ts';

/** A screen without a session: keys in, rows out, until something has been chosen. */
export interface Chooser<Choice> {
  draw(size: ScreenSize, theme: Theme): readonly string[];
  press(press: KeyPress): void;
  paste(text: string): void;
  /** Told whenever it looks different (`repaint`: from nothing). */
  onChange(listener: (repaint: boolean) => void): void;
  /** Never rejects. */
  readonly chosen: Promise<Choice>;
  /** Ends what it has begun in the background. */
  dispose(): void;
}
