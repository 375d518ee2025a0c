import {errorIndex} from '../../domain/error-kind.ts';

/** How far the request had come when the error struck. */
export interface Progress {
  /** The first byte of the request was written. */
  readonly sent: boolean;
  /** A byte of the response had come. */
  readonly answering: boolean;
  /** The connection had carried a request before. */
  readonly reused: boolean;
  /** The peer has sent its last byte; asked for what undici says only. */
  readonly ended?: boolean;
}

const byCode: Readonly<Record<string, number>> = {
  ENOTFOUND: errorIndex['unknown host'],
  EAI_AGAIN: errorIndex.dns,
  EAI_FAIL: errorIndex.dns,
  EAI_NODATA: errorIndex.dns,
  ECONNREFUSED: errorIndex.refused,
  ETIMEDOUT: errorIndex['dial timeout'],
  EHOSTUNREACH: errorIndex.dial,
  ENETUNREACH: errorIndex.dial,
  EHOSTDOWN: errorIndex.dial,
  ENETDOWN: errorIndex.dial,
  EACCES: errorIndex.dial,
  EMFILE: errorIndex['out of sockets'],
  ENFILE: errorIndex['out of sockets'],
  ENOBUFS: errorIndex['out of sockets'],
  EADDRNOTAVAIL: errorIndex['out of sockets'],
  ERR_TLS_CERT_ALTNAME_INVALID: errorIndex['certificate name'],
  SELF_SIGNED_CERT_IN_CHAIN: errorIndex['unknown authority'],
  DEPTH_ZERO_SELF_SIGNED_CERT: errorIndex['unknown authority'],
  UNABLE_TO_GET_ISSUER_CERT: errorIndex['unknown authority'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: errorIndex['unknown authority'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: errorIndex['unknown authority'],
  CERT_UNTRUSTED: errorIndex['unknown authority'],
  EPROTO: errorIndex.tls,
  EPROXY: errorIndex.proxy,
  UND_ERR_HEADERS_OVERFLOW: errorIndex['malformed response'],
  // undici's own asserts: a status below 100.
  ERR_ASSERTION: errorIndex['malformed response'],
};

/** Index into `errorKinds` for an error of Node's sockets or of undici. */
export function errorKindOf(error: Error, progress: Progress): number {
  const {name, message} = error;
  const {code = ''} = error as NodeJS.ErrnoException;
  // undici sets no code on these.
  if (name === 'HTTPParserError') {
    return message.includes('Invalid EOF state') ? errorIndex['closed mid-response'] : errorIndex['malformed response'];
  }
  // Also what undici says of any response it cannot parse, once that has named its length.
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
    return progress.ended === true ? errorIndex['closed mid-response'] : errorIndex['malformed response'];
  }
  if (code === 'UND_ERR_SOCKET') return socketError(message, progress);
  if (code === 'ECONNRESET') return progress.sent ? errorIndex.reset : resetWhileConnecting(message);
  // The peer's FIN came first, then our write met its RST: a reset alone is ECONNRESET.
  if (code === 'EPIPE') {
    return progress.reused && !progress.answering ? errorIndex['closed on reuse'] : errorIndex['broken pipe'];
  }
  // A body file that was there when the run began: no fault of the network.
  if ((error as NodeJS.ErrnoException).syscall === 'open') return errorIndex.other;
  const known = byCode[code];
  if (known !== undefined) return known;
  if (/^(?:ERR_SSL|ERR_TLS|ERR_OSSL|CERT_|HOSTNAME_|INVALID_|UNABLE_TO_|CRL_)/.test(code)) return errorIndex.tls;
  if (code.startsWith('EAI_')) return errorIndex.dns;
  if (/^E[A-Z]+$/.test(code)) return progress.sent ? errorIndex.tcp : errorIndex.dial;
  return errorIndex.other;
}

/** Node words a TLS handshake that the peer hung up on as ECONNRESET. */
function resetWhileConnecting(message: string): number {
  return message.includes('TLS') ? errorIndex.tls : errorIndex.reset;
}

/** undici's SocketError covers a FIN (`other side closed`, `closed`) and replies it will not read (`bad …`). */
function socketError(message: string, {answering, reused}: Progress): number {
  if (message.startsWith('bad')) return errorIndex['malformed response'];
  if (answering) return errorIndex['closed mid-response'];
  return reused ? errorIndex['closed on reuse'] : errorIndex['closed before response'];
}
