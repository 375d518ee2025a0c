import {expect, test} from 'vitest';
import {renderReport} from '../../source/report/render-report.ts';
import {sampleSnapshot} from '../files/sample-snapshot.ts';

const reasons = ['load worker 93% busy', 'answers wait', 'cpu'].map((text) => ({text, hint: 'add workers'}));

function record(verdict: 'VALID' | 'DEGRADED' | 'INVALID') {
  return {snapshot: sampleSnapshot([1000], {validity: {verdict, reasons}}), drive: null};
}

test.each(['DEGRADED', 'INVALID'] as const)('a report of a run that is %s says so under its title', async (verdict) => {
  const markdown = await renderReport(record(verdict), 'md');
  expect(markdown.slice(0, markdown.indexOf('## '))).toMatch(
    new RegExp(String.raw`\*\*${verdict}: .*load worker 93% busy · answers wait\*\*`),
  );
  const html = await renderReport(record(verdict), 'html');
  const head = html.slice(html.indexOf('<header>'), html.indexOf('</header>'));
  expect(head).toContain(`<p class="doubt">${verdict}: `);
});

test('one of a run that is VALID, or was not judged, does not', async () => {
  for (const one of [record('VALID'), {snapshot: sampleSnapshot([1000]), drive: null}]) {
    expect(await renderReport(one, 'html')).not.toContain('<p class="doubt">');
    expect(await renderReport(one, 'md')).not.toMatch(/^\*\*/m);
  }
});
