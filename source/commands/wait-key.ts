import {once} from 'node:events';

type Input = Pick<NodeJS.ReadStream, 'setRawMode' | 'resume' | 'on' | 'once' | 'off'>;

/** Waits for one key, or the end of the input; ^C is a key like any other. */
export async function waitForKey(stdin: Input): Promise<void> {
  stdin.setRawMode(true);
  stdin.resume();
  const ended = new AbortController();
  try {
    await Promise.race(
      ['data', 'end', 'error'].map((event) => once(stdin as NodeJS.ReadStream, event, {signal: ended.signal})),
    );
  } catch {
    // A terminal that went away presses no keys.
  } finally {
    ended.abort();
    stdin.setRawMode(false);
  }
}
