import {lookup} from 'node:dns/promises';
import {once} from 'node:events';
import {connect as connectTcp} from 'node:net';
import {connect as connectTls} from 'node:tls';
import {exitCodes, PerftuiError} from '../domain/errors.ts';
import type {Target} from '../domain/run-plan.ts';

const patienceMs = 5000;

/**
 * Opens one connection (and the TLS handshake) to the target and closes it again, without sending a request.
 * Throws PerftuiError: 104 for a host that does not exist, 108 for one that cannot be reached.
 */
export async function preflight(target: Target): Promise<void> {
  await resolveHost(target.hostname);
  const options = {host: target.hostname, port: target.port};
  const socket =
    target.protocol === 'https:'
      ? connectTls({...options, servername: isAddress(target.hostname) ? '' : target.hostname})
      : connectTcp(options);
  try {
    await once(socket, target.protocol === 'https:' ? 'secureConnect' : 'connect', {
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch (error) {
    throw unreachable(target, error);
  } finally {
    socket.on('error', () => undefined).destroy();
  }
}

async function resolveHost(hostname: string): Promise<void> {
  try {
    await lookup(hostname);
  } catch {
    throw new PerftuiError('ERR_TARGET', `unknown host "${hostname}"`, {hint: 'check the name in the target URL'});
  }
}

function isAddress(hostname: string): boolean {
  return /^[\d.]+$/.test(hostname) || hostname.includes(':');
}

function unreachable(target: Target, error: unknown): PerftuiError {
  const code = (error as {code?: string; cause?: {code?: string}}).code ?? '';
  const where = `${target.hostname}:${target.port}`;
  const options = {exitCode: exitCodes.aborted, cause: error};
  if (code === 'ECONNREFUSED' || errorCodes(error).includes('ECONNREFUSED')) {
    return new PerftuiError('ERR_TARGET', `${where} refused the connection`, {
      ...options,
      hint: 'is the server running?',
    });
  }
  if (code === 'ABORT_ERR') {
    return new PerftuiError('ERR_TARGET', `${where} did not answer within ${patienceMs / 1000}s`, {
      ...options,
      hint: 'check the address and the firewall',
    });
  }
  if (target.protocol === 'https:') {
    const message = error instanceof Error ? error.message : String(error);
    return new PerftuiError('ERR_TARGET', `TLS with ${where} failed: ${message}${code ? ` (${code})` : ''}`, {
      ...options,
      hint: 'trust the issuing CA with NODE_EXTRA_CA_CERTS, or use http://',
    });
  }
  return new PerftuiError('ERR_TARGET', `cannot connect to ${where}${code ? ` (${code})` : ''}`, options);
}

/** Both addresses of a name can fail, each for itself. */
function errorCodes(error: unknown): string[] {
  return error instanceof AggregateError ? error.errors.map((one: {code?: string}) => one.code ?? '') : [];
}
