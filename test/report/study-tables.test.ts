import {describe, expect, it} from 'vitest';
import type {SoakStudy} from '../../source/domain/study.ts';
import {htmlTable} from '../../source/report/html-table.ts';
import {markdownTable} from '../../source/report/markdown-report.ts';
import {soakCsv, soakTables} from '../../source/report/soak-table.ts';
import {spikeCsv, spikeTable} from '../../source/report/spike-table.ts';
import {textTable} from '../../source/report/text-table.ts';
import {createPaint} from '../../source/report/text-parts.ts';
import {sampleSoak as soak, sampleSpike as spikes} from './sample-study.ts';

const plain = createPaint(false);

describe("a spike test's table", () => {
  it('has the baseline and a row for each spike', () => {
    const text = textTable(spikeTable(spikes)!, 80, plain);
    expect(text.join('\n')).toMatchInlineSnapshot(`
      "  Spike test
        Spike        Load   Recovery  Peak  RPS     p95  p99  Errors  Goodput   Lost
        baseline   50 VUs                   210  41.0ms   --      0%
        2x        100 VUs  45s ± 10s  4.2x  210   160ms   --      0%   -4.00%      0
        5x        250 VUs    > 1m20s    --  210  41.0ms   --   3.10%       --  1 204
        Recovery: from when the load was back until p95, errors, requests in flight
        and throughput were as before it for 30 s. p95 up to 45.1ms is as before.
        Peak: the highest p95 of 5 s against the baseline's. Goodput: answers without
        an error while it was held, against as many for the load as before. Lost:
        failed beyond the baseline's share."
    `);
  });

  it('is cut at the right where there is no room, never wider', () => {
    for (const width of [20, 40, 60, 80, 120, 200]) {
      for (const line of textTable(spikeTable(spikes)!, width, plain)) expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  it('marks what did not recover, and what was lost', () => {
    expect(markdownTable(spikeTable(spikes)!)).toMatchInlineSnapshot(`
      "## Spike test

      Recovery: from when the load was back until p95, errors, requests in flight and throughput were as before it for 30 s. p95 up to 45.1ms is as before. Peak: the highest p95 of 5 s against the baseline's. Goodput: answers without an error while it was held, against as many for the load as before. Lost: failed beyond the baseline's share.

      | Spike | Load | Recovery | Peak | RPS | p95 | p99 | Errors | Goodput | Lost | p50 | avg | CPU |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      | baseline | 50 VUs |  |  | 210 | 41.0ms | -- | 0% |  |  | 16.5ms | 18.0ms | 25.0% |
      | 2x | 100 VUs | 45s ± 10s | 4.2x | 210 | 160ms | -- | 0% | -4.00% | 0 | 16.5ms | 18.0ms | 25.0% |
      | 5x | 250 VUs | **&gt; 1m20s** | -- | 210 | 41.0ms | -- | 3.10% | -- | 1 204 | 16.5ms | 18.0ms | 25.0% |"
    `);
    expect(htmlTable(spikeTable(spikes)!)).toContain('<span class="bad">&gt; 1m20s</span>');
  });

  it('says of which spikes the generator, not the target, was at its end', () => {
    const [two, five] = spikes.factors;
    const limited = spikeTable({...spikes, factors: [two!, {...five!, limitedSeconds: 12, dropped: 310}]})!;
    expect(textTable(limited, 80, plain).slice(0, 5).join('\n')).toMatchInlineSnapshot(`
      "  Spike test
        Spike        Load   Recovery  Peak  Generator  RPS     p95  p99  Errors
        baseline   50 VUs                              210  41.0ms   --      0%
        2x        100 VUs  45s ± 10s  4.2x             210   160ms   --      0%
        5x        250 VUs    > 1m20s    --        12s  210  41.0ms   --   3.10%"
    `);
    expect(limited.note).toContain('Generator: so long it, not the target, was at its end');
    // What did not recover may be its doing.
    expect(markdownTable(limited)).not.toContain('**&gt; 1m20s**');
  });

  it('says where the baseline was too wild to tell', () => {
    const said = 'p95 up to 90.0ms is as before, so far from steady was the baseline: recoveries read short.';
    expect(spikeTable({...spikes, thresholdUs: 90_000})!.note).toContain(said);
  });

  it('is none where nothing was measured', () => {
    expect(spikeTable({...spikes, baseline: {...spikes.baseline, endMs: 20_000}, factors: []})).toBeNull();
  });

  it('has what is not known empty as CSV', () => {
    expect(spikeCsv(spikes)).toMatchInlineSnapshot(`
      "factor,start_seconds,end_seconds,level,vus,requests_per_second,latency_mean_ms,latency_p50_ms,latency_p95_ms,latency_p99_ms,error_share,cpu,target_cpu,peak_ratio,recovered,recovery_seconds,recovery_plus_minus_seconds,recovery_more_than_seconds,lost_requests
      1,20,80,50,50,210,18,16.5,41,,0,0.25,,,,,,,
      2,80,110,100,50,210,18,16.5,160,,0,0.25,,4.21,1,45,10,,0
      5,200,230,250,50,210,18,16.5,41,,0.031,0.25,,,0,,,80,1204.4
      "
    `);
  });
});

describe("an endurance run's tables", () => {
  it('tell each drift, and each period', () => {
    expect(
      soakTables(soak)
        .flatMap((table) => textTable(table, 80, plain))
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "  Drift
        Figure              Change  Per hour      p  Blocks  Verdict
        p95                  +5.4%     +0.2%  <.001      60  DRIFT
        throughput            0.0%      0.0%   .410      60  STEADY
        errors              +0.1pp        --     --       8  TOO SHORT
        memory of perftui  +240.0%   +21.0MB  <.001      60  LEAK
        Over 24h: the line through medians of 23m (of memory: through what garbage
        collection leaves). p: how likely chance alone makes it worse by as much.
        Periods
        From - to             Load  RPS     p95  p99  Errors  Memory     p50     avg
        00:00:00 - 01:00:00  500/s  210  41.0ms   --      0%   212MB  16.5ms  18.0ms
        01:00:00 - 02:00:00  500/s  210  41.0ms   --      0%      --  16.5ms  18.0ms
        Quantiles are of all requests of a period. Memory: the least of its minutes."
    `);
  });

  it('have columns for what was observed alone', () => {
    const heads = (study: SoakStudy) => soakTables(study)[1]!.columns.map(({head}) => head);
    expect(heads(soak)).not.toContain('Target memory');
    const observed = soak.periods.map((period) => ({...period, targetMemoryBytes: 4e9, targetCpu: 0.5}));
    expect(heads({...soak, periods: observed})).toEqual(expect.arrayContaining(['Target memory', 'Target CPU']));
  });

  it('are none where nothing was measured', () => {
    expect(soakTables({...soak, periods: [], drifts: soak.drifts.slice(4)})).toEqual([]);
  });

  it('have periods as CSV', () => {
    expect(soakCsv(soak)).toMatchInlineSnapshot(`
      "start_seconds,end_seconds,level,vus,requests_per_second,latency_mean_ms,latency_p50_ms,latency_p95_ms,latency_p99_ms,error_share,cpu,target_cpu,memory_bytes,target_memory_bytes
      0,3600,499.6,50,210,18,16.5,41,,0,0.25,,212000000,
      3600,7200,500,50,210,18,16.5,41,,0,0.25,,,
      "
    `);
  });
});
