/** Writes profiles/profile.schema.json anew: `node test/tools/write-profile-schema.ts`. */
import {writeFileSync} from 'node:fs';
import {profileSchemaFile, profileSchemaText} from './profile-schema-text.ts';

writeFileSync(profileSchemaFile, await profileSchemaText());
