/** Writes the schemas in profiles/ and README's key table anew: `node test/tools/write-profile-schema.ts`. */
import {readFileSync, writeFileSync} from 'node:fs';
import {keysSchemaFile, keysSchemaText} from './keys-schema-text.ts';
import {profileSchemaFile, profileSchemaText} from './profile-schema-text.ts';
import {readmeFile, withKeys} from './readme-keys.ts';

writeFileSync(profileSchemaFile, await profileSchemaText());
writeFileSync(keysSchemaFile, await keysSchemaText());
writeFileSync(readmeFile, withKeys(readFileSync(readmeFile, 'utf8')));
