import type {ValueEncoding} from '../domain/encode-value.ts';

/**
 * How values are written into a body: by its content type; without one, as JSON when it is nothing else than JSON around
 * its templates.
 * @param headers of the request; of two with the same name the later counts
 */
export function bodyEncoding(body: string, headers: Readonly<Record<string, string>>): ValueEncoding {
  const type = Object.entries(headers).findLast(([name]) => name.toLowerCase() === 'content-type')?.[1];
  if (type === undefined) return isJson(body) ? 'json' : 'plain';
  if (/[/+]json\b/i.test(type)) return 'json';
  return /^\s*application\/x-www-form-urlencoded\b/i.test(type) ? 'form' : 'plain';
}

function isJson(body: string): boolean {
  if (!/^\s*[{[]/.test(body)) return false;
  try {
    JSON.parse(body.replaceAll(/\$\{[^{}"]*\}/g, '0'));
    return true;
  } catch {
    return false;
  }
}
