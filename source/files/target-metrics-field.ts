import {parseTargetMetrics, targetMetricsPattern} from '../domain/target-metrics.ts';
import {envText} from './auth-keys.ts';
import type {FieldType} from './field-types.ts';

/** Where figures of the machine under test come from, its `${env:NAME}` still to be filled in. */
export const targetMetricsUrl: FieldType<string> = {
  schema: {
    allOf: [
      envText.schema,
      {
        anyOf: [{pattern: anyCase(targetMetricsPattern)}, {pattern: '\\$\\{'}],
      },
    ],
  },
  read(reader, value, path) {
    const text = envText.read(reader, value, path);
    if (text === null || text.includes('${')) return text;
    const parsed = parseTargetMetrics(text);
    return 'problem' in parsed ? reader.fail(path, parsed.problem) : text;
  },
};

/** JSON Schema knows no flags: `http` is `[hH][tT][tT][pP]`. */
function anyCase(pattern: string): string {
  return pattern.replaceAll(/(?<!\\)[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
