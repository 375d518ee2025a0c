import {describe, expect, test} from 'vitest';
import type {MetricComparison, RequestComparison, RunComparison, Verdict} from '../../source/domain/comparison.ts';
import {comparisonMarkdown} from '../../source/report/comparison-markdown.ts';
import {comparedRecord, spanLevel, verdictText, type NamedComparison} from '../../source/report/comparison-parts.ts';
import {comparisonText} from '../../source/report/comparison-text.ts';
import {sampleSnapshot} from '../files/sample-snapshot.ts';

function metric(name: string, figures: readonly [number, number] | null, verdict: Verdict): MetricComparison {
  const [before, now] = figures ?? [null, null];
  const change = before === null || now === null ? null : now / before - 1;
  const isTested = verdict !== 'UNTESTED' && change !== null;
  return {
    metric: name,
    before,
    now,
    change,
    interval: isTested ? [change - 0.04, change + 0.04] : null,
    detectable: isTested ? 0.08 : null,
    verdict,
    why: isTested ? null : 'too few: 12 failed now, 8 before, and it takes many more of them than that',
  };
}

function request(name: string | null, p95: readonly [number, number], verdict: Verdict): RequestComparison {
  return {
    name,
    metrics: [
      metric('p50', [98_700, 125_000], verdict),
      metric('p95', p95, verdict),
      metric('req/s', [271, 259], 'INCONCLUSIVE'),
      metric('error share', [0.0021, 0.0027], 'UNTESTED'),
      metric('received/s', null, 'UNTESTED'),
    ],
    verdict,
    shareBefore: 0.5,
    shareNow: 0.5,
  };
}

const span = {startMs: 0, endMs: 30_000, model: 'closed', seconds: 30, samples: 7801, steady: true} as const;

function named(changes: Partial<RunComparison> = {}): NamedComparison {
  return {
    before: comparedRecord('snapshots/a.json', sampleSnapshot([1000], {name: 'v1.41 nightly'})),
    now: comparedRecord('snapshots/b.json', sampleSnapshot([1000], {name: 'peak', git: null})),
    comparison: {
      align: 'load',
      confidence: 0.95,
      refusal: null,
      differences: ['other host: box now, other before'],
      before: {...span, level: 240},
      now: {...span, level: 247, steady: false},
      requests: [
        request(null, [209_000, 263_000], 'REGRESSION'),
        request('GET /api/cart', [140_000, 141_000], 'OK'),
        request('POST /api/checkout with a very long name indeed', [392_000, 552_000], 'REGRESSION'),
      ],
      verdict: 'REGRESSION',
      text: '4 of 4 latency metrics above +3% with 95% confidence',
      ...changes,
    },
  };
}

describe('the comparison as text', () => {
  test('names both sides, every figure, what differs, and the verdict, within 80 columns', () => {
    const text = comparisonText(named(), {width: 80, colour: false, forceHelps: false});
    expect(text).toBe(`perftui compare   before "v1.41 nightly"   now "peak"   by load

  before      v1.41 nightly   2026-08-12 10:20   git 0123456+   snapshots/a.json
              240 VUs for 30s, 7801 samples
  now         peak   2026-08-12 10:20   snapshots/b.json
              ~247 VUs for 30s, 7801 samples
  differs     other host: box now, other before

  metric            before       now  change     interval  verdict
  p50               98.7ms     125ms    +27%    +23..+31%  ! regression
  p95                209ms     263ms    +26%    +22..+30%  ! regression
  req/s                271       259     -4%       -8..0%  ? sees from +8%
  error share        0.21%     0.27%    +29%           --  too few
  received/s            --        --      --           --  too few

  p95 by request          before      now change    err  share  verdict
  POST /api/checkout …     392ms    552ms   +41%  0.27%  50.0%  ! regression
  GET /api/cart            140ms    141ms    +1%  0.27%  50.0%  ok

  interval: of the change, nominal 95%; the true change lies in it in 86 to 93 of 100 cases
  ! REGRESSION  4 of 4 latency metrics above +3% with 95% confidence
`);
  });

  test('colours are of the text alone, and the width of the terminal is used', () => {
    const wide = comparisonText(named(), {width: 120, colour: true, forceHelps: false});
    expect(wide).toContain('\u001B[1;38;5;204m! regression\u001B[0m');
    expect(wide).toContain('POST /api/checkout with a very long name indeed');
    expect(wide.replaceAll(/\u001B\[[\d;]*m/g, '')).toBe(
      comparisonText(named(), {width: 120, colour: false, forceHelps: false}),
    );
  });

  test('one that was refused says why, and shows no figures', () => {
    const text = comparisonText(named({refusal: 'other load', requests: [], verdict: 'UNTESTED', text: ''}), {
      width: 80,
      colour: false,
      forceHelps: true,
    });
    expect(text).toContain('not compared: other load');
    expect(text).toContain('--force');
    expect(text).not.toContain('metric');
  });

  test('foreign names cannot steer the terminal', () => {
    const {before, now, comparison} = named({differences: ['x\u001B[2Jy']});
    const text = comparisonText(
      {before: {...before, name: 'a\u001B[2J\nb'}, now, comparison},
      {width: 80, colour: false, forceHelps: false},
    );
    expect(text).not.toContain('\u001B');
    expect(text.split('\n')[0]).toContain('before "a [2J b"');
  });

  test('a change too small to be seen says what would have been', () => {
    expect(verdictText({verdict: 'INCONCLUSIVE', detectable: 0.123, why: null})).toBe('? sees from +12%');
    expect(spanLevel({model: 'open', level: 499.6})).toBe('500/s');
    expect(spanLevel({model: 'closed', level: 1})).toBe('1 VU');
  });
});

test('as Markdown it is a table that foreign names stay within', () => {
  const {before, now, comparison} = named();
  const text = comparisonMarkdown({before: {...before, name: 'a|b <i>'}, now, comparison}, sampleSnapshot());
  expect(text).toContain(String.raw`# a\|b &lt;i&gt; → peak: REGRESSION`);
  expect(text).toMatch(/\| all \| p95 \| 209ms \| 263ms \| \+26% \|/);
  expect(text.endsWith('\n')).toBe(true);
});
