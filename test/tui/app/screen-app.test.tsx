import {cleanup, render} from 'ink-testing-library';
import {afterEach, expect, it} from 'vitest';
import {ScreenApp, type DrawScreen} from '../../../source/tui/app/screen-app.tsx';
import {createSessionStore} from '../../../source/tui/app/session-store.ts';
import {sampleUpdate} from './sample-session.ts';

afterEach(cleanup);

const size = {columns: 100, rows: 4};

/** Row 0 tells the clock and the overlay, the others their number, all exactly as wide as the screen. */
const draw: DrawScreen = (mirror, screen, {columns, rows}) =>
  Array.from({length: rows}, (_, row) =>
    (row === 0 ? `${mirror?.view.elapsedMs ?? 'waiting'} ${screen.overlay?.kind ?? ''}` : `row ${row}`).padEnd(
      columns,
      '.',
    ),
  );

function mount(): {
  store: ReturnType<typeof createSessionStore>;
  app: ReturnType<typeof render>;
  presses: string[];
  pastes: string[];
} {
  const store = createSessionStore(size);
  const presses: string[] = [];
  const pastes: string[] = [];
  const app = render(
    <ScreenApp
      shown={store.shown}
      draw={draw}
      onPress={(press) => presses.push(press)}
      onPaste={(text) => pastes.push(text)}
      onMount={() => {}}
    />,
  );
  return {store, app, presses, pastes};
}

it('draws every row exactly, from the first frame on', () => {
  const {app} = mount();
  const lines = app.lastFrame()!.split('\n');
  expect(lines.map((line) => line.length)).toEqual([100, 100, 100, 100]);
  expect(lines[0]).toMatch(/^waiting/);
});

it('draws what the store shows, and nothing it does not show yet', async () => {
  const {store, app} = mount();
  store.receive(sampleUpdate(0, 10));
  const frames = app.frames.length;
  await Promise.resolve();
  expect(app.frames).toHaveLength(frames);
  store.publish();
  await expect.poll(() => app.lastFrame()).toMatch(/^10000 /);
  store.setKeys({...store.keys(), screen: {...store.keys().screen, overlay: {kind: 'help', filter: '', scroll: 0}}});
  await expect.poll(() => app.lastFrame()).toMatch(/^10000 help/);
});

it('hands keys over one by one, and pastes as a whole', async () => {
  const {app, presses, pastes} = mount();
  await expect.poll(() => app.stdin.listenerCount('readable')).toBe(1);
  app.stdin.write('++t20\r');
  app.stdin.write('\u001B[A');
  app.stdin.write('\u0003');
  app.stdin.write('\u001B[200~X+X\u001B[201~');
  await expect.poll(() => presses.length).toBe(8);
  expect(presses).toEqual(['+', '+', 't', '2', '0', 'enter', 'up', 'ctrl+c']);
  expect(pastes).toEqual(['X+X']);
});
