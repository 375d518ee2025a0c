import {format} from 'prettier';
import {profileJsonSchema} from '../../source/files/profile-json-schema.ts';

export const profileSchemaFile = new URL('../../profiles/profile.schema.json', import.meta.url);

/** What profiles/profile.schema.json has to hold: written from the parser's tables, laid out as all files here are. */
export function profileSchemaText(): Promise<string> {
  return format(JSON.stringify(profileJsonSchema(), null, 2), {parser: 'json', printWidth: 120});
}
