import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {writeFileAtomically} from './atomic-write.ts';
import {stateFolder} from './user-folders.ts';

interface ConsentOptions {
  /** Folder of `confirmed-hosts.json`; the user's state folder unless given. */
  readonly folder?: string;
  readonly now?: () => Date;
}

const fileName = 'confirmed-hosts.json';

/** Whether this person has said before that this host may be loaded. A file that cannot be read confirms nothing. */
export async function isHostConfirmed(hostname: string, options: ConsentOptions = {}): Promise<boolean> {
  return Object.hasOwn(await readHosts(options), normal(hostname));
}

/**
 * Remembers a yes for this host, for this person on this machine.
 * @throws PerftuiError ERR_FILE when the state folder cannot be written
 */
export async function rememberHost(hostname: string, options: ConsentOptions = {}): Promise<void> {
  const hosts = await readHosts(options);
  const now = (options.now ?? (() => new Date()))();
  const next = {version: 1, hosts: {...hosts, [normal(hostname)]: now.toISOString()}};
  await writeFileAtomically(fileOf(options), `${JSON.stringify(next, null, 2)}\n`);
}

function fileOf({folder}: ConsentOptions): string {
  return path.join(folder ?? stateFolder(), fileName);
}

function normal(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, '');
}

async function readHosts(options: ConsentOptions): Promise<Record<string, string>> {
  try {
    const {hosts} = JSON.parse(await readFile(fileOf(options), 'utf8')) as {hosts?: unknown};
    if (typeof hosts !== 'object' || hosts === null || Array.isArray(hosts)) return {};
    return Object.fromEntries(Object.entries(hosts).filter(([, at]) => typeof at === 'string'));
  } catch {
    return {};
  }
}
