import {lookup} from 'node:dns/promises';
import {once} from 'node:events';
import {connect as connectTcp, isIP, type Socket} from 'node:net';
import {connect as connectTls, type PeerCertificate} from 'node:tls';
import {exitCodes, PerftuiError} from '../domain/errors.ts';
import type {PlanTls, RunPlan, Target} from '../domain/run-plan.ts';
import {parseProxy} from '../engine/transports/proxy-tunnel.ts';
import {createSecureContext} from '../engine/transports/secure-context.ts';
import {openTunnel, proxyPlace, type Place} from './preflight-proxy.ts';

const defaultPatienceMs = 5000;

/**
 * Opens one connection (through the proxy if there is one, with the TLS handshake) to the target and closes it again,
 * without sending a request.
 * @param patienceMs for the connection, the proxy's answer and the handshake each
 * @throws PerftuiError: 104 for a host that does not exist, or certificates or a proxy no worker could use, 108 for a host
 *   that cannot be reached
 */
export async function preflight(
  {target, tls, proxy}: Pick<RunPlan, 'target' | 'tls' | 'proxy'>,
  patienceMs = defaultPatienceMs,
): Promise<void> {
  const {hostname, port, socketPath} = target;
  refuseUnusable(() => createSecureContext(tls));
  if (proxy !== null) refuseUnusable(() => parseProxy(proxy));
  const via = proxy === null ? null : proxyPlace(proxy);
  const place = via ?? {what: '', hostname, port, socketPath};
  if (place.socketPath === null) await resolveHost(place.hostname, via === null ? 'target' : 'proxy');
  const socket = connectTcp(
    place.socketPath === null ? {host: place.hostname, port: place.port} : {path: place.socketPath},
  );
  // Also what comes after we have turned away.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'connect', {signal: AbortSignal.timeout(patienceMs)});
    if (target.protocol === 'https:') {
      // A proxy that is itself spoken to over TLS is left to the transport: its tunnel is not opened for nothing.
      if (via?.isSecure === true) return;
      if (via !== null) await openTunnel(socket, via, target, patienceMs);
      await handshake(target, tls, socket, patienceMs);
    }
  } catch (error) {
    throw error instanceof PerftuiError ? error : unreachable(place, error, patienceMs);
  } finally {
    socket.destroy();
  }
}

/** What every worker will make of the plan: once here, in one line, instead of once for each of them. */
function refuseUnusable(make: () => unknown): void {
  try {
    make();
  } catch (error) {
    throw new PerftuiError('ERR_PROFILE', error instanceof Error ? error.message : String(error), {cause: error});
  }
}

async function resolveHost(hostname: string, what: 'target' | 'proxy'): Promise<void> {
  try {
    await lookup(hostname);
  } catch (error) {
    if (codeOf(error) === 'EAI_AGAIN') {
      throw new PerftuiError('ERR_TARGET', `the name server does not answer for "${hostname}"`, {
        exitCode: exitCodes.aborted,
        hint: 'check the network, or name an address',
      });
    }
    throw new PerftuiError('ERR_TARGET', `unknown host "${hostname}"`, {hint: `check the name in the ${what} URL`});
  }
}

async function handshake(
  target: Target,
  {ca, cert, key, insecure}: PlanTls,
  socket: Socket,
  patienceMs: number,
): Promise<void> {
  const {hostname} = target;
  const secure = connectTls({
    socket,
    host: hostname,
    ...(isIP(hostname) === 0 ? {servername: hostname} : {}),
    ...(ca === null ? {} : {ca}),
    ...(cert === null || key === null ? {} : {cert, key}),
    rejectUnauthorized: !insecure,
  });
  secure.on('error', () => undefined);
  try {
    await once(secure, 'secureConnect', {signal: AbortSignal.timeout(patienceMs)});
  } catch (error) {
    throw tlsFailure(target, error, patienceMs);
  } finally {
    secure.destroy();
  }
}

function unreachable({what, hostname, port, socketPath}: Place, error: unknown, patienceMs: number): PerftuiError {
  const where = `${what}${socketPath ?? `${hostname}:${port}`}`;
  const fail = (what: string, hint: string): PerftuiError =>
    new PerftuiError('ERR_TARGET', `${where} ${what}`, {exitCode: exitCodes.aborted, cause: error, hint});
  const codes = errorCodes(error);
  if (codes.includes('ECONNREFUSED'))
    return fail('refused the connection', `is the ${what === '' ? 'server' : 'proxy'} running?`);
  if (codes.includes('ENOENT')) return fail('does not exist', 'is the server running?');
  if (codes.includes('ENOTSOCK')) return fail('is not a socket', 'name the socket the server listens on');
  if (codes.includes('EACCES')) return fail('may not be opened by you (EACCES)', 'check its permissions');
  if (codes.includes('ABORT_ERR')) {
    return fail(`did not answer within ${patienceMs / 1000}s`, 'check the address and the firewall');
  }
  return fail(`cannot be reached (${codes[0] ?? String(error)})`, 'check the address and the network');
}

const useHttp = 'use http:// if it speaks plain HTTP';
const trust = 'trust its CA with --cacert ca.pem, or do not verify it: --insecure';

/** In our words: OpenSSL's are for those who know it. */
function tlsFailure({hostname, port}: Target, error: unknown, patienceMs: number): PerftuiError {
  const where = `${hostname}:${port}`;
  const code = codeOf(error);
  const fail = (message: string, hint: string): PerftuiError =>
    new PerftuiError('ERR_TARGET', message, {exitCode: exitCodes.aborted, cause: error, hint});
  switch (code) {
    case 'ABORT_ERR':
      return fail(`${where} takes connections but did not answer the TLS handshake in ${patienceMs / 1000}s`, useHttp);
    case 'ECONNRESET':
    case 'EPIPE':
      return fail(`${where} closed the connection during the TLS handshake`, useHttp);
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'EPROTO':
      return fail(`${where} does not speak TLS (${code})`, useHttp);
    case 'ERR_TLS_CERT_ALTNAME_INVALID': {
      const names = namesOf((error as {cert?: PeerCertificate}).cert);
      return fail(
        `the certificate of ${where} is for ${names ?? 'another name'} (${code})`,
        names === null ? 'name the host as its certificate does' : `name the host as its certificate does: ${names}`,
      );
    }
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return fail(
        `the certificate of ${where} ${code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'} (${code})`,
        'renew it, check the clock, or do not verify it: --insecure',
      );
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return fail(`the certificate of ${where} is self-signed (${code})`, trust);
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return fail(`the certificate of ${where} is from an unknown authority (${code})`, trust);
    default: {
      const message = error instanceof Error ? error.message : String(error);
      return fail(`TLS with ${where} failed: ${message}${code === '' ? '' : ` (${code})`}`, trust);
    }
  }
}

/** `shop.test, *.shop.test`. */
function namesOf(certificate: PeerCertificate | undefined): string | null {
  const names = certificate?.subjectaltname?.split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, ''));
  return names === undefined || names.length === 0 ? null : names.slice(0, 3).join(', ');
}

function codeOf(error: unknown): string {
  const code = (error as {code?: unknown} | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** Both addresses of a name can fail, each for itself. */
function errorCodes(error: unknown): string[] {
  const all = error instanceof AggregateError ? [error, ...(error.errors as unknown[])] : [error];
  return all.map(codeOf).filter((code) => code !== '');
}
