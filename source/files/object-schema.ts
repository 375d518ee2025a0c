import type {JsonSchema, KeyTable} from './field-types.ts';

/**
 * An object with a table's keys, as JSON Schema.
 * @param keys those of it that this object has, where one table describes several
 */
export function objectSchema(table: KeyTable, keys: readonly string[] = Object.keys(table.fields)): JsonSchema {
  const properties = keys.map((key) => {
    const {schema, description, default: otherwise} = table.fields[key]!;
    const about = {
      ...(otherwise === undefined ? {} : {default: otherwise}),
      ...(description === null ? {} : {description}),
    };
    return [key, {...schema, ...about}] as const;
  });
  return {
    type: 'object',
    additionalProperties: false,
    ...(table.required.length === 0 ? {} : {required: table.required}),
    properties: Object.fromEntries(properties),
  };
}
