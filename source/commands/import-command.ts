import {readFile, stat} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {text as streamText} from 'node:stream/consumers';
import {convert, sourceKinds, type SourceKind} from '../convert/convert.ts';
import type {Converted, Json} from '../convert/converted.ts';
import {exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import {fileError} from '../files/atomic-write.ts';
import {didYouMean} from '../domain/did-you-mean.ts';
import {profilePlace, runLine, writeNewProfile} from './new-profile-file.ts';

const usage = `usage: perftui import <${sourceKinds.join('|')}> FILE [-o NAME], - reads standard input`;

/** Recordings with their bodies are large; what is larger is no description of requests. */
const mostBytes = 256_000_000;

/** How `perftui import` writes. */
export interface WritingFlags {
  readonly output: string | null;
  readonly think: boolean;
  readonly assets: boolean;
}

/**
 * `perftui import <kind> FILE|-`: writes the profile, names its file on stdout, and lists on stderr what could not be
 * carried over and which secrets became variables.
 */
export async function importCommand(rest: readonly string[], {output, think, assets}: WritingFlags): Promise<ExitCode> {
  const [kindText, argument, ...more] = rest;
  const kind = kindOf(kindText);
  if (argument === undefined || more.length > 0) {
    throw new PerftuiError(
      'ERR_USAGE',
      argument === undefined ? 'a file is missing' : `too many arguments: ${more.join(' ')}`,
      {
        hint: usage,
      },
    );
  }
  const source = await readSource(kind, argument);
  const place = profilePlace(output, source.name);
  const converted = await named(source.label, convert(kind, source.text, {name: place.baseName, think, assets}));
  const document = rebaseFiles(converted.document, source.folder, path.resolve(place.folder)) as Json;
  const file = await writeNewProfile(document, place);
  process.stderr.write(importNotes(converted));
  process.stdout.write(`${file}\nrun it with: ${runLine(file)}\n`);
  return exitCodes.ok;
}

function kindOf(text: string | undefined): SourceKind {
  const kind = sourceKinds.find((one) => one === text);
  if (kind !== undefined) return kind;
  const near = text === undefined ? null : didYouMean(text, sourceKinds);
  throw new PerftuiError('ERR_USAGE', text === undefined ? 'import what?' : `"${text}" cannot be imported`, {
    hint: near === null ? usage : `did you mean "${near}"?`,
  });
}

interface Source {
  readonly text: string;
  /** For the profile, unless another is given. */
  readonly name: string;
  /** For messages. */
  readonly label: string;
  /** What paths in it are relative to, absolute. */
  readonly folder: string;
}

async function readSource(kind: SourceKind, argument: string): Promise<Source> {
  const here = process.cwd();
  if (kind === 'curl' && /^curl(?:\.exe)?\s/.test(argument)) {
    return {text: argument, name: 'curl', label: 'the command', folder: here};
  }
  if (argument === '-') {
    if (process.stdin.isTTY) process.stderr.write('reading standard input, ^D ends it\n');
    return {text: await streamText(process.stdin), name: kind, label: 'standard input', folder: here};
  }
  try {
    const {size} = await stat(argument);
    if (size > mostBytes) throw new PerftuiError('ERR_FILE', `${argument} is too large to import: ${size} bytes`);
    const text = await readFile(argument, 'utf8');
    const base = path.basename(argument).replace(/(?:\.postman_collection)?\.[^.]*$/i, '');
    // A command line's files are relative to where it is typed, a script's to where it lies.
    const folder = kind === 'curl' ? here : path.dirname(path.resolve(argument));
    return {text, name: base === '' ? kind : base, label: argument, folder};
  } catch (error) {
    throw error instanceof PerftuiError ? error : fileError('read', argument, error);
  }
}

/** Names the source in what is wrong with it. */
async function named(label: string, converting: Promise<Converted>): Promise<Converted> {
  try {
    return await converting;
  } catch (error) {
    if (!(error instanceof PerftuiError)) throw error;
    const {code, exitCode, hint, message} = error;
    throw new PerftuiError(code, `${label}: ${message}`, {exitCode, cause: error, ...(hint === null ? {} : {hint})});
  }
}

/** Paths of files (`bodyFile`, `data`, `tls`) stay the same files although the profile lies elsewhere. */
export function rebaseFiles(value: unknown, from: string, to: string, key = '', parent = ''): unknown {
  if (typeof value === 'string') {
    const isPath =
      key === 'bodyFile' || (parent === 'data' && key === 'file') || (parent === 'tls' && key !== 'insecure');
    return isPath && !path.isAbsolute(value) ? path.relative(to, path.resolve(from, value)) : value;
  }
  if (Array.isArray(value)) return value.map((item) => rebaseFiles(item, from, to, key, parent));
  if (typeof value !== 'object' || value === null) return value;
  // What a body holds is not the profile's.
  if (key === 'body' || key === 'rows') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, rebaseFiles(item, from, to, name, key)]),
  );
}

/** The lists for stderr; '' when there is nothing to say. */
export function importNotes({notCarried, secrets}: Pick<Converted, 'notCarried' | 'secrets'>): string {
  const lines: string[] = [];
  if (notCarried.length > 0) {
    lines.push('not carried over:', ...notCarried.map(({what, why}) => `  ${what}: ${why}`));
  }
  if (secrets.length > 0) {
    lines.push(
      'secrets are not written into the profile; set these variables:',
      ...secrets.map(({where, variable}) => `  ${variable} (${where})`),
    );
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
