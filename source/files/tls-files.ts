import {createPrivateKey, X509Certificate, type KeyObject} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {PerftuiError} from '../domain/errors.ts';
import type {TlsSettings} from '../domain/profile.ts';
import type {PlanTls} from '../domain/run-plan.ts';

const certificateBlock =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;
const keyBlock = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[\s\S]*?-----END (?:[A-Z]+ )*PRIVATE KEY-----/g;

/** Nothing written as PEM for this is larger: a bundle of all public authorities has 0.3 MB. */
const maxFileBytes = 8_000_000;

/**
 * The PEM files of `tls`, read and understood: certificates that parse, a key that fits its certificate.
 * @param folder what they are relative to
 * @throws PerftuiError ERR_PROFILE naming the file and what was expected
 */
export function loadTls({ca, cert, key, insecure}: TlsSettings, folder: string): PlanTls {
  if ((cert === null) !== (key === null)) {
    throw fail('tls', cert === null ? '"key" needs "cert", the certificate it belongs to' : '"cert" needs "key"');
  }
  const authorities = ca === null ? null : readPem(ca, folder, 'tls.ca');
  if (authorities !== null) certificatesOf(authorities, 'tls.ca');
  const certificate = cert === null ? null : readPem(cert, folder, 'tls.cert');
  const privateKey = key === null ? null : readPem(key, folder, 'tls.key');
  if (certificate !== null && privateKey !== null) {
    const [own] = certificatesOf(certificate, 'tls.cert');
    if (!own!.checkPrivateKey(keyOf(privateKey, 'tls.key'))) {
      throw fail(`tls.key ${privateKey.file}`, `does not belong to the certificate in ${certificate.file}`);
    }
  }
  return {ca: authorities?.text ?? null, cert: certificate?.text ?? null, key: privateKey?.text ?? null, insecure};
}

/** The private key, whole and by lines: no part of it may be shown. */
export function secretsInTls({key}: PlanTls): string[] {
  if (key === null) return [];
  const lines = [...key.matchAll(keyBlock)].flatMap(([block]) =>
    block.split(/\r?\n/).filter((line) => line.length >= 16 && !line.startsWith('-----')),
  );
  return [key.trim(), ...lines];
}

interface Pem {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

function readPem(name: string, folder: string, where: string): Pem {
  const file = path.resolve(folder, name);
  try {
    const bytes = readFileSync(file);
    if (bytes.length > maxFileBytes) throw fail(`${where} ${file}`, 'is too large for a PEM file');
    return {file, text: bytes.toString('utf8')};
  } catch (error) {
    if (error instanceof PerftuiError) throw error;
    const {code} = error as NodeJS.ErrnoException;
    const problem =
      code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is not a file' : `cannot be read (${code})`;
    throw fail(`${where} ${file}`, problem);
  }
}

/** At least one. */
function certificatesOf({file, text}: Pem, where: string): X509Certificate[] {
  const blocks = text.match(certificateBlock) ?? [];
  if (blocks.length === 0) {
    const hint = text.includes('PRIVATE KEY-----')
      ? 'it is a private key'
      : text.startsWith('-----BEGIN')
        ? undefined
        : 'convert a DER file with: openssl x509 -inform der -in FILE -out FILE.pem';
    throw fail(`${where} ${file}`, 'holds no "-----BEGIN CERTIFICATE-----"', hint);
  }
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw fail(`${where} ${file}`, `certificate ${index + 1} of ${blocks.length} cannot be read: it is damaged`);
    }
  });
}

function keyOf({file, text}: Pem, where: string): KeyObject {
  const [block] = text.match(keyBlock) ?? [];
  if (block === undefined) {
    const hint = text.includes('BEGIN CERTIFICATE') ? 'it is a certificate' : undefined;
    throw fail(`${where} ${file}`, 'holds no "-----BEGIN PRIVATE KEY-----"', hint);
  }
  if (block.includes('ENCRYPTED')) {
    throw fail(
      `${where} ${file}`,
      'is encrypted: perftui reads keys without a passphrase',
      'openssl pkey -in FILE -out PLAIN.pem',
    );
  }
  try {
    return createPrivateKey(block);
  } catch {
    throw fail(`${where} ${file}`, 'cannot be read: it is damaged, or of an unknown kind');
  }
}

function fail(where: string, problem: string, hint?: string): PerftuiError {
  return new PerftuiError('ERR_PROFILE', `${where} ${problem}`, hint === undefined ? {} : {hint});
}
