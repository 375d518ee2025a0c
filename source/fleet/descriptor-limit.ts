import {PerftuiError} from '../domain/errors.ts';

/** Descriptors this process needs besides one socket per virtual user: files, pipes, the demo, reconnects. */
export const reservedDescriptors = 128;

/** The hard and soft limit on open files as this process has it (Node raises soft to hard at its start); null: none known. */
export function descriptorLimit(): number | null {
  // `excludeNetwork` is missing in the type declarations.
  const report = process.report as (NodeJS.ProcessReport & {excludeNetwork?: boolean}) | undefined;
  if (report === undefined) return null;
  // Without this the report looks up the name of every peer, which can take seconds.
  const before = report.excludeNetwork ?? false;
  report.excludeNetwork = true;
  try {
    const limits = (report.getReport() as {userLimits?: {open_files?: {soft: number | string}}}).userLimits;
    const soft = limits?.open_files?.soft;
    return typeof soft === 'number' ? soft : null;
  } finally {
    report.excludeNetwork = before;
  }
}

/** How many connections fit, and so virtual users with one each; null when there is no limit. */
export function vusThatFit(limit: number | null): number | null {
  return limit === null ? null : Math.max(0, limit - reservedDescriptors);
}

/**
 * Refuses a load that would run out of file descriptors midway.
 * @param otherwise what else helps, for the hint
 * @throws PerftuiError ERR_LIMITS (exit 104) with the number that fits and the command that raises the limit
 */
export function checkDescriptors(connections: number, limit = descriptorLimit(), otherwise = 'lower the load'): void {
  const fits = vusThatFit(limit);
  if (fits === null || connections <= fits) return;
  const needed = connections + reservedDescriptors;
  throw new PerftuiError(
    'ERR_LIMITS',
    `${connections} ${connections === 1 ? 'VU needs' : 'VUs need'} ${needed} file descriptors, ${fits} VUs fit`,
    {
      hint: `run \`ulimit -n ${needed}\` first, or ${otherwise}`,
    },
  );
}
