import process from 'node:process';
import {exitCodes, type ExitCode} from '../domain/errors.ts';
import {listProfiles, type ProfileListing} from '../files/profile-store.ts';
import {printTable} from './print-table.ts';

const origins: Readonly<Record<ProfileListing['origin'], string>> = {
  folder: './profiles',
  own: 'your own',
  shipped: 'shipped',
};

/** `perftui profiles`: what `perftui run <name>` can run from here; broken ones with the number of their problems. */
export async function profilesCommand(): Promise<ExitCode> {
  const listings = await listProfiles();
  const rows = listings.map(({name, origin, target, load, description, problems}) => [
    name,
    origins[origin],
    target ?? '--',
    load ??
      `broken: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}, see perftui validate ${name}`,
    description ?? '',
  ]);
  process.stdout.write(printTable(['name', 'where', 'target', 'load', 'description'], rows));
  return exitCodes.ok;
}
