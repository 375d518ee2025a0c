export type OutputChoice = {readonly kind: 'screen'} | {readonly kind: 'linear'; readonly reason: string};

interface Terminal {
  readonly isTTY?: boolean | undefined;
}

/** Whether the full screen can be drawn here, or lines must do. Decided before Ink is loaded. */
export function chooseOutput(place: {
  readonly stdin: Terminal & {readonly setRawMode?: unknown};
  readonly stdout: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
}): OutputChoice {
  const {stdin, stdout, env} = place;
  if (stdout.isTTY !== true) return linear('the output is not a terminal');
  if (stdin.isTTY !== true) return linear('the input is not a terminal');
  if (typeof stdin.setRawMode !== 'function') return linear('the terminal gives no single keys');
  if (env['TERM'] === 'dumb') return linear('TERM is dumb');
  if (isSet(env['CI'])) return linear('CI is set');
  if (isSet(env['ACCESSIBLE'])) return linear('ACCESSIBLE is set');
  return {kind: 'screen'};
}

function linear(reason: string): OutputChoice {
  return {kind: 'linear', reason};
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
