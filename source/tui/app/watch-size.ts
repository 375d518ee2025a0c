interface Emitter {
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

/**
 * Calls `onChange` after the terminal has changed its size, once for all that is told of it in one turn. The stream's
 * `resize` alone is not enough: Node does not send it where the size is what it was by the time the signal is handled,
 * and the terminal may have wrapped or cut every row meanwhile.
 * @returns stops watching
 */
export function watchSize(stdout: Emitter, process: Emitter, onChange: () => void): () => void {
  let state: 'idle' | 'asked' | 'stopped' = 'idle';
  const ask = (): void => {
    if (state !== 'idle') return;
    state = 'asked';
    queueMicrotask(() => {
      if (state === 'stopped') return;
      state = 'idle';
      onChange();
    });
  };
  stdout.on('resize', ask);
  process.on('SIGWINCH', ask);
  return () => {
    state = 'stopped';
    stdout.off('resize', ask);
    process.off('SIGWINCH', ask);
  };
}
