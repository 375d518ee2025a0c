/*
 * How files of earlier versions become what this perftui works with: a step for every version that was ever written,
 * from it to the next. A step never guesses: what an earlier version did not know is null or absent after it.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Takes all lines of a file (a snapshot is one), its header first. */
type Step = (lines: readonly JsonObject[]) => readonly JsonObject[];

/** `steps[0]` takes version 1 to version 2. */
const steps = {
  'perftui-snapshot': [],
  'perftui-drive': [driveFrom1],
} as const satisfies Readonly<Record<string, readonly Step[]>>;

export type FileKind = keyof typeof steps;

/** The version this perftui writes. */
export function presentVersion(kind: FileKind): number {
  return steps[kind].length + 1;
}

/**
 * What is wrong with a header, as the rest of a sentence that begins with the file's name; null: it is one of ours.
 * @returns `what` and, where there is something to do, `hint`
 */
export function kindProblem(header: unknown, kind: FileKind): {readonly what: string; readonly hint?: string} | null {
  const {kind: own, version} =
    typeof header === 'object' && header !== null ? (header as {kind?: unknown; version?: unknown}) : {};
  const present = presentVersion(kind);
  if (own !== kind) {
    const other = otherKinds[String(own)];
    if (other !== undefined) return {what: `is ${other}, not ${words[kind]}`, hint: `perftui open reads both`};
    return {what: `is not ${words[kind]}`, hint: hints[kind]};
  }
  if (typeof version === 'number' && version > present) {
    return {what: `has version ${version}, this perftui reads up to ${present}`, hint: 'update perftui'};
  }
  const isKnown = typeof version === 'number' && Number.isInteger(version) && version >= 1;
  return isKnown ? null : {what: 'has no version this perftui knows'};
}

const words = {'perftui-snapshot': 'a perftui snapshot', 'perftui-drive': 'a perftui drive'} as const;
const otherKinds: Readonly<Record<string, string>> = words;
const hints = {
  'perftui-snapshot': 'perftui snapshots lists those there are',
  'perftui-drive': 'drives are in ./snapshots/drives',
} as const;

/** Brings the lines of a file whose header has no problem to the present version. */
export function migrate(kind: FileKind, lines: readonly JsonObject[]): readonly JsonObject[] {
  const version = Number(lines[0]?.['version']);
  return steps[kind].slice(version - 1).reduce<readonly JsonObject[]>((so, step) => step(so), lines);
}

/**
 * Version 1 knew request names alone and no process; its ends had no figures; its cells did not tell statuses from
 * errors: failures beyond the answers must have been errors, the kind of the others is not known.
 */
function driveFrom1(lines: readonly JsonObject[]): readonly JsonObject[] {
  const interactive = lines.some(({kind, origin}) => kind === 'intent' && origin === 'operator');
  return lines.map((line, index) => {
    if (index === 0) return headerFrom1(line, interactive);
    if (line['kind'] === 'end') return {run: null, ...line};
    return line['kind'] === 'second' ? {...line, cell: cellFrom1(line['cell'])} : line;
  });
}

function headerFrom1({requestNames, ...header}: JsonObject, interactive: boolean): JsonObject {
  const document = (header['profile'] as {document?: {executor?: unknown}} | undefined)?.document;
  const executor = document?.executor;
  const requests = Array.isArray(requestNames) ? (requestNames as unknown[]).map(requestFromName) : requestNames;
  return {
    pid: null,
    interactive,
    executor: typeof executor === 'string' ? executor : '',
    transport: null,
    ...header,
    version: 2,
    requests,
  };
}

function requestFromName(name: unknown): JsonObject {
  const [, method, path] = /^([A-Z]+) (\S.*)$/.exec(String(name)) ?? [];
  return {name, method: method ?? '', path: path ?? name};
}

function cellFrom1(cell: unknown): unknown {
  if (typeof cell !== 'object' || cell === null) return cell;
  const {names} = cell as {names?: unknown};
  return Array.isArray(names) ? {...cell, names: names.map(cellNameFrom1)} : cell;
}

function cellNameFrom1(name: unknown): unknown {
  if (typeof name !== 'object' || name === null) return name;
  const {failed, answered} = name as {failed?: unknown; answered?: unknown};
  const errors = Number(failed) - Number(answered);
  return {statuses: [], ...(errors > 0 && {errors: [[0, errors]]}), ...name};
}
