import {originalModule} from './original-module.ts';

type Lru = new (options: {readonly maxSize: number}) => object;

const {default: Original} = await originalModule<{default: Lru}>(import.meta.url);

/** Rows of the last frames; twice as many may be held. */
const maxSize = 256;

/**
 * In place of the `quick-lru` Ink remembers measured and wrapped text in, 4,096 of each: of a screen whose rows change
 * with every frame that is megabytes of rows that never come again.
 */
export default class FastLru extends Original {
  constructor() {
    super({maxSize});
  }
}
