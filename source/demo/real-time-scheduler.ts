import {performance} from 'node:perf_hooks';
import type {QueueScheduler} from './service-queue.ts';

/**
 * The process's own clock and timers. Node's timers count whole milliseconds and fire a fraction of one late on
 * average. What was really served is measured, never assumed.
 */
export const realTimeScheduler: QueueScheduler = {
  nowUs: () => Math.round(performance.now() * 1000),
  after: (delayUs, action) => {
    const timer = setTimeout(action, Math.round(delayUs / 1000));
    return () => clearTimeout(timer);
  },
};
