import {existsSync} from 'node:fs';
import * as nodeModule from 'node:module';

/**
 * Ink measures and tokenizes every glyph of every frame. These modules of its own are replaced by ones that know the
 * glyphs this screen draws and hand everything else to the originals:
 *
 *   string-width          → fast-string-width     a table look-up per code unit
 *   ink  ./sanitize-ansi  → fast-sanitize-ansi    rows of plain glyphs and SGR need no cleaning
 *   ink  ./output         → fast-output           whole rows are the frame; no cell grid
 *   quick-lru             → fast-lru              rows that have changed do not come again
 *
 * And one that must not act here: restore-cursor → no-restore-cursor.
 */
const substitutes: readonly {readonly specifier: string; readonly parent: RegExp; readonly file: string}[] = [
  {specifier: 'string-width', parent: /\/node_modules\/(?:ink\/build|widest-line)\//, file: 'fast-string-width'},
  {specifier: './sanitize-ansi.js', parent: /\/node_modules\/ink\/build\//, file: 'fast-sanitize-ansi'},
  {specifier: './output.js', parent: /\/node_modules\/ink\/build\/renderer\.js$/, file: 'fast-output'},
  {specifier: 'quick-lru', parent: /\/node_modules\/ink\/build\/(?:measure|wrap)-text\.js$/, file: 'fast-lru'},
  {specifier: 'restore-cursor', parent: /\/node_modules\/cli-cursor\//, file: 'no-restore-cursor'},
];

/**
 * Ink imports all of es-toolkit's compat, 415 modules, for one function of it: 0.2 s of CPU before the first frame. It
 * gets the module that function is in, where it still is there.
 */
const wholeToolkit = {specifier: 'es-toolkit/compat', parent: /\/node_modules\/ink\/build\/ink\.js$/};
const throttleModule = './function/throttle.mjs';

let installed = false;

/**
 * Must run before Ink is imported. Returns false, and leaves Ink as it is, where Node has no synchronous hooks (before
 * 22.15) or `PERFTUI_STOCK_INK` is set.
 */
export function installInkHooks(env: Readonly<Record<string, string | undefined>>): boolean {
  if (installed) return true;
  if (env['PERFTUI_STOCK_INK'] || typeof nodeModule.registerHooks !== 'function') return false;
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  nodeModule.registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const original = nextResolve(specifier, context);
      const parent = context.parentURL;
      if (parent === undefined || !context.conditions.includes('import')) return original;
      if (specifier === wholeToolkit.specifier && wholeToolkit.parent.test(parent)) {
        const url = new URL(throttleModule, original.url);
        return existsSync(url) ? {...original, url: url.href} : original;
      }
      const found = substitutes.find((one) => one.specifier === specifier && one.parent.test(parent));
      if (found === undefined) return original;
      const url = new URL(`./${found.file}.${extension}`, import.meta.url);
      url.searchParams.set('original', original.url);
      return {
        ...original,
        url: url.href,
        format: extension === 'ts' ? 'module-typescript' : 'module',
        shortCircuit: true,
      };
    },
  });
  installed = true;
  return true;
}
