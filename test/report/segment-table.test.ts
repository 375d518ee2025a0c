import {describe, expect, test} from 'vitest';
import type {MetricComparison, RunComparison, Verdict} from '../../source/domain/comparison.ts';
import {textSummary} from '../../source/report/text-summary.ts';
import {plateauOf, sampleComparison, samplePlateaus} from './sample-record.ts';
import {sampleSummary} from './sample-summary.ts';

const plain = {width: 80, colour: false};

describe('the summary of steady segments', () => {
  const recording = 'snapshots/drives/2026-08-12-102030-checkout.jsonl';

  test('reads like this, within 80 columns', () => {
    const text = textSummary(
      sampleSummary({
        plateaus: samplePlateaus,
        recording,
        comparison: sampleComparison,
        baselineName: 'S1',
        saved: [recording, 'snapshots/2026-08-12-peak-260.json'],
      }),
      plain,
    );
    const lines = text.split('\n');
    const from = lines.findIndex((line) => line.startsWith('  steady segments'));
    expect(`${lines.slice(from, from + 8).join('\n')}\n`).toMatchInlineSnapshot(`
      "  steady segments      VUs   req/s     p50     p95     p99    err   p95<250ms
        00:02:30-00:06:00    120    20.0  49.9ms  72.4ms ?74.4ms  0.50%   ok
        00:11:30-00:12:14~   240    20.0   158ms   229ms  ?235ms  0.50%   ok  92%
        00:12:40-00:13:20    260    20.0   240ms   348ms  ?357ms  0.50%   FAIL 139%
        ~ not steady

        best passing load  240 VUs, 20.0 req/s  ~ not steady
        against S1         p95 +27% at the same load (interval +22..+30%) regression
      "
    `);
    expect(`\n${lines.slice(-8).join('\n')}`).toMatchInlineSnapshot(`
      "

        saved       snapshots/drives/2026-08-12-102030-checkout.jsonl
                    (inputs, 1s metrics, histograms)
                    snapshots/2026-08-12-peak-260.json

        replay      perftui replay 2026-08-12-102030-checkout
        look        perftui open 2026-08-12-102030-checkout
      "
    `);
    for (const line of lines.slice(from)) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('an inconclusive comparison says what to do', () => {
    const text = 'inconclusive: p95 +2%, under +14% is not seen; compare longer runs';
    const comparison = {...sampleComparison, verdict: 'INCONCLUSIVE', text} as const;
    expect(textSummary(sampleSummary({comparison, baselineName: 'S1'}), plain)).toMatch(
      /against S1 .* inconclusive\n {21}p95 \+2%, under \+14% is not seen; compare longer runs\n/,
    );
  });

  test('the figure beside a verdict bears it out, or the text does', () => {
    const [total, ...names] = sampleComparison.requests;
    const withVerdicts = (p95: Verdict, p99: Verdict) => ({
      ...sampleComparison,
      verdict: 'REGRESSION' as const,
      text: 'regression confirmed: rare p95 +30%',
      requests: [
        {
          ...total!,
          metrics: total!.metrics.flatMap((one): MetricComparison[] =>
            one.metric === 'p95'
              ? [
                  {...one, verdict: p95, interval: [-0.03, 0.31]},
                  {...one, metric: 'p99', verdict: p99, change: 0.25, interval: [0.1, 0.4]},
                ]
              : [{...one, verdict: 'OK'}],
          ),
        },
        ...names,
      ],
    });
    const shown = (comparison: RunComparison) => textSummary(sampleSummary({comparison, baselineName: 'S1'}), plain);
    expect(shown(withVerdicts('INCONCLUSIVE', 'REGRESSION'))).toMatch(/against S1 +p99 \+25% .* regression\n/);
    expect(shown(withVerdicts('OK', 'OK'))).toMatch(
      /against S1 +p95 .* regression\n +regression confirmed: rare p95 \+30%\n/,
    );
  });

  test('has nothing of what there was not', () => {
    const text = textSummary(sampleSummary(), plain);
    expect(text).not.toMatch(/steady|best passing|against|replay|look|inputs, 1s/);
  });

  test('names no best load where nothing was judged, and the one of each model where both were', () => {
    const unjudged = samplePlateaus.map((plateau) => ({...plateau, thresholds: []}));
    expect(textSummary(sampleSummary({plateaus: unjudged}), plain)).not.toContain('best passing');
    const open = plateauOf(500, 20_000, {
      startMs: 900_000,
      endMs: 930_000,
      model: 'open',
      steady: null,
      why: 'short',
    });
    const text = textSummary(sampleSummary({plateaus: [...samplePlateaus, open]}), plain);
    expect(text).toContain('steady segments     load');
    expect(text).toMatch(/\n {2}00:15:00-00:15:30\? +500r /);
    expect(text).toMatch(/\n {2}best passing load {2}240 VUs, .*\n {2}best passing load {2}500\/s, /);
  });

  test('keeps to the latest of very many', () => {
    const plateaus = Array.from({length: 50}, (_, i) =>
      plateauOf(100 + i, 20_000, {startMs: i * 20_000, endMs: i * 20_000 + 15_000}),
    );
    const text = textSummary(sampleSummary({plateaus}), plain);
    expect(text).toContain('  30 more before these\n');
    expect(text.match(/^ {2}00:\d\d:\d\d-/gm)).toHaveLength(20);
  });

  test('says why it was not compared, and quotes a path a shell would take apart', () => {
    const refused = {...sampleComparison, refusal: 'other load: 50 VUs against 200', requests: []};
    const text = textSummary(sampleSummary({comparison: refused, recording: "my drives/it's.jsonl"}), plain);
    expect(text).toContain('  against baseline   not compared: other load: 50 VUs against 200\n');
    expect(text).toContain(String.raw`perftui open 'my drives/it'\''s.jsonl'`);
  });
});
