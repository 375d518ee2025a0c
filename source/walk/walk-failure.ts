/** A request that got no answer, in words for people. */
export class WalkFailure extends Error {
  override readonly name = 'WalkFailure';
}

/** What undici, Node and the sockets say, in our words: `127.0.0.1:8080 refused the connection`. */
export function failureWords(error: unknown, where: string): string {
  const codes = errorsIn(error).map(codeOf);
  const has = (...wanted: readonly string[]): boolean => wanted.some((code) => codes.includes(code));
  if (has('ECONNREFUSED')) return `${where} refused the connection`;
  if (has('ENOTFOUND')) return `unknown host ${where}`;
  if (has('EAI_AGAIN')) return `the name server does not answer for ${where}`;
  if (has('ENOENT')) return `${where} does not exist`;
  if (has('UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT')) return `${where} cannot be reached: no connection in time`;
  if (has('ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET')) return `${where} closed the connection before its answer was whole`;
  if (has('ERR_TLS_CERT_ALTNAME_INVALID')) return `the certificate of ${where} is for another name`;
  if (has('DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN')) {
    return `the certificate of ${where} is self-signed: name its CA in "tls"`;
  }
  if (has('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY')) {
    return `the certificate of ${where} is from an unknown authority: name its CA in "tls"`;
  }
  if (has('CERT_HAS_EXPIRED')) return `the certificate of ${where} has expired`;
  const deepest = errorsIn(error).at(-1);
  const message = deepest instanceof Error && deepest.message !== '' ? deepest.message : String(error);
  return `${where}: ${message}`;
}

/** The error, its causes, and the parts of several at once. */
function errorsIn(error: unknown, depth = 0): unknown[] {
  if (depth > 4 || error === undefined || error === null) return [];
  const parts = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  const cause = error instanceof Error ? error.cause : undefined;
  return [error, ...[cause, ...parts].flatMap((one) => errorsIn(one, depth + 1))];
}

function codeOf(error: unknown): string {
  const code = (error as {code?: unknown} | null)?.code;
  return typeof code === 'string' ? code : '';
}
