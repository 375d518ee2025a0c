import type {ExtractionSource} from '../domain/profile.ts';

const plainName =
  /token|secret|passw|passphrase|passcode|credential|api_?key|jwt|session_?id|csrf|xsrf|authorization|cookie|signature/i;
const shortWord = /(?:^|[._-])(?:pwd|pin|otp)(?:$|[._-])/i;
const variableName = /(?:^|[._-])(?:sid|key|session|auth|nonce)(?:$|[._-])/i;

/** Whether a member of an object or a form field is called like something that must not be shown. */
export function isSecretName(name: string): boolean {
  const words = inWords(name);
  return plainName.test(words) || shortWord.test(words);
}

/**
 * Whether a value that a flow extracted must not be shown: its variable or the place it came from is called like a
 * secret, or it looks made to be one: long, of one piece, letters and digits mixed.
 */
export function isSecretValue(variable: string, value: string, from: ExtractionSource): boolean {
  if (value.length < 4) return false;
  if (isSecretPlace(from) || isNamedSecret(variable)) return true;
  return value.length >= 20 && /^[\w.~+/=-]+$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value);
}

function isSecretPlace(from: ExtractionSource): boolean {
  switch (from.kind) {
    case 'cookie':
      return true;
    case 'header':
      return isNamedSecret(from.name);
    case 'jsonpath':
      return isNamedSecret(lastName(from.path));
    case 'regex':
    default:
      // Words around what is found name it: name="csrf" value="(…)".
      return isNamedSecret(from.pattern.replaceAll(/\\[A-Za-z]/g, ' ').replaceAll(/[^\w$-]+/g, '.'));
  }
}

/** `token` of `$.data['token']`, `$.tokens[0]` and `$.token.value`: what is found there tells no more itself. */
function lastName(path: string): string {
  const names = [...path.matchAll(/[\p{L}_][\p{L}\p{N}_-]*/gu)].map(([name]) => name);
  const last = names.at(-1) ?? '';
  return /^(?:value|raw|text|string|data)$/i.test(last) ? `${names.at(-2) ?? ''}.${last}` : last;
}

function isNamedSecret(name: string): boolean {
  return isSecretName(name) || variableName.test(inWords(name));
}

/** `accessToken`: `access_Token`. */
function inWords(name: string): string {
  return name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2');
}
