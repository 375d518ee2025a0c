import {PerftuiError} from '../domain/errors.ts';
import {printDuration} from '../domain/duration.ts';
import {assemble} from './assemble.ts';
import {
  ConvertNotes,
  type Converted,
  type ConvertOptions,
  type Json,
  listOf,
  oneLine,
  recordOf,
  type RequestDocument,
  type StepDocument,
  textOf,
} from './converted.ts';
import {parseSource} from './parse-source.ts';
import {ofOneOrigin, placeOf} from './origins.ts';
import {carryBody, carryHeaders, carryMethod, carryPath, nameOf, splitOnce} from './request-parts.ts';

/** Shorter gaps are the browser's own work, longer ones somebody who went away. */
const leastGapMs = 500;
const mostGapMs = 30_000;

interface Entry {
  readonly origin: string;
  readonly path: string;
  readonly source: Json;
  readonly page: string | null;
  /** ms since 1970; NaN when it is not known. */
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * A HAR 1.2 file (http://www.softwareishard.com/blog/har-12-spec/) as a profile: the requests to the server most of them
 * go to, pages as groups, the gaps between requests as think times.
 * @throws PerftuiError ERR_PROFILE when it is no HAR file or holds no http(s) request
 */
export function convertHar(text: string, options: ConvertOptions): Converted {
  const notes = new ConvertNotes();
  const log = recordOf(recordOf(parseSource(text, 'a HAR file'))?.['log']);
  if (log === null || !Array.isArray(log['entries'])) {
    throw new PerftuiError('ERR_PROFILE', 'it is not a HAR file: it has no "log" with "entries"', {
      hint: "save it from the browser's network panel",
    });
  }
  const entries = log['entries'].flatMap((entry) => entryOf(recordOf(entry), notes));
  const wanted = options.assets ? entries : entries.filter((entry) => !isAsset(entry));
  if (wanted.length < entries.length) {
    notes.leave(`${entries.length - wanted.length} images, scripts, styles and fonts`, 'left out by --no-assets');
  }
  const {origin, kept} = ofOneOrigin(wanted, notes);
  const flow = flowOf(kept, pagesOf(log), {notes, think: options.think, jar: new Set()});
  return assemble({name: options.name, target: origin, scenarios: [{name: options.name, flow}]}, notes);
}

function entryOf(source: Json | null, notes: ConvertNotes): Entry[] {
  const request = recordOf(source?.['request']);
  const url = textOf(request?.['url']);
  if (source === null || request === null || url === null) {
    notes.leave('an entry without a request', 'there is nothing to send');
    return [];
  }
  const place = placeOf(url);
  if (place === null || source['_resourceType'] === 'websocket') {
    notes.leave(oneLine(url, 80), place === null ? 'it is not an http(s) URL' : 'WebSockets are not spoken');
    return [];
  }
  const startMs = Date.parse(textOf(source['startedDateTime']) ?? '');
  const {time} = source;
  const endMs = startMs + (typeof time === 'number' && time > 0 ? time : 0);
  return [{...place, source, page: textOf(source['pageref']), startMs, endMs}];
}

function isAsset({source, path}: Entry): boolean {
  const mime = textOf(recordOf(recordOf(source['response'])?.['content'])?.['mimeType']) ?? '';
  const [file = ''] = path.split('?', 1);
  return (
    /^(?:image|font|audio|video)\/|^text\/css|javascript|^application\/(?:font|wasm)/i.test(mime) ||
    /\.(?:png|jpe?g|gif|svg|webp|avif|ico|css|m?js|map|woff2?|ttf|otf|eot|mp[34]|webm|wasm)$/i.test(file)
  );
}

function pagesOf(log: Json): Map<string, string> {
  const pages = new Map<string, string>();
  const taken = new Set<string>();
  for (const item of listOf(log['pages'])) {
    const page = recordOf(item);
    const id = textOf(page?.['id']);
    if (id === null) continue;
    const title = textOf(page?.['title']) ?? '';
    const place = placeOf(title);
    const [path = ''] = (place?.path ?? title).split('?', 1);
    const wanted = oneLine(path.replaceAll(/[{},]|::+/g, ' '), 60) || id;
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted} ${count}`;
    taken.add(name);
    pages.set(id, name);
  }
  return pages;
}

interface Reading {
  readonly notes: ConvertNotes;
  readonly think: boolean;
  /** Names of cookies a response has set: every virtual user keeps them itself. */
  readonly jar: Set<string>;
}

function flowOf(entries: readonly Entry[], pages: ReadonlyMap<string, string>, reading: Reading): StepDocument[] {
  const sorted = entries.every(({startMs}) => Number.isFinite(startMs))
    ? [...entries].sort((one, other) => one.startMs - other.startMs)
    : entries;
  const flow: StepDocument[] = [];
  let group = null as {name: string; steps: StepDocument[]} | null;
  let busyUntilMs = Number.NaN;
  let overlapping = 0;
  for (const entry of sorted) {
    const request = requestOf(entry, reading);
    if (entry.startMs < busyUntilMs) overlapping++;
    const gap = gapOf(entry.startMs - busyUntilMs, reading);
    busyUntilMs = Number.isNaN(busyUntilMs) ? entry.endMs : Math.max(busyUntilMs, entry.endMs);
    if (request === null) continue;
    const name = entry.page === null ? undefined : pages.get(entry.page);
    if (name === undefined) group = null;
    else if (group?.name !== name) {
      if (gap !== null) flow.push(gap);
      group = {name, steps: []};
      flow.push({group: name, flow: group.steps});
      group.steps.push({request});
      continue;
    }
    const steps = group?.steps ?? flow;
    if (gap !== null) steps.push(gap);
    steps.push({request});
  }
  if (overlapping > 0) {
    reading.notes.leave(
      `${overlapping} ${overlapping === 1 ? 'request' : 'requests'} sent while others were under way`,
      'one follows the other: write "parallel" where they belong together',
    );
  }
  return flow;
}

function gapOf(gapMs: number, {notes, think}: Reading): StepDocument | null {
  if (!(gapMs >= leastGapMs)) return null;
  if (!think) {
    notes.leave('the gaps between requests', 'left out by --no-think');
    return null;
  }
  if (gapMs > mostGapMs)
    notes.leave(`a gap of ${printDuration(Math.round(gapMs / 1000) * 1000)}`, `cut to ${printDuration(mostGapMs)}`);
  return {think: printDuration(Math.round(Math.min(gapMs, mostGapMs) / 500) * 500)};
}

function requestOf({source, path: rawPath, origin}: Entry, reading: Reading): RequestDocument | null {
  const {notes} = reading;
  const request = recordOf(source['request'])!;
  const path = carryPath(rawPath, notes);
  const method = carryMethod(textOf(request['method']) ?? 'GET', `request to ${rawPath}`, notes);
  const status = Number(recordOf(source['response'])?.['status'] ?? 0);
  const pairs = namedValues(request['headers']).flatMap(([name, value]): [string, string][] => {
    if (name.toLowerCase() !== 'cookie') return [[name, value]];
    const rest = cookiesToSend(value, reading);
    return rest === '' ? [] : [[name, rest]];
  });
  rememberCookies(source, reading.jar);
  if (method === null) return null;
  const headers = carryHeaders(pairs, {notes, host: URL.parse(origin)?.host ?? null});
  const body = bodyOf(recordOf(request['postData']), headers['content-type'] ?? '', path, notes);
  return {
    name: nameOf(method, path),
    method,
    path,
    ...(Object.keys(headers).length === 0 ? {} : {headers}),
    ...(body === null ? {} : {body}),
    // What was an answer to the browser is none to count as failed.
    ...(Number.isInteger(status) && status >= 400 && status <= 599 ? {expect: [status]} : {}),
  };
}

/** Without those that a response of this recording has set. */
function cookiesToSend(header: string, {jar, notes}: Reading): string {
  const pairs = header.split(';').map((pair) => pair.trim());
  const own = pairs.filter((pair) => pair !== '' && !jar.has(splitOnce(pair, '=')[0]));
  if (own.length < pairs.length) notes.leave('cookies a response has set', 'every virtual user gets and keeps its own');
  return own.join('; ');
}

function rememberCookies(source: Json, jar: Set<string>): void {
  for (const [name, value] of namedValues(recordOf(source['response'])?.['headers'])) {
    if (name.toLowerCase() !== 'set-cookie') continue;
    for (const line of value.split('\n')) jar.add(splitOnce(line, '=')[0].trim());
  }
}

function namedValues(value: unknown): [name: string, value: string][] {
  return listOf(value).flatMap((item): [string, string][] => {
    const pair = recordOf(item);
    const name = textOf(pair?.['name']);
    return name === null ? [] : [[name, textOf(pair?.['value']) ?? '']];
  });
}

function bodyOf(postData: Json | null, contentType: string, path: string, notes: ConvertNotes): unknown {
  if (postData === null) return null;
  const mime = contentType || (textOf(postData['mimeType']) ?? '');
  if (/^multipart\//i.test(mime)) {
    notes.leave(`the multipart body of ${path}`, 'put it into a file and name it in "bodyFile"');
    return null;
  }
  const text = textOf(postData['text']);
  if (text !== null && text !== '') return carryBody(text, mime, notes);
  const params = namedValues(postData['params']).map(
    ([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`,
  );
  return params.length === 0 ? null : carryBody(params.join('&'), 'application/x-www-form-urlencoded', notes);
}
