import type {Intent} from '../../session/intent.ts';
import type {ScenarioRow} from '../../session/view.ts';

export type ParsedScenario =
  | {readonly kind: 'command'; readonly intent: Intent; readonly row: ScenarioRow}
  | {readonly kind: 'incomplete'}
  | {readonly kind: 'problem'; readonly text: string};

/** The rest of `mute NAME` and `unmute NAME`. */
export function parseMute(typed: string, wanted: 'mute' | 'unmute', rows: readonly ScenarioRow[]): ParsedScenario {
  const found = findScenario(typed, rows);
  if (found.kind !== 'found') return found;
  const {row, index} = found;
  const isMuted = row.weight === 0;
  if (isMuted === (wanted === 'mute')) {
    return {kind: 'problem', text: `${row.name} ${isMuted ? 'is muted already' : 'is not muted'}`};
  }
  return {kind: 'command', intent: {kind: 'scenario-mute', index}, row};
}

/** The rest of `weight NAME N`; names may hold spaces. */
export function parseWeight(typed: string, rows: readonly ScenarioRow[]): ParsedScenario {
  const [, name = '', figure = ''] = /^(.*?)\s+(\S+)$/s.exec(typed) ?? [];
  if (figure === '') {
    const found = findScenario(typed, rows);
    return found.kind === 'found' ? {kind: 'incomplete'} : found;
  }
  const found = findScenario(name, rows);
  // `weight night s` is on its way to `weight night shift 2`.
  if (found.kind !== 'found') return findScenario(typed, rows).kind === 'found' ? {kind: 'incomplete'} : found;
  if (!/^(?:\d+(?:\.\d*)?|\.\d+)$/.test(figure)) {
    return findScenario(typed, rows).kind === 'found'
      ? {kind: 'incomplete'}
      : {kind: 'problem', text: `a weight is a number, 0 mutes: weight ${found.row.name} 2`};
  }
  const {row, index} = found;
  return {kind: 'command', intent: {kind: 'scenario-weight', index, weight: Number(figure)}, row};
}

type Found =
  | {readonly kind: 'found'; readonly row: ScenarioRow; readonly index: number}
  | {readonly kind: 'incomplete'}
  | {readonly kind: 'problem'; readonly text: string};

/** By its whole name, or the beginning of one only; upper and lower case are one where no name is written so. */
function findScenario(typed: string, rows: readonly ScenarioRow[]): Found {
  if (typed === '') return {kind: 'incomplete'};
  if (rows.length === 0) return {kind: 'problem', text: 'this profile has no scenarios'};
  const lower = typed.toLowerCase();
  const exact = rows.findIndex(({name}) => name === typed);
  const same = exact === -1 ? rows.findIndex(({name}) => name.toLowerCase() === lower) : exact;
  if (same !== -1) return {kind: 'found', row: rows[same]!, index: same};
  const beginning = rows.flatMap(({name}, index) => (name.toLowerCase().startsWith(lower) ? [index] : []));
  if (beginning.length === 1) return {kind: 'found', row: rows[beginning[0]!]!, index: beginning[0]!};
  const names = (beginning.length > 1 ? beginning.map((index) => rows[index]!) : rows).map(({name}) => name);
  return beginning.length > 1
    ? {kind: 'problem', text: `which: ${names.join(', ')}?`}
    : {kind: 'problem', text: `no scenario ${typed}: there are ${names.join(', ')}`};
}
