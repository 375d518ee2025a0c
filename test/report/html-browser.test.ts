import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {chromium, type Browser, type Locator, type Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import {renderReport} from '../../source/report/render-report.ts';
import type {ReportRecord} from '../../source/report/report-record.ts';
import {sampleSnapshot} from '../files/sample-snapshot.ts';
import {tempFolder} from '../files/temp-folder.ts';
import {findChromium} from './find-chromium.ts';
import {hostileRecord, sampleComparison, sampleRecord} from './sample-record.ts';
import {sampleCapacity} from './sample-study.ts';

const executablePath = findChromium();

interface Shown {
  readonly page: Page;
  /** What the page complained of, and what it asked for beside itself. */
  readonly complaints: string[];
}

// Skipped where no Chromium is installed and PERFTUI_CHROMIUM names none.
describe.skipIf(executablePath === null)(
  'the HTML report in Chromium, which PERFTUI_CHROMIUM names or is installed',
  () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await chromium.launch({executablePath: executablePath!, args: ['--no-sandbox']});
    });

    afterAll(async () => {
      await browser?.close();
    });

    async function show(
      record: ReportRecord,
      {width = 1280, colorScheme = 'light'}: {width?: number; colorScheme?: 'light' | 'dark'} = {},
    ): Promise<Shown> {
      const file = path.join(await tempFolder(), 'report.html');
      await writeFile(file, await renderReport(record, 'html'));
      const url = pathToFileURL(file).href;
      const page = await browser.newPage({viewport: {width, height: 900}, colorScheme});
      onTestFinished(() => page.close());
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        if (request.url() !== url && !request.url().startsWith('data:')) complaints.push(`asked for ${request.url()}`);
      });
      await page.goto(url);
      await page.locator('#plot-percentiles canvas').waitFor();
      return {page, complaints};
    }

    const full = (): ReportRecord =>
      sampleRecord({}, {comparison: sampleComparison, before: sampleSnapshot([1000, 2000])});

    test('draws every plot, asks for nothing, and complains of nothing', async () => {
      const {page, complaints} = await show(full());
      expect(await page.locator('.plot canvas').count()).toBe(6);
      for (const plot of await page.locator('.plot').all()) expect(await inkOf(plot)).toBeGreaterThan(200);
      expect(complaints).toEqual([]);
    });

    test('a click makes the latency scale logarithmic, another one linear again', async () => {
      const {page, complaints} = await show(full());
      const plot = page.locator('#plot-latency');
      const button = plot.getByRole('button', {name: 'log scale'});
      const linear = await pixelsOf(plot);
      await button.click();
      expect(await button.getAttribute('aria-pressed')).toBe('true');
      expect(await pixelsOf(plot)).not.toBe(linear);
      expect(await placeOfP95(plot, Math.log)).toBeLessThan(0.03);
      await button.click();
      expect(await placeOfP95(plot, (value) => value)).toBeLessThan(0.03);
      expect(await button.getAttribute('aria-pressed')).toBe('false');
      await page.mouse.move(0, 0);
      expect(await pixelsOf(plot)).toBe(linear);
      expect(complaints).toEqual([]);
    });

    test('a search has its trials by load, and its loads in any order', async () => {
      const {page, complaints} = await show(sampleRecord({study: sampleCapacity}));
      const kinds = page.locator('#plot-scatter .u-legend .u-label');
      expect((await kinds.allTextContents()).slice(2)).toEqual([
        'p95, a trial that passed',
        'p95, a trial that failed',
      ]);
      expect(await inkOf(page.locator('#plot-scatter'))).toBeGreaterThan(200);
      await page.locator('#table-load-steps th', {hasText: 'Users'}).getByRole('button').click();
      const loads = await page.locator('#table-load-steps tbody td:first-child').allTextContents();
      expect(loads.map((text) => Number.parseInt(text, 10))).toEqual([256, 216, 208, 208, 128, 64]);
      expect(complaints).toEqual([]);
    });

    test('the legend has the figures under the pointer', async () => {
      const {page} = await show(full());
      const plot = page.locator('#plot-latency');
      const values = plot.locator('.u-legend .u-value');
      expect(await values.allTextContents()).toEqual(['--', '--', '--', '--']);
      await plot.locator('.u-over').hover();
      const [time, ...latencies] = await values.allTextContents();
      expect(time).toMatch(/^00:(?:2|3)\d$/);
      for (const latency of latencies) expect(latency).toMatch(/^\d+(?:\.\d+)?ms$/);
      // Time plots share one pointer.
      expect((await page.locator('#plot-load .u-legend .u-value').allTextContents())[0]).toBe(time);
    });

    test('a click on a head orders the endpoints, the total stays first', async () => {
      const {page} = await show(full());
      const names = async (): Promise<string[]> =>
        page.locator('#table-endpoints tbody td:first-child').allTextContents();
      const head = page.locator('#table-endpoints th', {hasText: 'p95'});
      expect(await names()).toEqual(['all', 'POST /api/login', 'GET /api/items']);
      await head.getByRole('button').click();
      expect(await head.getAttribute('aria-sort')).toBe('descending');
      expect(await names()).toEqual(['all', 'POST /api/login', 'GET /api/items']);
      await head.getByRole('button').click();
      expect(await head.getAttribute('aria-sort')).toBe('ascending');
      expect(await names()).toEqual(['all', 'GET /api/items', 'POST /api/login']);
    });

    test('is light or dark as the reader likes it', async () => {
      const paper = ({page}: Shown): Promise<string> =>
        page.evaluate('getComputedStyle(document.body).backgroundColor') as Promise<string>;
      const light = await show(full());
      expect(await paper(light)).toBe('rgb(255, 255, 255)');
      const inLight = await pixelsOf(light.page.locator('#plot-latency'));
      await light.page.emulateMedia({colorScheme: 'dark'});
      expect(await paper(light)).toBe('rgb(20, 23, 27)');
      await expect.poll(() => pixelsOf(light.page.locator('#plot-latency'))).not.toBe(inLight);
      expect((await light.page.screenshot()).length).toBeGreaterThan(10_000);
    });

    test('fits a phone of 360 pixels: only tables scroll sideways', async () => {
      const {page, complaints} = await show(full(), {width: 360});
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      for (const plot of await page.locator('.plot').all()) {
        const box = (await plot.locator('canvas').boundingBox())!;
        expect(box.x + box.width).toBeLessThanOrEqual(360);
      }
      // What decides is read without scrolling.
      const status = (await page.locator('#table-summary th').last().boundingBox())!;
      expect(status.x + status.width).toBeLessThanOrEqual(360);
      expect(complaints).toEqual([]);
    });

    test('prints on white, whatever the screen was', async () => {
      const {page} = await show(full(), {colorScheme: 'dark'});
      await page.emulateMedia({media: 'print', colorScheme: 'dark'});
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
      expect(await page.locator('#table-endpoints').isVisible()).toBe(true);
    });

    test('foreign text runs nothing', async () => {
      const {page, complaints} = await show(hostileRecord());
      expect(complaints).toEqual([]);
      expect(await page.title()).not.toBe('owned');
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.locator('#table-endpoints tbody td:first-child').nth(1).textContent()).toContain(
        '</script><img src=x',
      );
    });

    test('reads without JavaScript', async () => {
      const file = path.join(await tempFolder(), 'report.html');
      await writeFile(file, await renderReport(full(), 'html'));
      const page = await browser.newPage({javaScriptEnabled: false});
      onTestFinished(() => page.close());
      await page.goto(pathToFileURL(file).href);
      expect(await page.locator('#table-endpoints').isVisible()).toBe(true);
      expect(await page.getByText('The plots need JavaScript').isVisible()).toBe(true);
      expect(await page.locator('.plot').first().isVisible()).toBe(false);
    });

    test('the JUnit report is XML to a browser too', async () => {
      const {page} = await show(full());
      for (const record of [full(), hostileRecord()]) {
        const xml = await renderReport(record, 'junit');
        const found = await page.evaluate(
          `(() => { const read = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml');
            return [read.querySelector('parsererror')?.textContent ?? null, read.documentElement.tagName]; })()`,
        );
        expect(found).toEqual([null, 'testsuites']);
      }
    });
  },
);

/**
 * How far p95 is drawn from its place between p50 and p99 under the pointer, as a share of what lies between them, when
 * heights go with `scale` of the values in the legend.
 */
async function placeOfP95(plot: Locator, scale: (ms: number) => number): Promise<number> {
  await plot.locator('.u-over').hover();
  const texts = await plot.locator('.u-legend .u-value').allTextContents();
  const [low, middle, high] = texts.slice(1).map((text) => scale(Number.parseFloat(text)));
  const boxes = await Promise.all((await plot.locator('.u-cursor-pt').all()).map((point) => point.boundingBox()));
  const [bottom, between, top] = boxes.map((box) => box!.y + box!.height / 2);
  return Math.abs((between! - bottom!) / (top! - bottom!) - (middle! - low!) / (high! - low!));
}

/** The plot's picture, as text. */
async function pixelsOf(plot: Locator): Promise<string> {
  return plot.locator('canvas').evaluate((canvas) => (canvas as unknown as {toDataURL(): string}).toDataURL());
}

/** How many pixels of a plot are painted. */
async function inkOf(plot: Locator): Promise<number> {
  return plot.locator('canvas').evaluate((element) => {
    const canvas = element as unknown as {
      readonly width: number;
      readonly height: number;
      getContext(kind: '2d'): {getImageData(x: number, y: number, w: number, h: number): {data: Uint8ClampedArray}};
    };
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let ink = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at]! > 0) ink++;
    return ink;
  });
}
