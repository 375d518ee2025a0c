import {createReadStream} from 'node:fs';
import type {Drive, DriveEnd, DriveHeader, DriveLine, DriveSecond} from '../domain/drive.ts';
import {PerftuiError} from '../domain/errors.ts';
import {fileError} from './atomic-write.ts';
import {driveHeaderShape, driveLineShapes} from './drive-shape.ts';
import {kindProblem, migrate, type JsonObject} from './migrate.ts';

/** A day of a heavy drive is about a tenth of it. */
const maxFileBytes = 1_000_000_000;
const newline = 0x0a;

/**
 * Reads a drive line by line, of any version up to the present one. A last line that was cut off is left out and counted;
 * everything else must be whole.
 * @throws PerftuiError ERR_SNAPSHOT or ERR_FILE: what is wrong, in which line
 */
export async function readDrive(file: string): Promise<Drive> {
  const lines = createLineReader(file);
  try {
    for await (const chunk of createReadStream(file, {highWaterMark: 1 << 18})) lines.push(chunk as Buffer);
  } catch (error) {
    throw error instanceof PerftuiError ? error : fileError('read', file, error);
  }
  return lines.end();
}

/**
 * @param file for messages
 * @throws PerftuiError ERR_SNAPSHOT
 */
export function parseDrive(text: string | Buffer, file: string): Drive {
  const lines = createLineReader(file);
  lines.push(typeof text === 'string' ? Buffer.from(text) : text);
  return lines.end();
}

interface LineReader {
  push(chunk: Buffer): void;
  end(): Drive;
}

/** Intentionally not `node:readline`: it takes U+2028 for a line's end, which JSON does not escape. */
function createLineReader(file: string): LineReader {
  const lines: JsonObject[] = [];
  let rest: Buffer[] = [];
  let bytes = 0;

  function take(line: Buffer): void {
    const value = parseObject(line);
    if (value === null) throw damaged(file, lines.length + 1, 'is no JSON object');
    if (lines.length === 0) checkKind(value, file);
    lines.push(value);
  }

  return {
    push(chunk) {
      bytes += chunk.length;
      if (bytes > maxFileBytes) throw new PerftuiError('ERR_SNAPSHOT', `${file} is too large for a drive`);
      let from = 0;
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
        const part = chunk.subarray(from, at);
        take(rest.length === 0 ? part : Buffer.concat([...rest, part]));
        rest = [];
        from = at + 1;
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
    },
    end() {
      const tail = Buffer.concat(rest);
      // A part of an object is never an object: what can be read lacks nothing but its line's end.
      const isWhole = parseObject(tail) !== null;
      if (isWhole) take(tail);
      if (lines.length === 0) {
        throw tail.length === 0
          ? broken(file, 'is empty', 'nothing was recorded in it: delete it')
          : broken(file, 'is not a perftui drive, or was cut off in its first line');
      }
      return driveOf(migrate('perftui-drive', lines), file, isWhole ? 0 : tail.length);
    },
  };
}

function checkKind(header: JsonObject, file: string): void {
  const problem = kindProblem(header, 'perftui-drive');
  if (problem !== null) throw broken(file, problem.what, problem.hint);
}

function parseObject(line: Buffer): JsonObject | null {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

function driveOf([header, ...rest]: readonly JsonObject[], file: string, brokenTailBytes: number): Drive {
  const problem = driveHeaderShape(header, '');
  if (problem !== null) throw damaged(file, 1, problem);
  const drive = {
    header: header as unknown as DriveHeader,
    seconds: [] as DriveSecond[],
    intents: [] as Drive['intents'][number][],
    events: [] as Drive['events'][number][],
    plateaus: [] as Drive['plateaus'][number][],
    studies: [] as Drive['studies'][number][],
    end: null as DriveEnd | null,
    brokenTailBytes,
  };
  for (const [index, value] of rest.entries()) {
    const wrong = addLine(drive, value);
    if (wrong !== null) throw damaged(file, index + 2, wrong);
  }
  return drive;
}

type Growing = {-readonly [Key in keyof Drive]: Drive[Key] extends readonly (infer Item)[] ? Item[] : Drive[Key]};

/** What is wrong with the line; null when it was taken. */
function addLine(drive: Growing, value: JsonObject): string | null {
  const kind = String(value['kind']);
  const shape = Object.hasOwn(driveLineShapes, kind) ? driveLineShapes[kind] : undefined;
  if (shape === undefined) return `kind: must be one of ${Object.keys(driveLineShapes).join(', ')}`;
  if (drive.end !== null) return 'it comes after the end';
  const problem = shape(value, '');
  if (problem !== null) return problem;
  const line = value as unknown as DriveLine | DriveEnd;
  switch (line.kind) {
    case 'second':
      return addSecond(drive, line);
    case 'intent':
      drive.intents.push(line);
      break;
    case 'event':
      drive.events.push(line);
      break;
    case 'plateau':
      drive.plateaus.push(line.plateau);
      break;
    case 'study':
      drive.studies.push(line);
      break;
    case 'end':
      drive.end = line;
      break;
  }
  return null;
}

function addSecond({seconds, header}: Growing, line: DriveSecond): string | null {
  const {cell} = line;
  const last = seconds.at(-1)?.cell;
  if (last !== undefined && cell.atMs < last.atMs + last.seconds * 1000) {
    return `cell.atMs: ${cell.atMs} lies within the second before it, or further back`;
  }
  const stranger = cell.names.find(({name}) => name >= header.requests.length);
  if (stranger !== undefined) return `cell.names: there is no request ${stranger.name}`;
  seconds.push(line);
  return null;
}

function damaged(file: string, line: number, problem: string): PerftuiError {
  return broken(file, `is damaged in line ${line}: ${problem}`);
}

function broken(file: string, what: string, hint?: string): PerftuiError {
  return new PerftuiError('ERR_SNAPSHOT', `${file} ${what}`, hint === undefined ? {} : {hint});
}
