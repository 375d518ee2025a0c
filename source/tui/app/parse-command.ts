import type {Intent} from '../../session/intent.ts';
import {didYouMean} from '../../domain/did-you-mean.ts';
import {formatClock} from '../../domain/format.ts';
import {reportFormats} from '../../domain/report-format.ts';
import type {SnapshotListing} from '../../domain/snapshot-listing.ts';
import type {SessionView} from '../../session/view.ts';
import {levelText, weightText} from '../panels/level-text.ts';
import {themeNames, type ThemeName} from '../theme/theme-name.ts';
import type {ViewName} from '../ui-state.ts';
import {commandsLike, commandWords, type CommandFacts, type CommandWord} from './command-words.ts';
import {capacityHelp, parseCapacity} from './parse-capacity.ts';
import {parseMute, parseWeight, type ParsedScenario} from './parse-scenario.ts';
import {parseLevel, parseTarget, type ParsedTarget} from './parse-target.ts';
import {previewLevel, type Preview} from './preview-target.ts';
import {viewOrder} from './view-order.ts';

type Problem = Exclude<ParsedTarget, {readonly kind: 'target'}>;

/** What a command does to this screen alone. `run`: as the key of this command does. */
export type ScreenAct =
  | {readonly kind: 'view'; readonly view: ViewName}
  | {readonly kind: 'theme'; readonly theme: ThemeName}
  | {readonly kind: 'mouse'; readonly on: boolean}
  /** Run clock, s. */
  | {readonly kind: 'go'; readonly atS: number}
  | {readonly kind: 'run'; readonly id: 'help' | 'quit'};

export type ParsedLine =
  {readonly kind: 'command'; readonly intent: Intent} | {readonly kind: 'screen'; readonly act: ScreenAct};

export type ParsedCommand = ParsedLine | Problem;

/** What the command prompt understands; levels and times as in the target prompt, `rate` and `vus` switch the model. */
export function parseCommand(text: string, view: CommandFacts): ParsedCommand {
  const [, typed = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(text) ?? [];
  const word = typed.toLowerCase();
  const parse = Object.hasOwn(parsers, word) ? parsers[word] : undefined;
  if (parse !== undefined) return parse(rest, view);
  if (rest === '' && commandsLike(word).length > 0) return {kind: 'incomplete'};
  const words = commandWords.map((one) => one.word);
  const near = didYouMean(word, words);
  return {kind: 'problem', text: `no such command. ${near === null ? words.join(' ') : `Did you mean ${near}?`}`};
}

type Parser = (rest: string, view: CommandFacts) => ParsedCommand;

const incomplete = {kind: 'incomplete'} as const;

const parsers: Readonly<Record<string, Parser>> = {
  ramp: parseRamp,
  rate: (rest, {load}) => (rest === '' ? incomplete : parseGoal(rest, 'open', load)),
  vus: (rest, {load}) => (rest === '' ? incomplete : parseGoal(rest, 'closed', load)),
  cap: (rest, {load}) => (rest === '' ? incomplete : parseCap(rest.toLowerCase(), load)),
  capacity: parseCapacity,
  mute: (rest, {scenarios}) => commandOnly(parseMute(rest, 'mute', scenarios)),
  unmute: (rest, {scenarios}) => commandOnly(parseMute(rest, 'unmute', scenarios)),
  weight: (rest, {scenarios}) => commandOnly(parseWeight(rest, scenarios)),
  mark: (rest) => intentLine({kind: 'mark', text: rest === '' ? null : rest}),
  save: (rest) => (rest === '' ? incomplete : intentLine({kind: 'save-preset', name: rest})),
  snapshot: (rest) => intentLine({kind: 'snapshot', name: rest === '' ? null : rest, note: null, scope: 'window'}),
  baseline: parseBaseline,
  window: (rest) => (rest === '' ? intentLine({kind: 'fresh-window'}) : takesNothing('window')),
  name: (rest) => (rest === '' ? incomplete : intentLine({kind: 'name-recording', name: rest})),
  export: parseExport,
  view: (rest) => chosen(rest, viewOrder, 'views', (view) => ({kind: 'view', view})),
  theme: (rest) => chosen(rest, themeNames, 'themes', (theme) => ({kind: 'theme', theme})),
  mouse: (rest) => chosen(rest, ['on', 'off'], 'mouse', (on) => ({kind: 'mouse', on: on === 'on'})),
  go: parseGo,
  help: (rest) => (rest === '' ? screenLine({kind: 'run', id: 'help'}) : takesNothing('help')),
  quit: (rest) => (rest === '' ? screenLine({kind: 'run', id: 'quit'}) : takesNothing('quit')),
};

function intentLine(intent: Intent): ParsedCommand {
  return {kind: 'command', intent};
}

function screenLine(act: ScreenAct): ParsedCommand {
  return {kind: 'screen', act};
}

function takesNothing(word: string): ParsedCommand {
  return {kind: 'problem', text: `${word} stands alone`};
}

/** One of a few names, or the beginning of just one; a view by its digit too. */
function chosen<Name extends string>(
  typed: string,
  names: readonly Name[],
  what: string,
  act: (name: Name) => ScreenAct,
): ParsedCommand {
  if (typed === '') return incomplete;
  const word = typed.toLowerCase();
  const exact = names.find((name) => name === word) ?? (what === 'views' ? names[Number(word) - 1] : undefined);
  const like = names.filter((name) => name.startsWith(word));
  const name = exact ?? (like.length === 1 ? like[0] : undefined);
  if (name !== undefined) return screenLine(act(name));
  return like.length > 1 ? incomplete : {kind: 'problem', text: `${what}: ${names.join(' ')}`};
}

/** `200 30s`, `200/30s`, `+50 10s`. */
function parseRamp(rest: string, {load}: CommandFacts): ParsedCommand {
  if (rest === '') return incomplete;
  const parsed = parseTarget(rest.replace(/\s+(?=\S+$)/, '/').replace('//', '/'), load);
  return parsed.kind === 'target' ? {kind: 'command', intent: parsed} : parsed;
}

function parseBaseline(rest: string, {snapshots}: CommandFacts): ParsedCommand {
  if (rest === '') return incomplete;
  if (rest.toLowerCase() === 'none') return intentLine({kind: 'baseline-choose', file: null});
  const found = findSnapshot(rest, snapshots);
  return typeof found === 'string'
    ? {kind: 'problem', text: found}
    : intentLine({kind: 'baseline-choose', file: found.file});
}

/** `endpoints`, or a format and a snapshot's name. */
function parseExport(rest: string, {snapshots}: CommandFacts): ParsedCommand {
  const [, typed = '', name = ''] = /^(\S*)\s*(.*)$/s.exec(rest) ?? [];
  const word = typed.toLowerCase();
  if (word === 'endpoints')
    return name === '' ? intentLine({kind: 'endpoints-export'}) : takesNothing('export endpoints');
  const format = reportFormats.find((one) => one === word);
  if (format === undefined) {
    const isBeginning = ['endpoints', ...reportFormats].some((one) => one.startsWith(word));
    return isBeginning && name === '' ? incomplete : {kind: 'problem', text: `formats: ${reportFormats.join(' ')}`};
  }
  if (name === '') return incomplete;
  const found = findSnapshot(name, snapshots);
  return typeof found === 'string'
    ? {kind: 'problem', text: found}
    : intentLine({kind: 'snapshot-export', file: found.file, format});
}

/** By its whole name or file, else by the beginning of one only; a text says why there is none. */
function findSnapshot(typed: string, snapshots: CommandFacts['snapshots']): SnapshotListing | string {
  const lower = typed.toLowerCase();
  const exact = snapshots.find(({name, file}) => name === typed || file === typed || file === `${typed}.json`);
  if (exact !== undefined) return exact;
  const like = snapshots.filter(({name}) => name.toLowerCase().startsWith(lower));
  if (like.length === 1) return like[0]!;
  if (like.length > 1) return `which: ${like.map(({name}) => name).join(', ')}?`;
  const near = didYouMean(
    typed,
    snapshots.map(({name}) => name),
  );
  return near === null ? `no snapshot "${typed}" in ./snapshots` : `no snapshot "${typed}". Did you mean ${near}?`;
}

/** `12:34`, `01:02:03`, or seconds. */
function parseGo(rest: string, {elapsedMs}: CommandFacts): ParsedCommand {
  if (rest === '' || rest.endsWith(':')) return incomplete;
  if (!/^\d+(?::[0-5]?\d){0,2}$/.test(rest))
    return {kind: 'problem', text: 'go takes a moment of the run: go 00:12:34'};
  const atS = rest.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  if (atS * 1000 > elapsedMs) return {kind: 'problem', text: `the run is ${formatClock(elapsedMs)} old`};
  return screenLine({kind: 'go', atS});
}

export const commandUsage = 'ramp 200 30s   rate 500   cap 600   mute NAME   mark   Tab = all that fits';

/** The message line while a command is being typed. */
export function previewCommand(text: string, view: CommandFacts & Pick<SessionView, 'arrivals'>): Preview {
  const {load, arrivals, scenarios} = view;
  const parsed = parseCommand(text, view);
  if (parsed.kind === 'problem') return {text: `! ${parsed.text}`, tone: 'over'};
  if (parsed.kind === 'incomplete') return {text: usageText(text), tone: 'plain'};
  if (parsed.kind === 'screen') return {text: `▸ ${actText(parsed.act)}`, tone: 'plain'};
  const {intent} = parsed;
  if (intent.kind === 'target') return previewLevel(intent, load, arrivals);
  if (intent.kind === 'cap') return {text: capText(intent, load), tone: 'plain'};
  if (intent.kind === 'capacity') {
    const {model, targetLevel, capLevel} = load;
    const start = targetLevel > 0 ? levelText(model, targetLevel) : 'few';
    return {text: capacityHelp(intent, start, levelText(model, capLevel)), tone: 'plain'};
  }
  if (intent.kind === 'scenario-mute' || intent.kind === 'scenario-weight') {
    return {text: shareText(intent, scenarios), tone: 'plain'};
  }
  if (intent.kind === 'capacity-end') return {text: '▸ the search ends as it is, the load stays', tone: 'plain'};
  return {text: `▸ ${commandWord(text)?.help ?? ''}`, tone: 'plain'};
}

/** Before a command is known the usual ones, then how it is used and what it does. */
function usageText(text: string): string {
  const word = commandWord(text);
  return word === undefined ? commandUsage : `${word.usage}   ${word.help}`;
}

function commandWord(text: string): CommandWord | undefined {
  const [typed = ''] = text.trim().toLowerCase().split(/\s+/, 1);
  return typed === '' ? undefined : commandWords.find(({word}) => word === typed);
}

function actText(act: ScreenAct): string {
  switch (act.kind) {
    case 'view':
      return `view ${act.view}`;
    case 'theme':
      return `colours ${act.theme}`;
    case 'mouse':
      return act.on ? 'mouse on: clicks and the wheel are the screen’s' : 'mouse off';
    case 'go':
      return `inspect cursor to ${formatClock(act.atS * 1000)}`;
    case 'run':
    default:
      return act.id === 'help' ? 'every key' : 'quit: asks while load runs';
  }
}

function parseCap(typed: string, load: SessionView['load']): ParsedCommand {
  const parsed = parseLevel(typed, {model: load.model, targetLevel: load.capLevel});
  if (parsed.kind !== 'level') return parsed;
  if (parsed.level === 0) return {kind: 'problem', text: 'a cap of 0 would allow no load: X stops it'};
  return {kind: 'command', intent: {kind: 'cap', model: parsed.model, level: parsed.level}};
}

/** A bare or relative figure is one of the command's own unit. */
function parseGoal(typed: string, model: 'open' | 'closed', load: SessionView['load']): ParsedCommand {
  const isRelative = /^[-+x]/i.test(typed);
  if (isRelative && model !== load.model) {
    return {
      kind: 'problem',
      text: model === 'open' ? 'no rate yet to change: rate 500' : 'no VUs yet to change: vus 50',
    };
  }
  const parsed = parseTarget(typed, {model, targetLevel: load.targetLevel});
  if (parsed.kind !== 'target') return parsed;
  if (parsed.model !== model)
    return {kind: 'problem', text: model === 'open' ? 'rate takes 500 or 500/s' : 'vus takes 50'};
  return {kind: 'command', intent: {...parsed, kind: 'target'}};
}

function commandOnly(parsed: ParsedScenario): ParsedCommand {
  return parsed.kind === 'command' ? {kind: 'command', intent: parsed.intent} : parsed;
}

/** `▸ shopper: weight 3 to 2`. */
function shareText(
  intent: Extract<Intent, {readonly kind: 'scenario-mute' | 'scenario-weight'}>,
  scenarios: SessionView['scenarios'],
): string {
  const row = scenarios[intent.index];
  if (row === undefined) return '';
  if (intent.kind === 'scenario-weight' && intent.weight !== 0) {
    return `▸ ${row.name}: weight ${weightText(row.weight)} to ${weightText(intent.weight)}`;
  }
  const unmutes = intent.kind === 'scenario-mute' && row.weight === 0;
  return unmutes ? `▸ ${row.name} plays again` : `▸ ${row.name} is muted: the others share its load`;
}

function capText({model, level}: Extract<Intent, {readonly kind: 'cap'}>, load: SessionView['load']): string {
  const from = model === load.model ? `, was ${levelText(model, load.capLevel)}` : '';
  return `▸ cap ${levelText(model, level)}${from}: nothing goes above it`;
}
