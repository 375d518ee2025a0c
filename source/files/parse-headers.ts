import {headerNameProblem, headerValueProblem} from './http-syntax.ts';
import {readTemplate, type Scope} from './parse-templates.ts';
import {joinPath, kindOf, type ProfileReader} from './profile-reader.ts';

/** `headers`: names and values checked, a name in two spellings is refused. */
export function readHeaders(reader: ProfileReader, value: unknown, path: string, scope: Scope): Record<string, string> {
  const object = reader.plainObject(value, path) ?? {};
  const seen = new Map<string, string>();
  const headers: [string, string][] = [];
  for (const [name, content] of Object.entries(object)) {
    const at = joinPath(path, name);
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined) reader.fail(at, `is the same header as "${twin}"`);
    seen.set(name.toLowerCase(), name);
    const problem = headerNameProblem(name);
    if (problem !== null) reader.fail(at, problem);
    if (typeof content !== 'string') {
      reader.fail(at, `must be a text, not ${kindOf(content)}`);
      continue;
    }
    const parts = readTemplate(reader, content, at, scope) ?? [];
    const literal = parts.map((part) => (part.kind === 'text' ? part.text : 'x')).join('');
    const valueProblem = headerValueProblem(literal);
    if (valueProblem !== null) reader.fail(at, valueProblem);
    headers.push([name, content]);
  }
  return Object.fromEntries(headers);
}

/** JSON is sent with its type, unless the request says another. */
export function withJsonType(headers: Record<string, string>): Record<string, string> {
  const given = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return given ? headers : {...headers, 'content-type': 'application/json'};
}
