const secretNames =
  /^(?:proxy-)?authorization$|^(?:set-)?cookie2?$|(?:^|[-_.])(?:x?-?api-?key|apikey|token|secret|passw(?:or)?d|passphrase|auth|session(?:-?id)?|credentials?|signature|jwt)(?:$|[-_.])/i;

/** Whether a header of this name carries a secret: authorization, cookies, API keys, tokens and the like. */
export function isSecretHeader(name: string): boolean {
  return secretNames.test(name);
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
