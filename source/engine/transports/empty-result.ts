import {phases} from '../../metrics/interval.ts';
import type {Result} from './transport.ts';

/** A result to be filled in again and again. */
export function emptyResult(): Result {
  return {
    error: -1,
    timedOut: false,
    status: 0,
    handedMs: Number.NaN,
    sentMs: Number.NaN,
    doneMs: Number.NaN,
    clientWaitMs: Number.NaN,
    phasesUs: new Int32Array(phases.length).fill(-1),
    bytesIn: 0,
    bytesOut: 0,
    headers: null,
    body: null,
    bodyBytes: 0,
    message: null,
  };
}
