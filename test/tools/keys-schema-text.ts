import {format} from 'prettier';
import {keysJsonSchema} from './keys-json-schema.ts';

export const keysSchemaFile = new URL('../../profiles/keys.schema.json', import.meta.url);

/** What profiles/keys.schema.json has to hold: written from the key table, laid out as all files here are. */
export function keysSchemaText(): Promise<string> {
  return format(JSON.stringify(keysJsonSchema(), null, 2), {parser: 'json', printWidth: 120});
}
