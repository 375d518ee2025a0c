import type {FirstRunField, FirstRunTexts} from '../tui/chooser/first-run-model.ts';
import {initialFirstRun, textsOf} from '../tui/chooser/first-run-model.ts';
import type {PickerEntry} from '../tui/chooser/picker-model.ts';
import {profileFacts} from '../tui/chooser/profile-facts.ts';
import {sentence, spoken} from './accessible-words.ts';
import {firstRunProblem} from './first-run.ts';

export type SpokenStart =
  | {readonly kind: 'leave'}
  | {readonly kind: 'start'; readonly entry: PickerEntry}
  | {readonly kind: 'drive'; readonly texts: FirstRunTexts};

export interface SpokenQuestions {
  readonly say: (line: string) => void;
  /** What was typed; '' also at the end of the input. */
  readonly ask: (question: string) => Promise<string>;
}

/** In place of the picker and the first screen: the profiles by number, then what is to be driven, in plain questions. */
export async function askWhatToDrive(
  entries: readonly PickerEntry[],
  questions: SpokenQuestions,
): Promise<SpokenStart> {
  const {say, ask} = questions;
  say(`perftui: ${entries.length} profiles.`);
  for (const [index, entry] of entries.entries()) say(`${index + 1}: ${entryWords(entry)}`);
  for (;;) {
    // eslint-disable-next-line no-await-in-loop -- one answer follows the other
    const answer = (await ask('A number or name of these, or the URL of your server; empty leaves: ')).trim();
    if (answer === '') return {kind: 'leave'};
    const entry = entryOf(entries, answer);
    if (entry !== undefined && entry.problemCount === 0) return {kind: 'start', entry};
    // eslint-disable-next-line no-await-in-loop -- one answer follows the other
    if (entry === undefined && isUrl(answer)) return {kind: 'drive', texts: await askRequest(answer, questions)};
    say(
      entry === undefined
        ? `Neither a number from 1 to ${entries.length}, nor a profile, nor a URL as http://localhost:8080.`
        : `${entry.name} has problems. perftui validate ${entry.name} names them.`,
    );
  }
}

const fieldQuestions: readonly (readonly [field: FirstRunField, question: string])[] = [
  ['requests', 'Request, empty is GET /: '],
  ['limits', 'Limits, as p95 < 250ms error < 1%, empty is none: '],
];

/** Each field until nothing is wrong with it. */
async function askRequest(target: string, {say, ask}: SpokenQuestions): Promise<FirstRunTexts> {
  let texts: FirstRunTexts = {...textsOf(initialFirstRun), target};
  for (const [field, question] of fieldQuestions) {
    for (;;) {
      // eslint-disable-next-line no-await-in-loop -- one answer follows the other
      const text = (await ask(question)).trim() || texts[field];
      const problem = firstRunProblem(field, text);
      texts = {...texts, [field]: text};
      if (problem === null) break;
      say(sentence(spoken(problem)));
      texts = {...texts, [field]: textsOf(initialFirstRun)[field]};
    }
  }
  return texts;
}

function entryOf(entries: readonly PickerEntry[], answer: string): PickerEntry | undefined {
  return /^\d+$/.test(answer) ? entries[Number(answer) - 1] : entries.find(({name}) => name === answer);
}

function isUrl(answer: string): boolean {
  return /[.:/]/.test(answer) && firstRunProblem('target', answer) === null;
}

const originWords: Readonly<Record<PickerEntry['origin'], string>> = {
  here: 'of this folder',
  yours: 'your own',
  shipped: 'shipped with perftui',
  recording: 'recorded',
};

/** `checkout-peak, of this folder. Target http://localhost:8080. Load ...` */
function entryWords({name, origin, profile, problemCount}: PickerEntry): string {
  const load = profile === null ? null : profileFacts(profile).find(([word]) => word === 'load')?.[1];
  const says = [
    `${name}, ${originWords[origin]}`,
    ...(profile === null ? [`Has ${problemCount} problems`] : []),
    ...(load == null ? [] : [spoken(load)]),
  ];
  return says.map(sentence).join(' ');
}
