const secretNames =
  /^(?:proxy-)?authorization$|^(?:set-)?cookie2?$|(?:^|[-_.])(?:x?-?api-?key|apikey|token|secret|passw(?:or)?d|pwd|pass(?:phrase|code)|otp|pin|auth|session(?:-?id)?|credentials?|signature|jwt)(?:$|[-_.])/i;

/** Whether a header of this name carries a secret: authorization, cookies, API keys, tokens and the like. */
export function isSecretHeader(name: string): boolean {
  return secretNames.test(name);
}

/** The same for fields of a body, parameters of a query and variables: `accessToken`, `client_secret`. */
export function isSecretField(name: string): boolean {
  return name.length <= 200 && isSecretHeader(dashed(name));
}

/** `accessToken` and `access_token` as `access-token`. */
export function dashed(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll('_', '-');
}

/**
 * The parts of a secret header's value that must not be shown anywhere: the whole, what follows a scheme (`Bearer …`),
 * the user and password behind `Basic …`, each cookie's value.
 */
export function secretsInHeader(value: string): string[] {
  const secrets = [value.trim()];
  const [, scheme, credentials] = /^([A-Za-z][\w-]*)\s+(\S.*)$/.exec(value.trim()) ?? [];
  if (credentials !== undefined) secrets.push(credentials);
  if (scheme?.toLowerCase() === 'basic') {
    const pair = Buffer.from(credentials!, 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    if (colon > 0) secrets.push(pair, pair.slice(colon + 1));
  }
  for (const part of value.split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0) secrets.push(part.slice(equals + 1).trim());
  }
  return secrets.filter((secret) => secret !== '');
}
