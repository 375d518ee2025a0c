import type {Intent} from '../../session/intent.ts';
import type {SessionView} from '../../session/view.ts';
import {levelText, weightText} from '../panels/level-text.ts';
import {parseMute, parseWeight, type ParsedScenario} from './parse-scenario.ts';
import {parseLevel, parseTarget, type ParsedTarget} from './parse-target.ts';
import {previewLevel, type Preview} from './preview-target.ts';

type Problem = Exclude<ParsedTarget, {readonly kind: 'target'}>;

export type ParsedCommand = {readonly kind: 'command'; readonly intent: Intent} | Problem;

/** What can be typed after `:`, in the order they are offered. */
const commands = ['cap', 'rate', 'vus', 'mute', 'unmute', 'weight', 'mark', 'save'] as const;

export const commandUsage = 'cap 600   rate 500/30s   vus 50   mute NAME   weight NAME 2   mark   save';

export type CommandFacts = Pick<SessionView, 'load' | 'scenarios'>;

/** What the command prompt understands; levels and times as in the target prompt, `rate` and `vus` switch the model. */
export function parseCommand(text: string, view: CommandFacts): ParsedCommand {
  const {load, scenarios} = view;
  const [, typed = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(text) ?? [];
  const word = typed.toLowerCase();
  const isBeginning = commands.some((command) => command.startsWith(word));
  if (rest === '' && isBeginning)
    return word === 'mark' ? {kind: 'command', intent: markIntent('')} : {kind: 'incomplete'};
  if (word === 'mark') return {kind: 'command', intent: markIntent(rest)};
  if (word === 'save') return {kind: 'command', intent: {kind: 'save-preset', name: rest}};
  if (word === 'cap') return parseCap(rest.toLowerCase(), load);
  if (word === 'rate') return parseGoal(rest, 'open', load);
  if (word === 'mute' || word === 'unmute') return commandOnly(parseMute(rest, word, scenarios));
  if (word === 'weight') return commandOnly(parseWeight(rest, scenarios));
  if (word === 'vus') return parseGoal(rest, 'closed', load);
  return {kind: 'problem', text: `no such command. ${commandUsage}`};
}

/** The message line while a command is being typed. */
export function previewCommand(text: string, view: CommandFacts & Pick<SessionView, 'arrivals'>): Preview {
  const {load, arrivals, scenarios} = view;
  const parsed = parseCommand(text, view);
  if (parsed.kind === 'problem') return {text: `! ${parsed.text}`, tone: 'over'};
  if (parsed.kind === 'incomplete') return {text: commandUsage, tone: 'plain'};
  const {intent} = parsed;
  if (intent.kind === 'target') return previewLevel(intent, load, arrivals);
  if (intent.kind === 'cap') return {text: capText(intent, load), tone: 'plain'};
  if (intent.kind === 'scenario-mute' || intent.kind === 'scenario-weight') {
    return {text: shareText(intent, scenarios), tone: 'plain'};
  }
  return {
    text: intent.kind === 'save-preset' ? '▸ saves the load as it is as a preset' : '▸ a mark on the time axis',
    tone: 'plain',
  };
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

function markIntent(text: string): Intent {
  return {kind: 'mark', text: text === '' ? null : text};
}

function capText({model, level}: Extract<Intent, {readonly kind: 'cap'}>, load: SessionView['load']): string {
  const from = model === load.model ? `, was ${levelText(model, load.capLevel)}` : '';
  return `▸ cap ${levelText(model, level)}${from}: nothing goes above it`;
}
