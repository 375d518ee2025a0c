import {exitCodes, PerftuiError} from '../domain/errors.ts';

export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface SignalSource {
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

/** Signals from the first moment of a command to its last, whoever has to obey them by then. */
export interface StopSignals {
  /** Received so far. */
  readonly count: number;
  /** Until there is a run: settles like `work`, but rejects with PerftuiError (105) at a signal. */
  orStop<Result>(work: Promise<Result>): Promise<Result>;
  /** From now on the signals go here, numbered from 1; those that came before too. */
  handOver(listener: (nth: number) => void): void;
  dispose(): void;
}

/** Takes SIGINT, SIGTERM and SIGHUP away from Node, which would end the process without a summary. */
export function watchStopSignals(source: SignalSource): StopSignals {
  let count = 0;
  let obey: ((nth: number) => void) | null = null;
  const stopped = Promise.withResolvers<never>();
  // Nobody may be waiting when it comes.
  stopped.promise.catch(() => undefined);
  const onSignal = (): void => {
    count++;
    if (obey !== null) obey(count);
    else stopped.reject(stoppedEarly());
  };
  for (const name of stopSignals) source.on(name, onSignal);
  return {
    get count() {
      return count;
    },
    orStop: async (work) => {
      // It may go on and fail after it has been left behind.
      work.catch(() => undefined);
      return Promise.race([work, stopped.promise]);
    },
    handOver(listener) {
      obey = listener;
      for (let nth = 1; nth <= count; nth++) listener(nth);
    },
    dispose() {
      for (const name of stopSignals) source.off(name, onSignal);
    },
  };
}

/** Also for a ^C at a question, which is a key and no signal. */
export function stoppedEarly(): PerftuiError {
  return new PerftuiError('ERR_USAGE', 'stopped before the start', {
    exitCode: exitCodes.stoppedBySignal,
    hint: 'nothing was sent',
  });
}
