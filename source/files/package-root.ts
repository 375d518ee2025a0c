import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

/** Where perftui itself lives: one folder above both `source/` and `dist/`. */
const packageRoot = new URL('../../', import.meta.url);

/** Path of something that ships next to the code. */
export function shippedPath(relative: string): string {
  return fileURLToPath(new URL(relative, packageRoot));
}

/** perftui's own version. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')) as {version: string}).version;
}
