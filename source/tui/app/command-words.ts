import {reportFormats} from '../../domain/report-format.ts';
import type {SessionView} from '../../session/view.ts';
import {themeNames} from '../theme/theme-name.ts';
import {viewsOf} from './view-order.ts';

export type CommandFacts = Pick<
  SessionView,
  'load' | 'scenarios' | 'snapshots' | 'elapsedMs' | 'playback' | 'study' | 'slos'
>;

/** What can be typed after `:`. */
export interface CommandWord {
  readonly word: string;
  /** As one would type it, for the list of what there is. */
  readonly usage: string;
  readonly help: string;
  /** What may stand after it, for Tab; absent: anybody's text or a figure. */
  readonly candidates?: (view: CommandFacts) => readonly string[];
}

const scenarioNames = ({scenarios}: CommandFacts): readonly string[] => scenarios.map(({name}) => name);
const snapshotNames = ({snapshots}: CommandFacts): readonly string[] => snapshots.map(({name}) => name);

/** The profile's limits, how it climbs, and how it ends. */
function capacityTexts({slos, study}: CommandFacts): readonly string[] {
  const rules = slos.filter(({severity}) => severity === 'critical').map(({source}) => source);
  const isOn = study?.kind === 'capacity' && study.state !== 'done';
  return [...rules, 'gentle', ...(isOn ? ['off'] : [])];
}

/** In the order they are offered. */
export const commandWords: readonly CommandWord[] = [
  {word: 'ramp', usage: 'ramp 200 30s', help: 'to a load within a time'},
  {word: 'rate', usage: 'rate 500/30s', help: 'arrivals a second, in the open model'},
  {word: 'vus', usage: 'vus 50', help: 'virtual users, in the closed model'},
  {word: 'cap', usage: 'cap 600', help: 'nothing goes above it'},
  {
    word: 'capacity',
    usage: 'capacity p(95)<250',
    help: 'the highest load that holds it; gentle; off',
    candidates: capacityTexts,
  },
  {word: 'mute', usage: 'mute NAME', help: 'a scenario gets no load', candidates: scenarioNames},
  {word: 'unmute', usage: 'unmute NAME', help: 'a scenario plays again', candidates: scenarioNames},
  {word: 'weight', usage: 'weight NAME 2', help: 'a scenario’s share', candidates: scenarioNames},
  {word: 'mark', usage: 'mark TEXT', help: 'on the time axis'},
  {word: 'save', usage: 'save NAME', help: 'the load as it is as a preset'},
  {word: 'snapshot', usage: 'snapshot NAME', help: 'of the last 30 s'},
  {word: 'baseline', usage: 'baseline NAME', help: 'what it is compared with', candidates: snapshotNames},
  {word: 'window', usage: 'window', help: 'headline figures begin afresh'},
  {word: 'name', usage: 'name TEXT', help: 'of this recording'},
  {
    word: 'export',
    usage: 'export md NAME',
    help: 'a snapshot as a file; endpoints: view 2 as CSV',
    candidates: (view) => [
      'endpoints',
      ...reportFormats.flatMap((format) => snapshotNames(view).map((name) => `${format} ${name}`)),
    ],
  },
  {word: 'view', usage: 'view latency', help: 'another view', candidates: viewsOf},
  {word: 'go', usage: 'go 00:12:34', help: 'the inspect cursor to a moment'},
  {word: 'theme', usage: 'theme light', help: 'other colours', candidates: () => themeNames},
  {word: 'mouse', usage: 'mouse on', help: 'clicks and the wheel', candidates: () => ['on', 'off']},
  {word: 'help', usage: 'help', help: 'every key'},
  {word: 'quit', usage: 'quit', help: 'asks while load runs'},
];

/** The commands that begin like this, in the order they are offered. */
export function commandsLike(typed: string): readonly CommandWord[] {
  const beginning = typed.toLowerCase();
  return commandWords.filter(({word}) => word.startsWith(beginning));
}
