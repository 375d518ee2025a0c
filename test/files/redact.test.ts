import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {createRedactor} from '../../source/files/redact.ts';
import {redactSnapshot} from '../../source/files/redact-snapshot.ts';
import {sampleSnapshot} from './sample-snapshot.ts';

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** Letters that make every encoding differ from the plain text. */
const letter = fc.constantFrom(...'abcXYZ019 /+=&?%"\'\\<>:@.äß€-_'.split(''), '😀');
const secret = fc.array(letter, {minLength: 4, maxLength: 24}).map((letters) => letters.join(''));
const filler = fc
  .array(fc.constantFrom(...'qwrtz \n{}[],;|'.split('')), {maxLength: 30})
  .map((letters) => letters.join(''));

/** Ways a secret comes back from a server. */
const writings: ((secret: string) => string)[] = [
  (value) => value,
  (value) => encodeURIComponent(value),
  (value) => new URLSearchParams({q: value}).toString().slice(2),
  (value) => base64(value),
  (value) => base64(`user:${value}`),
  (value) => base64(`us:${value}`),
  (value) => base64(`u:${value}x`),
  (value) => Buffer.from(`id:${value}`, 'utf8').toString('base64url'),
  (value) => JSON.stringify({value}),
];

describe('redaction of secret values', () => {
  test('leaves no secret of 4 or more characters in any text, however it is written', () => {
    fc.assert(
      fc.property(secret, filler, filler, fc.nat(writings.length - 1), (value, before, after, which) => {
        const written = writings[which]!(value);
        const result = createRedactor([value]).text(`${before}${written}${after}`);
        expect(result).not.toContain(value);
        expect(result).not.toContain(written);
        expect(result).toContain('[redacted]');
      }),
      {numRuns: 2000},
    );
  });

  test('leaves nothing of secrets that overlap', () => {
    const redactor = createRedactor(['abcdef', 'cdefgh', 'efgh12']);
    expect(redactor.text('x abcdefgh12 y')).toBe('x [redacted] y');
    expect(createRedactor(['aaaa']).text('aaaaaaaaa')).toBe('[redacted]');
  });

  test('keeps everything else', () => {
    fc.assert(
      fc.property(filler, (text) => {
        expect(createRedactor(['SECRET-99', 'OTHER']).text(text)).toBe(text);
      }),
    );
  });

  test('passes over secrets too short to be one', () => {
    expect(createRedactor(['', 'a', 'abc']).text('abc a')).toBe('abc a');
  });

  test('takes user and password out of URLs', () => {
    const redactor = createRedactor([]);
    expect(redactor.text('to https://bob:hunter2@example.com:8443/x?y')).toBe(
      'to https://[redacted]@example.com:8443/x?y',
    );
    expect(redactor.text('redis://:p@ss@h/0 http://host/a@b')).toBe('redis://[redacted]@h/0 http://host/a@b');
  });

  test('takes the value of secret headers out of running text', () => {
    const redactor = createRedactor([]);
    expect(redactor.text('GET / HTTP/1.1\r\nAuthorization: Bearer abc\r\nAccept: */*')).toBe(
      'GET / HTTP/1.1\r\nAuthorization: [redacted]\r\nAccept: */*',
    );
    expect(redactor.text('{"cookie": "a=b; c=d", "x": 1}')).toBe('{"cookie": "[redacted]", "x": 1}');
  });
});

describe('redaction of headers', () => {
  const redactor = createRedactor(['s3cr3t']);

  test.each([
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'set-cookie',
    'X-Api-Key',
    'api-key',
    'x-auth-token',
    'X-CSRF-Token',
    'x-amz-security-token',
    'x-session-id',
  ])('%s loses its value', (name) => {
    expect(redactor.headers([[name, 'whatever']])).toEqual([[name, '[redacted]']]);
  });

  test.each(['content-type', 'date', 'x-request-id', 'author', 'location', 'cookies-accepted', 'etag'])(
    '%s keeps it',
    (name) => {
      expect(redactor.headers([[name, 'plain']])).toEqual([[name, 'plain']]);
    },
  );

  test('a secret in any other header goes', () => {
    expect(redactor.headers([['location', '/login?token=s3cr3t&x']])).toEqual([
      ['location', '/login?token=[redacted]&x'],
    ]);
  });
});

describe('samples of foreign text', () => {
  test('no cut, ours or an earlier one, leaves 3 or more letters of the beginning of a secret', () => {
    const value = 'Zq7-token-value';
    fc.assert(
      fc.property(fc.nat(1100), fc.nat(20), (padding, extra) => {
        const whole = `${'x'.repeat(padding)}${value}${'y'.repeat(extra)}${value}`;
        const cutBefore = Buffer.from(whole).subarray(0, 1024).toString('utf8');
        const result = createRedactor([value]).sample(cutBefore, 1024);
        for (let length = 3; length <= value.length; length++) expect(result).not.toContain(value.slice(0, length));
        expect(Buffer.byteLength(result)).toBeLessThanOrEqual(1024);
      }),
      {numRuns: 1000},
    );
  });

  test('stay whole characters and whole marks', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'ä', '€', '😀', 'secret')), fc.nat(60), (parts, maxBytes) => {
        const result = createRedactor(['secret']).sample(parts.join(''), maxBytes);
        expect(Buffer.byteLength(result)).toBeLessThanOrEqual(maxBytes);
        expect(result).not.toContain('\uFFFD');
        expect(result.replaceAll('[redacted]', '')).not.toContain('[');
      }),
    );
  });
});

test.each(['pwd', 'userPwd', 'passcode', 'otp', 'pin', 'accessToken', 'client_secret'])(
  'a member called %s is hidden',
  (name) => {
    expect(createRedactor([]).json({[name]: 'x', spin: 'y', copwd: 'z'})).toEqual({
      [name]: '[redacted]',
      spin: 'y',
      copwd: 'z',
    });
  },
);

test.each([
  ['Bearer ${token}', true],
  ['${data.users.password}', true],
  ['Bearer ${env:A}${vu.id}', true],
  ['Bearer literal-${vu.id}', false],
  ['Bearer $${token}', false],
  ['Bearer', false],
  ['', false],
  ['${nothing known.}', false],
])('a secret header that says %j: shown %s', (value, isShown) => {
  expect(createRedactor([]).json({authorization: value})).toEqual({authorization: isShown ? value : '[redacted]'});
});

describe('redaction of a snapshot', () => {
  test('reaches every text and leaves figures, counts and closed words alone', () => {
    const value = 'tell-nobody';
    const snapshot = sampleSnapshot([1000, 2000], {
      name: value,
      note: `note ${value}`,
      target: {label: `http://${value}`, origin: `http://u:pw@${value}`},
      profile: {
        name: value,
        revision: null,
        document: {[value]: [value, {authorization: 'Bearer x', 'x-api-key': 'Bearer ${env:KEY}'}]},
      },
      git: {commit: 'c', branch: value, dirty: false},
      thresholds: [
        {source: value, value: 1, ok: true, severity: 'critical'},
        {
          source: value,
          value: 1,
          ok: true,
          severity: 'critical',
          budget: {requestName: `GET /${value}`, figure: 'p95', bound: 30},
        },
      ],
      checks: [{name: `body contains "${value}"`, requestName: value, passed: 1, failed: 2, cut: 0}],
      flowErrors: 1,
      flowErrorTexts: [`login: no ${value}`],
      scenarios: [
        {
          name: value,
          weight: 1,
          profileWeight: 2,
          requests: 3,
          failed: 0,
          requestsPerSecond: 1,
          errorShare: 0,
          latencyUs: null,
        },
      ],
      events: [{atMs: 0, kind: 'info', text: value}],
      errorSamples: [
        {
          name: value,
          atMs: 1,
          code: 1000,
          word: 'other',
          status: null,
          headers: {[value]: value, cookie: 'a'},
          body: base64(value),
          message: value,
        },
      ],
    });
    const clean = redactSnapshot(snapshot, createRedactor([value]));
    expect(JSON.stringify(clean)).not.toContain(value);
    expect(JSON.stringify(clean)).not.toContain('pw');
    expect(clean.errorSamples[0]!.headers['cookie']).toBe('[redacted]');
    expect(clean.profile.document).toEqual({
      '[redacted]': ['[redacted]', {authorization: '[redacted]', 'x-api-key': 'Bearer ${env:KEY}'}],
    });
    expect(clean.requests.map(({histogram}) => histogram)).toEqual(snapshot.requests.map(({histogram}) => histogram));
    expect(clean.cells).toEqual(snapshot.cells);
    expect(clean.checks).toEqual([
      {name: 'body contains "[redacted]"', requestName: '[redacted]', passed: 1, failed: 2, cut: 0},
    ]);
    expect(clean.thresholds[1]!.budget).toEqual({requestName: 'GET /[redacted]', figure: 'p95', bound: 30});
    expect(clean.flowErrorTexts).toEqual(['login: no [redacted]']);
    expect(clean.scenarios).toEqual([{...snapshot.scenarios![0], name: '[redacted]'}]);
  });

  test('leaves what a person named in the profile alone: variables, tags and budgets', () => {
    const document = {
      scenarios: [
        {
          flow: [
            {
              request: {
                path: '/',
                tags: {session: 'gold'},
                extract: {token: '$.token', sid: {cookie: 'sid'}, secret: {jsonpath: '$.a', default: ''}},
                checks: [{header: 'etag', name: 'token'}],
              },
            },
          ],
        },
      ],
      budgets: {auth: '30ms', session: {'p(95)': '50ms'}},
    };
    const redacted = (value: unknown) =>
      redactSnapshot(sampleSnapshot([], {profile: {name: 'x', revision: null, document: value}}), createRedactor([]))
        .profile.document;
    expect(redacted(document)).toEqual(document);
    expect(
      redacted({request: {body: {extract: {token: 'x'}}, headers: {'x-token': 'y'}}, data: {rows: [{token: 'z'}]}}),
    ).toEqual({
      request: {body: {extract: {token: '[redacted]'}}, headers: {'x-token': '[redacted]'}},
      data: {rows: [{token: '[redacted]'}]},
    });
  });

  test('adds no member to one that lacks it', () => {
    const old = sampleSnapshot();
    expect(redactSnapshot(old, createRedactor(['tell-nobody']))).toEqual(old);
  });
});
