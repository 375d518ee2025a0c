import {commandsLike, commandWords, type CommandFacts} from './command-words.ts';

/**
 * A command line after Tab: the word, or what stands after it, as far as everything that fits it agrees.
 * @returns null: nothing fits, or there is nothing to add
 */
export function completeCommand(text: string, view: CommandFacts): string | null {
  const {before, typed, fits} = fitting(text, view);
  const [first] = fits;
  if (first === undefined) return null;
  const common = fits.reduce((one, other) => commonStart(one, other), first);
  const isWord = before.trim() === '';
  const takesMore = isWord && (commandWords.find(({word}) => word === first)?.usage ?? first) !== first;
  const whole = before + common + (fits.length === 1 && takesMore ? ' ' : '');
  return whole === text || common.length < typed.length ? null : whole;
}

/** What fits the line as it stands, for the list beside it: commands, or what may stand after one. */
export function commandsFitting(text: string, view: CommandFacts): readonly string[] {
  return fitting(text, view).fits;
}

function fitting(
  text: string,
  view: CommandFacts,
): {readonly before: string; readonly typed: string; readonly fits: readonly string[]} {
  const [, word = '', gap = '', rest = ''] = /^(\s*\S*)(\s*)(.*)$/s.exec(text) ?? [];
  if (gap === '') {
    const typed = word.trimStart();
    return {
      before: word.slice(0, -typed.length || word.length),
      typed,
      fits: commandsLike(typed).map((one) => one.word),
    };
  }
  const command = commandWords.find((one) => one.word === word.trim().toLowerCase());
  const lower = rest.toLowerCase();
  const fits = (command?.candidates?.(view) ?? []).filter((one) => one.toLowerCase().startsWith(lower));
  return {before: word + gap, typed: rest, fits};
}

function commonStart(one: string, other: string): string {
  let end = 0;
  while (end < one.length && end < other.length && one[end]!.toLowerCase() === other[end]!.toLowerCase()) end++;
  return one.slice(0, end);
}
