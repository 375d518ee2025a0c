import type {SessionView} from '../../session/view.ts';
import {isInScope, keyHelp, ownKeyHelp, presentKeys, type KeyHelpLine, type KeyScope} from '../app/key-table.ts';
import type {ScreenSize, ScreenState, ViewName} from '../ui-state.ts';

/** Lines under a heading. */
export interface HelpSection {
  readonly title: string;
  readonly lines: readonly KeyHelpLine[];
}

/** The help laid out: sections stacked in columns, and below them, across all, what marks and words mean. */
export interface HelpPage {
  readonly columns: readonly (readonly HelpSection[])[];
  /** Rows of the highest column. */
  readonly columnRows: number;
  readonly words: readonly KeyHelpLine[];
}

const words: readonly KeyHelpLine[] = [
  {label: 'colours', help: 'blue ok  ~ near  ! over SLO  ? few samples  ≥ or more  -- not known'},
  {label: 'bars', help: '2/3 = SLO   .... = no data   dotted, ~ below: generator not trusted'},
  {label: 'plan', help: 'dim, right of now: what it has left; it waits while you drive'},
  {label: 'CLOSED', help: 'VUs wait for answers: service time; X₀ = the rate were it unloaded'},
  {label: 'OPEN', help: 'a rate whatever the target does: response time, from when it was due'},
  {label: 'changes', help: '+28% against the baseline at the same load, ~ where its load differs'},
];

const latencyWords: readonly KeyHelpLine[] = [
  {label: 'ladder', help: '+/- 95% by its name: true in 91-98%, in 50-88% where seconds are alike'},
];

const compareWords: readonly KeyHelpLine[] = [
  {label: 'interval', help: 'of the change, 95% by its name (live 99%): holds the truth in 86-93%'},
  {label: 'verdict', help: 'of the interval: ! above +3%   ~ above 0, change +5%   ok below +10%'},
  {label: 'o and :', help: 'A and B by load; live: ten seconds a mark'},
];

const studyWords: readonly KeyHelpLine[] = [
  {label: 'trials', help: '✓ held  ✗ did not  ? not told  G generator at its end  ! cut short  - yours'},
  {label: 'capacity', help: '[low, high): low held, high did not, what lies between is not known'},
];

const keysWord: KeyHelpLine = {
  label: 'keys',
  help: 'keys.json remaps all but ^C.   perftui keys --print shows this page',
};

const viewTitles: Readonly<Record<ViewName, string>> = {
  drive: '1 DRIVE',
  endpoints: '2 ENDPOINTS',
  latency: '3 LATENCY',
  compare: '4 COMPARE',
  host: '5 HOST',
  snaps: '6 SNAPS',
  events: '7 EVENTS',
  study: '8 STUDY',
};

const dialogScopes: readonly KeyScope[] = [
  'question',
  'quit',
  'ramp',
  'scenarios',
  'baseline',
  'snapshot-export',
  'snapshot-delete',
  'help',
  'prompt',
];

/** From here on the keys of every view and dialog are there at once. */
export function showsAllKeys({columns, rows}: ScreenSize): boolean {
  return columns >= 116 && rows >= 36;
}

/** What the help has to show on a screen, top line and bottom line left out. */
export function helpPage(
  screen: Pick<ScreenState, 'view' | 'overlay'>,
  view: SessionView | null,
  size: ScreenSize,
): HelpPage {
  const filter = screen.overlay?.kind === 'help' ? screen.overlay.filter.trim().toLowerCase() : '';
  const recording = view !== null && view.playback !== null;
  const all = showsAllKeys(size) || filter !== '';
  const sections = recording ? recordingSections(screen.view) : driveSections(screen.view, all);
  const ownWords = [
    ...(filter !== '' || screen.view === 'latency' ? latencyWords : []),
    ...(all || screen.view === 'compare' ? compareWords : []),
    ...(filter !== '' || screen.view === 'study' ? studyWords : []),
  ];
  const shownWords = [...(all ? words : []), ...ownWords, ...(all ? [] : words), keysWord];
  const columns = stacked(
    sections
      .map((section) => ({...section, lines: section.lines.filter((line) => fits(line, section.title, filter))}))
      .filter(({lines}) => lines.length > 0),
    size.columns >= 170 ? 4 : size.columns >= 116 ? 3 : size.columns >= 56 ? 2 : 1,
  );
  return {columns, columnRows: rowsOf(columns), words: shownWords.filter((line) => fits(line, '', filter))};
}

/** Rows of a page, everything in it in sight. */
export function helpRows({columnRows, words}: HelpPage): number {
  return columnRows + words.length;
}

/** How far down the help can be scrolled: 0 where it is all in sight. */
export function lastHelpScroll(
  screen: Pick<ScreenState, 'view' | 'overlay'>,
  view: SessionView | null,
  size: ScreenSize,
): number {
  return Math.max(0, helpRows(helpPage(screen, view, size)) - (size.rows - 2));
}

function fits({label, help}: KeyHelpLine, title: string, filter: string): boolean {
  return filter === '' || `${label} ${help} ${title}`.toLowerCase().includes(filter);
}

function driveSections(shown: ViewName, all: boolean): readonly HelpSection[] {
  const drive = {title: 'DRIVE  every view', lines: keyHelp('DRIVE')};
  const capture = {title: 'CAPTURE', lines: keyHelp('CAPTURE')};
  const look = {title: 'LOOK', lines: [...keyHelp('VIEWS'), ...keyHelp('LOOK')]};
  const app = {title: 'APP', lines: keyHelp('APP')};
  if (!all) return [drive, capture, look, {title: `${viewTitles[shown]}  this view`, lines: ownKeyHelp(shown)}, app];
  const lists = listLines();
  const told = new Set(lists.map(({label, help}) => label + help));
  const views = (Object.keys(viewTitles) as ViewName[]).map((name) => {
    const lines = ownKeyHelp(name).filter(({label, help}) => !told.has(label + help));
    for (const {label, help} of lines) told.add(label + help);
    return {title: name === shown ? `${viewTitles[name]}  this view` : viewTitles[name], lines};
  });
  return [
    drive,
    capture,
    look,
    app,
    {title: 'LISTS', lines: lists},
    ...views,
    {title: 'RECORDING', lines: ownKeyHelp('recording')},
    {title: 'DIALOGS AND LINES', lines: dialogLines(lists)},
  ];
}

/** Keys that most lists share. */
function listLines(): readonly KeyHelpLine[] {
  const shared = presentKeys().filter(({scopes}) => scopes !== 'session' && scopes.length >= 3);
  const lines = new Map(
    shared.filter(({group}) => group === 'LISTS').map(({label, help}) => [label + help, {label, help}] as const),
  );
  return [...lines.values()];
}

function dialogLines(lists: readonly KeyHelpLine[]): readonly KeyHelpLine[] {
  const own = presentKeys().filter((command) => dialogScopes.some((scope) => isInScope(command, scope)));
  const lines = new Map(own.map(({label, help}) => [label + help, {label, help}] as const));
  return [...lines.entries()]
    .filter(([key]) => !lists.some(({label, help}) => label + help === key))
    .map(([, line]) => line);
}

/** Keys of a recording come before those of the view it is shown in: what it shadows is not listed. */
function recordingSections(shown: ViewName): readonly HelpSection[] {
  const own = ownKeyHelp('recording');
  const rest = (lines: readonly KeyHelpLine[]): readonly KeyHelpLine[] =>
    lines.filter((line) => own.every(({label}) => label !== line.label));
  return [
    {title: 'RECORDING', lines: own},
    {title: 'LOOK', lines: [...keyHelp('VIEWS'), ...rest(keyHelp('LOOK'))]},
    {title: `${viewTitles[shown]}  this view`, lines: rest(ownKeyHelp(shown))},
    {title: 'APP', lines: keyHelp('APP')},
  ];
}

/** Whole sections in the fewest rows that so many columns allow, in their order. */
function stacked(sections: readonly HelpSection[], most: number): readonly (readonly HelpSection[])[] {
  const total = sections.reduce((sum, {lines}) => sum + lines.length + 1, 0);
  for (let height = Math.ceil(total / most); height <= total; height++) {
    const columns = filled(sections, height);
    if (columns.length <= most) return columns;
  }
  return [sections];
}

function filled(sections: readonly HelpSection[], height: number): readonly (readonly HelpSection[])[] {
  const columns: HelpSection[][] = [];
  let left = 0;
  for (const section of sections) {
    const rows = section.lines.length + 1;
    const last = columns.at(-1);
    if (last === undefined || rows > left) {
      columns.push([section]);
      left = height - rows;
      if (left < 0) return Array.from({length: sections.length + 1}, () => []);
    } else {
      last.push(section);
      left -= rows;
    }
  }
  return columns;
}

function rowsOf(columns: readonly (readonly HelpSection[])[]): number {
  return Math.max(0, ...columns.map((column) => column.reduce((sum, {lines}) => sum + lines.length + 1, 0)));
}
