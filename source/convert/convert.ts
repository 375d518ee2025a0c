import {PerftuiError} from '../domain/errors.ts';
import type {Converted, ConvertOptions} from './converted.ts';
import {convertCurl} from './curl.ts';
import {convertHar} from './har.ts';
import {convertK6} from './k6-import.ts';
import {convertOpenApi} from './openapi.ts';
import {convertPostman} from './postman.ts';

/** What `perftui import` reads. */
export const sourceKinds = ['curl', 'har', 'openapi', 'postman', 'k6'] as const;

export type SourceKind = (typeof sourceKinds)[number];

/**
 * A foreign description of requests as a profile, with everything that is not in it listed.
 * @throws PerftuiError ERR_PROFILE saying what is wrong with the text
 */
export async function convert(kind: SourceKind, text: string, options: ConvertOptions): Promise<Converted> {
  try {
    return await convertAs(kind, text, options);
  } catch (error) {
    // The stack ends before a text does that nests without end.
    if (!(error instanceof RangeError)) throw error;
    throw new PerftuiError('ERR_PROFILE', 'it nests too deeply to be read', {cause: error});
  }
}

async function convertAs(kind: SourceKind, text: string, options: ConvertOptions): Promise<Converted> {
  switch (kind) {
    case 'curl':
      return convertCurl(text, options);
    case 'har':
      return convertHar(text, options);
    case 'openapi':
      return convertOpenApi(text, options);
    case 'postman':
      return convertPostman(text, options);
    case 'k6':
    default:
      return convertK6(text, options);
  }
}
