import type {KeyPress} from '../app/key-press.ts';
import type {Theme} from '../theme/theme.ts';
import type {ScreenSize} from '../ui-state.ts';
import type {Chooser} from './chooser.ts';
import {
  initialFirstRun,
  pasteFirstRun,
  pressFirstRun,
  settleLook,
  textsOf,
  type FieldProblem,
  type FirstRunOutcome,
  type FirstRunTexts,
  type TargetReach,
} from './first-run-model.ts';
import {renderFirstRun} from './render-first-run.ts';

export interface FirstRunServices {
  readonly version: string;
  readonly problemOf: FieldProblem;
  /** Opens a connection to the target and closes it. Never rejects. */
  readonly look: (target: string) => Promise<TargetReach>;
}

export type FirstRunChoice =
  {readonly kind: 'drive'; readonly texts: FirstRunTexts} | {readonly kind: 'demo' | 'new' | 'open' | 'leave'};

/** The first screen without a terminal. */
export class FirstRunChooser implements Chooser<FirstRunChoice> {
  readonly chosen: Promise<FirstRunChoice>;
  readonly #services: FirstRunServices;
  readonly #choose: (choice: FirstRunChoice) => void;
  #state = initialFirstRun;
  #listener: (repaint: boolean) => void = () => {};
  #isDisposed = false;

  constructor(services: FirstRunServices) {
    const {promise, resolve} = Promise.withResolvers<FirstRunChoice>();
    this.chosen = promise;
    this.#choose = resolve;
    this.#services = services;
  }

  draw(size: ScreenSize, theme: Theme): readonly string[] {
    return renderFirstRun(this.#state, size, theme, this.#services);
  }

  press(press: KeyPress): void {
    this.#take(pressFirstRun(this.#state, press, this.#services.problemOf));
  }

  paste(text: string): void {
    this.#take(pasteFirstRun(this.#state, text));
  }

  onChange(listener: (repaint: boolean) => void): void {
    this.#listener = listener;
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  #take({state, effect}: FirstRunOutcome): void {
    this.#state = state;
    if (effect === 'look') void this.#look();
    else if (effect === 'start') this.#choose({kind: 'drive', texts: textsOf(state)});
    else if (effect !== null && effect !== 'repaint') this.#choose({kind: effect});
    this.#listener(effect === 'repaint');
  }

  async #look(): Promise<void> {
    const target = this.#state.fields.target.text;
    this.#state = settleLook(this.#state, {outcome: 'pending', text: 'looking', brief: 'looking'}).state;
    const reach = await this.#services.look(target.trim());
    if (this.#isDisposed || this.#state.fields.target.text !== target) return;
    this.#take(settleLook(this.#state, reach));
  }
}
