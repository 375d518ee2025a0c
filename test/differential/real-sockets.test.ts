import {expect, test} from 'vitest';
import {Http1Transport} from '../../source/engine/transports/http1/http1-transport.ts';
import {UndiciTransport} from '../../source/engine/transports/undici-transport.ts';
import {Dice, sampledSplits} from './cases.ts';
import {http1Side} from './http1-side.ts';
import {describeCase, differencesOf} from './outcome.ts';
import {SideRunner} from './side.ts';
import {socketSide} from './socket-sides.ts';
import {undiciSide} from './undici-side.ts';

/** Cases each of this many connections at a time runs. */
const casesEach = 12;
const atATime = 25;

const sides = [
  {
    name: 'http1',
    inProcess: http1Side,
    create: (...[options]: ConstructorParameters<typeof Http1Transport>) => new Http1Transport(options),
  },
  {
    name: 'undici',
    inProcess: undiciSide,
    create: (...[options]: ConstructorParameters<typeof UndiciTransport>) => new UndiciTransport(options),
  },
];

test.each(sides)(
  'over real sockets $name comes to the same outcome as in the process, on a sample',
  async ({inProcess, create}) => {
    const differing: string[] = [];
    await Promise.all(
      Array.from({length: atATime}, async (_, stream) => {
        await using real = await socketSide(create);
        const onSockets = new SideRunner(real);
        const fake = new SideRunner(inProcess());
        for (const one of sampledSplits(new Dice(3, stream), casesEach)) {
          // Byte by byte, the kernel would join some.
          if (one.pieces.length > 2) continue;
          const differs = differencesOf(await onSockets.run(one), await fake.run(one));
          if (differs.length > 0) differing.push(`${differs.join()}: ${describeCase(one).slice(0, 200)}`);
        }
      }),
    );
    expect(differing).toEqual([]);
  },
);
