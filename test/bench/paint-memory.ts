/**
 * Heap growth over 10,000 frames of changing full data at 120x40, all seven views by turns, through the real mount.
 * About 4 minutes on a quiet machine; a twentieth of it is a test.
 *
 *   npm run bench test/bench/paint-memory.ts [frames=10000] [warm-up=500]
 */
import process from 'node:process';
import {drawManyFrames} from '../tui/app/many-frames.ts';

process.env['NODE_ENV'] = 'production';
const dist = new URL(process.env['PERFTUI_DIST'] ?? '../../dist/', import.meta.url).href;
const load = (file: string): Promise<unknown> => import(new URL(file, dist).href);
const {installInkHooks} = (await load('tui/app/ink-hooks.js')) as typeof import('../../source/tui/app/ink-hooks.ts');
installInkHooks(process.env);
const {runScreen} = (await load('tui/app/run-screen.js')) as typeof import('../../source/tui/app/run-screen.tsx');
const {createTheme} = (await load('tui/theme/theme.js')) as typeof import('../../source/tui/theme/theme.ts');
const theme = createTheme({colour: 'truecolor', glyphs: 'full', background: 'dark'});

const [frames = '10000', warmUp = '500'] = process.argv.slice(2);
const {frames: written, heapGrowthBytes} = await drawManyFrames({runScreen, theme}, Number(frames), Number(warmUp));
process.stdout.write(
  `${written} frames: heap ${(heapGrowthBytes / 1e6).toFixed(2)} MB more than after the first ${warmUp}\n`,
);
process.exit(0);
