import {closeSync, openSync, readSync} from 'node:fs';

/** Shares of the machine's CPU time, 0 to 1; NaN: not known. */
export interface MachineShares {
  readonly cpu: number;
  /** Taken by the hypervisor while something here wanted to run. */
  readonly steal: number;
}

const unknownShares: MachineShares = {cpu: Number.NaN, steal: Number.NaN};

/** The machine's CPU time since boot, in ticks. */
export interface CpuTicks {
  readonly total: number;
  readonly idle: number;
  readonly steal: number;
}

/**
 * The first line of Linux' /proc/stat (proc_stat(5)): user, nice, system, idle, iowait, irq, softirq, steal; guest time
 * is part of user. Null when it reads otherwise.
 */
export function parseCpuTicks(text: string): CpuTicks | null {
  const [label, ...fields] = text.slice(0, text.indexOf('\n')).trim().split(/ +/);
  const ticks = fields.slice(0, 8).map(Number);
  if (label !== 'cpu' || ticks.length < 8 || ticks.some((one) => !Number.isFinite(one))) return null;
  return {total: ticks.reduce((sum, one) => sum + one, 0), idle: ticks[3]! + ticks[4]!, steal: ticks[7]!};
}

/** The shares between two readings; unknown where no time has passed or a counter went back. */
export function sharesBetween(before: CpuTicks, now: CpuTicks): MachineShares {
  const total = now.total - before.total;
  const idle = now.idle - before.idle;
  const steal = now.steal - before.steal;
  if (total <= 0 || idle < 0 || steal < 0) return unknownShares;
  return {cpu: Math.min(1, Math.max(0, 1 - idle / total)), steal: Math.min(1, steal / total)};
}

/** Reads /proc/stat at most once in `everyMs`: the kernel counts in steps of 10 ms. Everything is unknown elsewhere than on Linux. */
export class MachineLoad {
  readonly #readText: () => string | null;
  readonly #everyMs: number;
  #before: CpuTicks | null = null;
  #atMs = Number.NEGATIVE_INFINITY;
  #shares = unknownShares;

  constructor(readText: () => string | null = readProcStat, everyMs = 1000) {
    this.#readText = readText;
    this.#everyMs = everyMs;
  }

  /** The shares of the last whole period before `nowMs`. */
  read(nowMs: number): MachineShares {
    if (nowMs - this.#atMs < this.#everyMs) return this.#shares;
    this.#atMs = nowMs;
    const text = this.#readText();
    const now = text === null ? null : parseCpuTicks(text);
    this.#shares = now === null || this.#before === null ? unknownShares : sharesBetween(this.#before, now);
    this.#before = now;
    return this.#shares;
  }
}

/** Its first line is all that is needed, and well within this. */
const head = Buffer.alloc(512);

function readProcStat(): string | null {
  if (process.platform !== 'linux') return null;
  try {
    const file = openSync('/proc/stat', 'r');
    try {
      return head.toString('latin1', 0, readSync(file, head, 0, head.length, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}
