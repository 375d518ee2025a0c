/** `npm run bench` is the comparison with public tools; `npm run bench test/bench/x.ts …` runs another one. */
import {pathToFileURL} from 'node:url';

const [file] = process.argv.slice(2);
if (file?.endsWith('.ts') === true) {
  process.argv.splice(1, 1);
  await import(pathToFileURL(file).href);
} else {
  await import('./compare.ts');
}
