import {homedir} from 'node:os';
import path from 'node:path';
import process from 'node:process';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `$XDG_CONFIG_HOME/perftui`: the user's own profiles. */
export function configFolder(env: Environment = process.env): string {
  return path.join(xdgFolder(env, 'XDG_CONFIG_HOME', '.config'), 'perftui');
}

/** `$XDG_STATE_HOME/perftui`: confirmed hosts and logs. */
export function stateFolder(env: Environment = process.env): string {
  return path.join(xdgFolder(env, 'XDG_STATE_HOME', '.local/state'), 'perftui');
}

/** The XDG specification says a relative path is to be ignored. */
function xdgFolder(env: Environment, name: string, otherwise: string): string {
  const folder = env[name];
  return folder !== undefined && path.isAbsolute(folder) ? folder : path.join(env['HOME'] || homedir(), otherwise);
}
