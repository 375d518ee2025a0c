import * as fc from 'fast-check';
import {expect, it} from 'vitest';
import {parseCookieDate} from '../../source/iteration/cookie-date.ts';
import {CookieJar} from '../../source/iteration/cookie-jar.ts';

const nowMs = Date.UTC(2026, 5, 1);

function jarOf(...setCookies: string[]): CookieJar {
  const jar = new CookieJar();
  jar.store(setCookies, '/shop/cart?x=1', nowMs);
  return jar;
}

it('a cookie goes back where it came from and below, not beside it', () => {
  const jar = jarOf('a=1');
  expect(jar.header('/shop/cart', false, nowMs)).toBe('a=1');
  expect(jar.header('/shop', false, nowMs)).toBe('a=1');
  expect(jar.header('/shop/', false, nowMs)).toBe('a=1');
  expect(jar.header('/shopping', false, nowMs)).toBeNull();
  expect(jar.header('/', false, nowMs)).toBeNull();
});

it('a path attribute sets where it goes; longer paths come first, then older cookies', () => {
  const jar = jarOf('a=1; Path=/', 'b=2; path=/shop', 'c=3; Path=/', 'd=4; Path=relative');
  expect(jar.header('/shop/x?y', false, nowMs)).toBe('b=2; d=4; a=1; c=3');
});

it('a new value takes the place of the old one, and keeps its turn', () => {
  const jar = jarOf('a=1; Path=/', 'b=2; Path=/', 'a=3; Path=/');
  expect(jar.header('/', false, nowMs)).toBe('a=3; b=2');
  expect(jar.value('a')).toBe('3');
  expect(jar.value('x')).toBeNull();
});

it('max-age wins over expires; 0 or the past removes the cookie', () => {
  const jar = jarOf('a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'b=2; Path=/shop');
  expect(jar.header('/shop', false, nowMs + 9999)).toBe('a=1; b=2');
  expect(jar.header('/shop', false, nowMs + 10_000)).toBe('b=2');
  jar.store(['b=; Path=/shop; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], '/', nowMs);
  jar.store(['a=; Max-Age=0'], '/shop/cart', nowMs);
  expect(jar.isEmpty).toBe(true);
});

it('secure cookies go over TLS alone', () => {
  const jar = jarOf('a=1; Secure; Path=/');
  expect(jar.header('/', false, nowMs)).toBeNull();
  expect(jar.header('/', true, nowMs)).toBe('a=1');
});

it.each(['', ';', '=x', 'noequals', 'a=\u0000', `a=${'x'.repeat(5000)}`])('%j is not kept', (line) => {
  expect(jarOf(line).isEmpty).toBe(true);
});

it('values keep what they hold: quotes, equals signs, blanks within', () => {
  expect(jarOf('a = "x=y z" ; Path=/').header('/', false, nowMs)).toBe('a="x=y z"');
});

it('a server cannot fill a jar without end', () => {
  const jar = jarOf(...Array.from({length: 500}, (_, i) => `c${i}=1; Path=/`));
  expect(jar.header('/', false, nowMs)!.split('; ')).toHaveLength(180);
  expect(jar.value('c499')).toBe('1');
});

it.each([
  ['Wed, 21 Oct 2026 07:28:00 GMT', Date.UTC(2026, 9, 21, 7, 28)],
  ['Wed, 21-Oct-26 07:28:00 GMT', Date.UTC(2026, 9, 21, 7, 28)],
  ['Sun Nov  6 08:49:37 1994', Date.UTC(1994, 10, 6, 8, 49, 37)],
  ['21 oct 2026 7:8:9', Date.UTC(2026, 9, 21, 7, 8, 9)],
  ['31 Feb 2026 00:00:00', null],
  ['21 Oct 2026 24:00:00', null],
  ['21 Oct 1600 00:00:00', null],
  ['tomorrow', null],
])('the date %s is %s', (text, ms) => {
  expect(parseCookieDate(text)).toBe(ms);
});

it('no header makes it throw, and what it sends back is one line', () => {
  fc.assert(
    fc.property(fc.array(fc.string({unit: 'binary', maxLength: 30}), {maxLength: 4}), fc.webPath(), (lines, path) => {
      const jar = new CookieJar();
      jar.store(lines, path, nowMs);
      expect(jar.header(path, true, nowMs) ?? '').not.toMatch(/[\r\n\u0000]/);
    }),
  );
});
