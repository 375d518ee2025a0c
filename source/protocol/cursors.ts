import type {RunPlan} from '../domain/run-plan.ts';

/** Users with higher ids are only counted by the worker that has them. */
const countedVus = 100_000;

/**
 * Memory of a plan's workers for what each of them must give out only once; it outlives any of them. Int32 cells:
 *
 *   [0]                iterations begun of a shared budget
 *   [1 + i]            rows taken of data source i
 *   [1 + sources + v]  iterations begun by the virtual user with id v, where a plan gives each so many
 */
export function createCursors({data, iterations}: Pick<RunPlan, 'data' | 'iterations'>): SharedArrayBuffer {
  const vus = iterations !== null && 'perVu' in iterations ? countedVus : 0;
  return new SharedArrayBuffer(4 * (1 + data.length + vus));
}

/** The cells of the virtual users, by id; empty where their iterations are not counted. */
export function vuCells(cursors: Int32Array, sources: number): Int32Array {
  return cursors.subarray(1 + sources);
}
