import {createPrivateKey, X509Certificate, type KeyObject} from 'node:crypto';
import tls from 'node:tls';
import type {PlanTls} from '../../domain/run-plan.ts';

/**
 * What all TLS connections of a thread share: the target's certificates are verified against `ca` alone when it is
 * given, else against those Node brings; `cert` and `key` are shown to a server that asks for them.
 * @throws TypeError that names the part that is not what it should be
 */
export function createSecureContext({ca, cert, key}: PlanTls): tls.SecureContext {
  if ((cert === null) !== (key === null)) throw new TypeError('tls: cert and key only go together');
  if (ca !== null) checkCertificates('ca', ca);
  if (cert !== null && key !== null) checkPair(cert, key);
  try {
    return tls.createSecureContext({
      ...(ca === null ? {} : {ca}),
      ...(cert === null || key === null ? {} : {cert, key}),
    });
  } catch (error) {
    throw new TypeError(`tls: ${(error as Error).message}`, {cause: error});
  }
}

/** OpenSSL takes a key of another kind than the certificate's without a word. */
function checkPair(cert: string, key: string): void {
  checkCertificates('cert', cert);
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(key);
  } catch (error) {
    const isLocked = /ENCRYPTED/.test(key);
    const words = isLocked
      ? 'key is encrypted: it must be one without a passphrase'
      : 'key is no private key in PEM form';
    throw new TypeError(`tls: ${words}`, {cause: error});
  }
  if (!new X509Certificate(cert).checkPrivateKey(privateKey)) throw new TypeError('tls: key is not that of cert');
}

/** OpenSSL passes over authorities it cannot read: every connection would fail, each with an error of its own. */
function checkCertificates(part: 'ca' | 'cert', pem: string): void {
  const blocks = pem.match(/-----BEGIN (?:X509 )?CERTIFICATE-----[^]*?-----END (?:X509 )?CERTIFICATE-----/g);
  if (blocks === null)
    throw new TypeError(`tls: ${part} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)`);
  for (const [nth, block] of blocks.entries()) {
    try {
      void new X509Certificate(block);
    } catch (error) {
      throw new TypeError(`tls: certificate ${nth + 1} of ${part} cannot be read`, {cause: error});
    }
  }
}
