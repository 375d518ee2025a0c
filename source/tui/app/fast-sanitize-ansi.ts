import {fastWidth} from './fast-width.ts';
import {originalModule} from './original-module.ts';

const {default: original} = await originalModule<{default: (text: string) => string}>(import.meta.url);

/** In place of Ink's `sanitize-ansi`: text of plain glyphs and SGR comes out of it as it went in. */
export default function fastSanitizeAnsi(text: string): string {
  return fastWidth(text) === -1 ? original(text) : text;
}
