import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseExposition} from '../../source/fleet/parse-exposition.ts';
import {parsePrometheusAnswer} from '../../source/fleet/prometheus-answer.ts';

const all = (): boolean => true;

describe('a page in the text format', () => {
  test('gives each figure with its labels, in every way the format writes them', () => {
    const page = [
      '# HELP node_load1 1m load average.',
      '# TYPE node_load1 gauge',
      'node_load1 0.21',
      'node_cpu_seconds_total{cpu="0",mode="idle"} 6125.35',
      'node_cpu_seconds_total{ cpu = "1" , mode="user", } 1.5e+09 1700000000000',
      String.raw`odd{path="C:\\DIR\n\"x\"}"} 1`,
      'total{} 3 # {trace="a"} 0.1',
      'endless +Inf',
      'nothing NaN\r',
    ].join('\n');
    expect(parseExposition(page, all)).toEqual([
      {name: 'node_load1', labels: {}, value: 0.21},
      {name: 'node_cpu_seconds_total', labels: {cpu: '0', mode: 'idle'}, value: 6125.35},
      {name: 'node_cpu_seconds_total', labels: {cpu: '1', mode: 'user'}, value: 1.5e9},
      {name: 'odd', labels: {path: 'C:\\DIR\n"x"}'}, value: 1},
      {name: 'total', labels: {}, value: 3},
      {name: 'endless', labels: {}, value: Number.POSITIVE_INFINITY},
      {name: 'nothing', labels: {}, value: Number.NaN},
    ]);
  });

  test('passes over what is no figure, and what nobody wants', () => {
    const broken = [
      'a{b="1" 2',
      'a{b=1} 2',
      'a{="1"} 2',
      'a{b="1}',
      'a',
      'a x',
      'a 0x10',
      '{a="b"} 1',
      '  a 1',
      'a{b="\\',
    ];
    expect(parseExposition(broken.join('\n'), all)).toEqual([]);
    expect(parseExposition('a 1\nb 2\n', (name) => name === 'b')).toEqual([{name: 'b', labels: {}, value: 2}]);
  });

  test('keeps labels apart from what every object has', () => {
    const [figure] = parseExposition('a{__proto__="x",constructor="y"} 1', all);
    expect(Object.entries(figure!.labels)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });
});

test('no page, however broken, throws, and no figure comes from nowhere', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'node_load1',
      '{',
      '}',
      'cpu="0"',
      ',',
      '=',
      '"',
      '\\',
      ' ',
      '\n',
      '\r',
      '#',
      '1',
      'NaN',
      '1e999',
      '\u0000',
    ),
    fc.string({unit: 'binary', maxLength: 5}),
  );
  fc.assert(
    fc.property(fc.array(piece, {maxLength: 60}), (pieces) => {
      const page = pieces.join('');
      for (const {name} of parseExposition(page, all)) expect(page).toContain(name);
    }),
  );
});

test('no answer of a Prometheus server, however broken, throws', () => {
  const element = fc.oneof(
    fc.anything(),
    fc.record({metric: fc.dictionary(fc.string(), fc.anything()), value: fc.array(fc.anything(), {maxLength: 3})}),
  );
  const answer = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({
        status: fc.constantFrom('success', 'error', 1),
        error: fc.anything(),
        data: fc.option(
          fc.record({
            resultType: fc.constantFrom('vector', 'matrix'),
            result: fc.oneof(fc.anything(), fc.array(element)),
          }),
        ),
      })
      .map((value) => JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one))),
  );
  fc.assert(
    fc.property(answer, (text) => {
      const parsed = parsePrometheusAnswer(text);
      expect('problem' in parsed || Array.isArray(parsed.figures)).toBe(true);
    }),
  );
});
