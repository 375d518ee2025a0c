import {fileURLToPath} from 'node:url';
import {defineConfig} from 'vitest/config';

/** Rooms whose tests start threads, processes or servers: an environment each, so that nothing of one is left in another. */
const isolated = ['coordinator', 'demo', 'differential', 'engine', 'fleet', 'flow'];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    exclude: ['test/bench/**'],
    globalSetup: 'test/own-temp-folder.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: {poll: {timeout: 30_000}},
    restoreMocks: true,
    // Flow tests mostly wait for a perftui of their own.
    maxConcurrency: 4,
    maxWorkers: 5,
    projects: [
      {
        extends: true,
        test: {name: 'isolated', include: [`test/{${isolated.join(',')}}/**/*.test.ts`]},
      },
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [`test/{${isolated.join(',')},bench}/**`],
          // A third of the time otherwise goes into environments.
          isolate: false,
        },
      },
    ],
  },
});
