import {accessSync, constants} from 'node:fs';
import process from 'node:process';

const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The Chromium that pages are tried in: what `PERFTUI_CHROMIUM` names, else one that is installed; null: there is none.
 * One that is named and cannot be run is no reason to skip: the tests that start it fail.
 */
export function findChromium(): string | null {
  const named = process.env['PERFTUI_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  return places.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
