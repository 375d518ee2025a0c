import {fastWidth} from './fast-width.ts';
import {originalModule} from './original-module.ts';

type StringWidth = (text: string, options?: object) => number;

const {default: original} = await originalModule<{default: StringWidth}>(import.meta.url);

/** In place of `string-width`; options or unusual text go to the original. */
export default function fastStringWidth(text: string, options?: object): number {
  if (options !== undefined || typeof text !== 'string') return original(text, options);
  const width = fastWidth(text);
  return width === -1 ? original(text) : width;
}
