import type {LogRing} from './log-ring.ts';

type Writable = Pick<NodeJS.WriteStream, 'write'>;

/**
 * Diverts what anybody writes to these streams into the ring, because one stray line spoils the screen for good.
 * Returns how to give the streams back.
 */
export function captureWrites(streams: readonly Writable[], ring: LogRing): () => void {
  const restores = streams.map((stream) => {
    const own = Object.getOwnPropertyDescriptor(stream, 'write');
    Object.defineProperty(stream, 'write', {value: diverted(ring), configurable: true, writable: true});
    return () => {
      if (own === undefined) Reflect.deleteProperty(stream, 'write');
      else Object.defineProperty(stream, 'write', own);
    };
  });
  return () => {
    for (const restore of restores) restore();
  };
}

function diverted(ring: LogRing): (chunk: unknown, ...rest: unknown[]) => boolean {
  return (chunk, ...rest) => {
    ring.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('utf8'));
    const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined;
    if (done !== undefined) queueMicrotask(done);
    return true;
  };
}
