import {keyTable} from '../../source/tui/app/key-table.ts';

/** JSON Schema (draft 2020-12) of a keys.json: the commands there are, and the places each may be named in alone. */
export function keysJsonSchema(): object {
  const keys = {$ref: '#/$defs/keys'};
  const properties = keyTable
    .filter(({id}) => id !== 'interrupt')
    .flatMap(({id, help, scopes}) => {
      const places = scopes === 'session' ? [] : scopes;
      const plain = [id, {...keys, description: help}] as const;
      return [plain, ...places.map((scope) => [`${scope}.${id}`, {...keys, description: help}] as const)];
    });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'perftui keys',
    description:
      'Other keys for commands; perftui keys --print lists them. A name is a command ("step-up"), or a command in one place alone ("latency.range"). ^C cannot be moved.',
    type: 'object',
    properties: {$schema: {type: 'string'}, ...Object.fromEntries(properties)},
    additionalProperties: false,
    $defs: {
      keys: {
        type: 'array',
        description:
          'Letters and signs as they are, "space", "enter", "esc", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "backspace", "delete", "ctrl+a" to "ctrl+z", "alt+a".',
        items: {type: 'string', minLength: 1},
        uniqueItems: true,
      },
    },
  };
}
