import type {Prompt} from '../ui-state.ts';
import type {KeyState} from './key-outcome.ts';

const linesKept = 50;

/** The state that knows this command line for the arrow keys; one typed twice is known once, as the newest. */
export function remember(state: KeyState, text: string): KeyState {
  const line = text.trim();
  const others = (state.typedLines ?? []).filter((one) => one !== line);
  return {...state, typedLines: [...others, line].slice(-linesKept)};
}

/** The command prompt with the line typed before (-1) or after (1) the one that is in it; past the newest what was typed anew. */
export function recall({typedLines = []}: KeyState, prompt: Prompt, by: -1 | 1): Prompt {
  if (prompt.kind !== 'command') return prompt;
  const {back, draft} = prompt.recalled ?? {back: 0, draft: prompt.text};
  const next = Math.max(0, Math.min(typedLines.length, back - by));
  const text = next === 0 ? draft : typedLines[typedLines.length - next]!;
  return {...prompt, text, cursor: text.length, recalled: {back: next, draft}};
}
