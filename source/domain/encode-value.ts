/** How a value that takes a template's place is written there. */
export type ValueEncoding = 'plain' | 'json' | 'form' | 'path';

/** As it is; escaped for the inside of a JSON string; as a value of a form; or what a path cannot carry percent-encoded. */
export function encodeValue(value: string, encoding: ValueEncoding): string {
  switch (encoding) {
    case 'plain':
      return value;
    case 'json':
      return JSON.stringify(value).slice(1, -1);
    case 'form':
      return encodeURIComponent(value.toWellFormed());
    case 'path':
    default:
      return encodePath(value);
  }
}

/**
 * Only what RFC 3986 does not allow in a path and its query: a value may be a whole piece of a path, or the location a
 * response named.
 */
function encodePath(value: string): string {
  if (!/[^!$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]/.test(value)) return value;
  return value.toWellFormed().replaceAll(/[^!$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]+/gu, encodeURIComponent);
}
