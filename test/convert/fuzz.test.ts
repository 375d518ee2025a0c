import {array, assert, asyncProperty, constantFrom, jsonValue, nat, record} from 'fast-check';
import {describe, expect, test} from 'vitest';
import {convert, sourceKinds} from '../../source/convert/convert.ts';
import {describeError, PerftuiError} from '../../source/domain/errors.ts';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';

const options = {name: 'sample', think: true, assets: true};

/** `fine`: either a valid profile, or one clear line; anything else is told as it is. */
async function outcome(kind: (typeof sourceKinds)[number], text: string): Promise<string> {
  try {
    const {document} = await convert(kind, text, options);
    const parsed = parseProfileDocument(JSON.parse(JSON.stringify(document)), 'sample');
    return 'profile' in parsed ? 'fine' : JSON.stringify(parsed.problems);
  } catch (error) {
    const line = describeError(error);
    const isClear = error instanceof PerftuiError && error.exitCode === 104 && !/[\n\r]|undefined|\[object/.test(line);
    return isClear ? 'fine' : line;
  }
}

const seeds: Readonly<Record<(typeof sourceKinds)[number], string>> = {
  curl: `curl -X POST 'http://h/a?b=1&token=x' -H 'x: y' -d '{"a":1}' -u a:b -k --next http://h/\${x} ^"c^" $'\\u00e9'`,
  har: '{"log":{"pages":[{"id":"p","title":"t"}],"entries":[{"pageref":"p","startedDateTime":"2024-01-01T00:00:00Z","time":5,"request":{"method":"POST","url":"http://h/a","headers":[{"name":"a","value":"b"}],"postData":{"mimeType":"application/json","text":"{}"}},"response":{"status":500,"headers":[]}}]}}',
  openapi:
    '{"openapi":"3.0.0","info":{"title":"t","version":"1"},"servers":[{"url":"http://h"}],"paths":{"/a/{b}":{"get":{"tags":["x"],"parameters":[{"name":"b","in":"path","schema":{"type":"string"}}],"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"c":{"type":"integer"}}}}}},"responses":{}}}}}',
  postman:
    '{"variable":[{"key":"u","value":"http://h"}],"item":[{"name":"f","item":[{"name":"r","request":{"method":"GET","url":{"raw":"{{u}}/a/:b","variable":[{"key":"b","value":"c"}]}},"event":[{"listen":"test","script":{"exec":["pm.environment.set(\\"x\\", pm.response.json().a)"]}}]}]}]}',
  k6: "import http from 'k6/http'; export const options = {vus: 2, duration: '1s', thresholds: {http_req_duration: ['p(95)<5']}}; export default function () { const r = http.get(`http://h/${__VU}`); check(r, {a: (x) => x.status === 200}); const t = r.json('a.b'); if (t === 'x') http.post('http://h/' + t, JSON.stringify({a: t})); for (let i = 0; i < 2; i++) sleep(1); }",
};

const pieces = [
  '"',
  "'",
  '`',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '${',
  '$${',
  '{{',
  '}}',
  '\\',
  '^',
  '\n',
  '\u0000',
  'é',
  '😀',
  '\uD800',
  '0',
  '-1',
  '1e999',
  'null',
  'true',
  '"__proto__"',
  ',',
  ':',
  ';',
  '/',
  '//',
  '#',
  '?',
  '&',
  '=>',
  'http://',
  'a'.repeat(300),
];

describe.each(sourceKinds)('%s: what is foreign', (kind) => {
  test('becomes a valid profile or one clear line, whatever is cut or put in', async () => {
    const edit = record({
      at: nat(2000),
      cut: nat(30),
      put: array(constantFrom(...pieces), {maxLength: 3}),
    });
    await assert(
      asyncProperty(array(edit, {minLength: 1, maxLength: 4}), async (edits) => {
        let text = seeds[kind];
        for (const {at, cut, put} of edits) {
          const from = at % (text.length + 1);
          text = `${text.slice(0, from)}${put.join('')}${text.slice(from + cut)}`;
        }
        expect(await outcome(kind, text)).toBe('fine');
      }),
      {numRuns: kind === 'openapi' ? 120 : 300},
    );
  });

  test('and when it is any JSON in its shape', async () => {
    await assert(
      asyncProperty(
        jsonValue({maxDepth: 4}),
        constantFrom('entries', 'item', 'paths', 'log', 'x'),
        async (value, key) => {
          const text = JSON.stringify({
            [key]: value,
            log: {entries: value},
            openapi: '3.0.0',
            info: {title: 't', version: '1'},
            paths: value,
            item: value,
          });
          expect(await outcome(kind, text)).toBe('fine');
        },
      ),
      {numRuns: kind === 'openapi' ? 60 : 150},
    );
  });

  test('and when it nests without end', async () => {
    expect(await outcome(kind, '['.repeat(200_000))).toBe('fine');
    expect(await outcome(kind, `export default function () { http.get('http://h/' ${"+ 'a'".repeat(20_000)}) }`)).toBe(
      'fine',
    );
  });
});
