const plainName = /token|secret|passw|credential|api_?key|jwt|session_?id|csrf|xsrf|authorization|cookie|signature/i;
const variableName = /(?:^|[._-])(?:sid|pin|otp|key|session|auth|nonce)(?:$|[._-])/i;

/** Whether a member of an object or a form field is called like something that must not be shown. */
export function isSecretName(name: string): boolean {
  return plainName.test(inWords(name));
}

/**
 * Whether a value that a flow extracted must not be shown: it came as a cookie, its variable is called like a secret, or
 * it looks made to be one: long, of one piece, letters and digits mixed.
 */
export function isSecretValue(variable: string, value: string, fromCookie: boolean): boolean {
  if (value.length < 4) return false;
  if (fromCookie || isSecretName(variable) || variableName.test(inWords(variable))) return true;
  return value.length >= 20 && /^[\w.~+/=-]+$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** `accessToken`: `access_Token`. */
function inWords(name: string): string {
  return name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2');
}
