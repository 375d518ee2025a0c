import {isSecretName} from './secret-values.ts';

const hidden = '[redacted]';
const jsonMember = /"((?:[^"\\]|\\.){1,80})"\s*:\s*"((?:[^"\\]|\\.)*)("?)/g;
const formField = /(^|[&?])([^=&?\s"'<>]{1,80})=([^&\s"'<>]*)/g;

/** Values of JSON members and form fields that are called like a secret go, also where the text has been cut. */
export function hideNamedSecrets(text: string): string {
  return text
    .replaceAll(jsonMember, (whole, name: string, value: string, end: string) =>
      isSecretName(name) && value !== '' ? `${whole.slice(0, -(value.length + end.length))}${hidden}${end}` : whole,
    )
    .replaceAll(formField, (whole, lead: string, name: string, value: string) =>
      isSecretName(name) && value !== '' ? `${lead}${name}=${hidden}` : whole,
    );
}

/**
 * The start of a foreign text in lines that a terminal may show: without its control characters.
 * @param limits letters of the whole, and lines
 */
export function printableLines(text: string, limits: {readonly letters: number; readonly lines: number}): string[] {
  const start = text.slice(0, limits.letters);
  const all = start.trimEnd().split(/\r\n|\r|\n/);
  const lines = all.slice(0, limits.lines).map((line) => oneLine(line).trimEnd());
  const isShort = all.length > limits.lines || text.length > limits.letters;
  return isShort ? [...lines, '…'] : lines;
}

/** In one line, without control characters: also none of those that turn the direction of writing. */
export function oneLine(text: string): string {
  return text
    .replaceAll('\t', '  ')
    .replaceAll(/[\u0000-\u001F\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069]/g, '·');
}
