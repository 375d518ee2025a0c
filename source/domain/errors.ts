/** Exit codes, k6's where k6 has one. `perftui --help` lists them. */
export const exitCodes = {
  ok: 0,
  thresholdsFailed: 99,
  invalidConfig: 104,
  stoppedBySignal: 105,
  flowError: 107,
  aborted: 108,
  internal: 109,
  invalidRun: 111,
  regression: 112,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export type PerftuiErrorCode =
  | 'ERR_USAGE'
  | 'ERR_PROFILE'
  | 'ERR_TARGET'
  | 'ERR_SNAPSHOT'
  | 'ERR_FILE'
  | 'ERR_LIMITS'
  | 'ERR_FLOW'
  | 'ERR_DEMO'
  | 'ERR_NODE'
  | 'ERR_INTERNAL';

/**
 * The only exception that reaches a person: one line saying what, where and what to do.
 * Failed requests are data, never exceptions.
 */
export class PerftuiError extends Error {
  override readonly name = 'PerftuiError';
  readonly code: PerftuiErrorCode;
  readonly exitCode: ExitCode;
  /** What to do about it, a sentence without the final stop; null when there is nothing to add. */
  readonly hint: string | null;

  constructor(
    code: PerftuiErrorCode,
    message: string,
    options: {exitCode?: ExitCode; hint?: string; cause?: unknown} = {},
  ) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause});
    this.code = code;
    this.exitCode = options.exitCode ?? exitCodes.invalidConfig;
    this.hint = options.hint ?? null;
  }
}

/** The one clear line for any thrown value: `message; hint`, control characters and line breaks removed. */
export function describeError(error: unknown): string {
  const text =
    error instanceof PerftuiError
      ? [error.message, error.hint].filter((part) => part !== null).join('; ')
      : error instanceof Error
        ? `internal error: ${error.message || error.name}`
        : `internal error: ${String(error)}`;
  return text.replaceAll(/[\u0000-\u001F\u007F]+/g, ' ').trim();
}

export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof PerftuiError ? error.exitCode : exitCodes.internal;
}
