import {envForm, templatePattern} from '../domain/template.ts';
import {choice, duration, field, filePath, line, structure, type FieldType, type KeyTable} from './field-types.ts';
import {limits} from './profile-schema.ts';

/** One line in which only `${env:NAME}` is filled in. */
export const envText: FieldType<string> = {
  schema: {...line(4000).schema, allOf: [{pattern: templatePattern(envForm)}]},
  read(reader, value, path) {
    const text = reader.text(value, path, {maxLength: 4000});
    if (text !== null) reader.envTemplates(text, path);
    return text;
  },
};

/** An http(s) URL, its `${env:NAME}` still to be filled in. */
export const envUrl: FieldType<string> = {
  schema: {
    allOf: [
      envText.schema,
      {anyOf: [{pattern: '^[hH][tT][tT][pP][sS]?://[^\\s/?#]+(?:[/?#]\\S*)?$'}, {pattern: '\\$\\{'}]},
    ],
  },
  read(reader, value, path) {
    const url = envText.read(reader, value, path);
    if (url === null || url.includes('${')) return url;
    return /^https?:\/\/[^\s/?#]+(?:[/?#]\S*)?$/i.test(url) && URL.canParse(url)
      ? url
      : reader.fail(path, 'must be an http:// or https:// URL');
  },
};

export const authKeys = {
  what: 'auth',
  fields: {
    bearer: field(envText, 'authorization: Bearer and this. Write a secret as ${env:NAME}.'),
    basic: structure({$ref: '#/$defs/basic'}),
    oauth2: structure(
      {$ref: '#/$defs/oauth2'},
      'Client credentials (RFC 6749, 4.4): one token for all, fetched anew before it ends. ${auth.token} is it.',
    ),
  },
  required: [],
  refused: {
    token: 'write "bearer"',
    username: 'write it inside "basic": {"username": …, "password": …}',
    password: 'write it inside "basic": {"username": …, "password": …}',
    type: 'write {"bearer": …}, {"basic": {…}} or {"oauth2": {…}}',
    oauth: 'write "oauth2"',
  },
} as const satisfies KeyTable;

export const basicKeys = {
  what: 'basic',
  fields: {username: field(envText), password: field(envText, 'Write it as ${env:NAME}.')},
  required: ['username', 'password'],
  refused: {user: 'write "username"', pass: 'write "password"'},
} as const satisfies KeyTable;

export const oauth2Keys = {
  what: 'oauth2',
  fields: {
    tokenUrl: field(envUrl),
    clientId: field(envText),
    clientSecret: field(envText, 'Write it as ${env:NAME}.'),
    scope: field(envText),
    audience: field(envText),
    refreshBefore: field(
      duration({minMs: 0, maxMs: 3_600_000, maxText: '1h'}),
      'A new token is fetched so long before the old one ends.',
      '30s',
    ),
  },
  required: ['tokenUrl', 'clientId', 'clientSecret'],
  refused: {
    url: 'write "tokenUrl"',
    client_id: 'write "clientId"',
    client_secret: 'write "clientSecret"',
    scopes: 'write "scope": "read write"',
    grantType: 'is client_credentials: leave it out',
    grant_type: 'is client_credentials: leave it out',
  },
} as const satisfies KeyTable;

const dataFields = {
  file: field(
    filePath,
    "CSV with a header line, or JSON (a list of objects); relative to the profile's folder, at most 64 MB.",
  ),
  rows: structure({$ref: '#/$defs/rows'}, 'The rows themselves: [{"user": "a"}, {"user": "b"}].'),
  mode: field(
    choice('sequential', 'random', 'unique', 'per-vu'),
    'Which row an iteration gets. sequential: the next, from the first again after the last; random: any; unique: the next, none twice, and the run stops when they are used up; per-vu: each virtual user keeps one.',
    'sequential',
  ),
};

const dataRefused = {
  csv: 'write "file"',
  path: 'write "file"',
  values: 'write "rows"',
  order: 'write "mode"',
  columns: 'is not read: the first line of the file has the names',
} as const;

/** The only data source. */
export const dataKeys = {
  what: 'data',
  fields: dataFields,
  required: [],
  refused: {
    ...dataRefused,
    name: 'is for several data sources: write a list [{"name": …, "file": …}, …], or leave it out',
  },
} as const satisfies KeyTable;

/** One of several. */
export const namedDataKeys = {
  what: 'a data source of several',
  fields: {name: field(variableName(), '${data.NAME.column} reads from it.'), ...dataFields},
  required: ['name'],
  refused: dataRefused,
} as const satisfies KeyTable;

function variableName(): FieldType<string> {
  return {
    schema: {type: 'string', pattern: '^[A-Za-z_]\\w*$', maxLength: limits.maxNameLength},
    read(reader, value, path) {
      const name = reader.text(value, path, {maxLength: limits.maxNameLength});
      if (name === null) return null;
      return /^[A-Za-z_]\w*$/.test(name)
        ? name
        : reader.fail(path, 'must be letters, digits and _ only, no digit first');
    },
  };
}
