/** `spoken`: keys work as on the screen, and each change is one line, for a screen reader. `linear`: no keys. */
export type OutputChoice =
  {readonly kind: 'screen'} | {readonly kind: 'spoken'} | {readonly kind: 'linear'; readonly reason: string};

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
  if (isSet(env['CI'])) return linear('CI is set');
  if (wantsSpokenLines(env)) return {kind: 'spoken'};
  if (env['TERM'] === 'dumb') return linear('TERM is dumb');
  return {kind: 'screen'};
}

/** ACCESSIBLE, or Ink's own INK_SCREEN_READER. */
export function wantsSpokenLines(env: Readonly<Record<string, string | undefined>>): boolean {
  return isSet(env['ACCESSIBLE']) || env['INK_SCREEN_READER'] === 'true';
}

function linear(reason: string): OutputChoice {
  return {kind: 'linear', reason};
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
