import {generateKeyPairSync} from 'node:crypto';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, expect, test} from 'vitest';
import type {TlsSettings} from '../../source/domain/profile.ts';
import {prepareRun} from '../../source/files/prepare-run.ts';
import {loadTls, secretsInTls} from '../../source/files/tls-files.ts';
import {selfSigned} from '../engine/raw-server.ts';
import {sampleProfile} from './sample-profile.ts';

const none: TlsSettings = {ca: null, cert: null, key: null, insecure: false};
const folder = await mkdtemp(path.join(tmpdir(), 'perftui-files-'));
afterAll(() => rm(folder, {recursive: true}));
const cert = selfSigned.cert.toString();
const key = selfSigned.key.toString();
const other = generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;
const files = {
  'cert.pem': `a comment\n${cert}`,
  'key.pem': key,
  'chain.pem': `${cert}\n${cert}`,
  'damaged.pem': cert.replace(/\n[A-Za-z0-9+/]{20}/, '\n'),
  'other.pem': other.export({type: 'pkcs8', format: 'pem'}),
  'locked.pem': other.export({type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x'}),
  'badkey.pem': key.replace(/\n[A-Za-z0-9+/]{20}/, '\n'),
  'empty.pem': '',
};
for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);

test('certificates and keys are read as they are, from beside the profile', () => {
  expect(loadTls(none, folder)).toEqual(none);
  const tls = loadTls({ca: 'chain.pem', cert: path.join(folder, 'cert.pem'), key: 'key.pem', insecure: true}, folder);
  expect(tls).toEqual({ca: files['chain.pem'], cert: files['cert.pem'], key, insecure: true});
});

test('the private key is a secret, whole and in each line', () => {
  const secrets = secretsInTls({...none, key});
  expect(secrets).toContain(key.trim());
  expect(secrets).toContain(key.split('\n')[1]);
  expect(secrets.every((line) => line.length >= 16)).toBe(true);
  const tls = {...none, cert: 'cert.pem', key: 'key.pem'};
  const prepared = prepareRun(sampleProfile({tls, folder, target: 'https://127.0.0.1'}), {env: {}});
  expect(prepared.secrets).toEqual(expect.arrayContaining(secrets));
  expect(prepared.plan.tls.key).toBe(key);
});

test.each([
  [{cert: 'cert.pem'}, /^tls "cert" needs "key"$/],
  [{key: 'key.pem'}, /^tls "key" needs "cert"/],
  [{ca: 'gone.pem'}, /^tls\.ca .*gone\.pem does not exist$/],
  [{ca: '.'}, /is not a file$/],
  [{ca: 'empty.pem'}, /^tls\.ca .*empty\.pem holds no "-----BEGIN CERTIFICATE-----"$/],
  [{ca: 'key.pem'}, /holds no "-----BEGIN CERTIFICATE-----"$/],
  [{ca: 'damaged.pem'}, /certificate 1 of 1 cannot be read: it is damaged$/],
  [{cert: 'cert.pem', key: 'other.pem'}, /^tls\.key .*other\.pem does not belong to the certificate in .*cert\.pem$/],
  [{cert: 'cert.pem', key: 'locked.pem'}, /is encrypted: perftui reads keys without a passphrase$/],
  [{cert: 'cert.pem', key: 'cert.pem'}, /holds no "-----BEGIN PRIVATE KEY-----"$/],
  [{cert: 'cert.pem', key: 'badkey.pem'}, /^tls\.key .*badkey\.pem cannot be read/],
])('%j is refused, in one clear line', (settings, message) => {
  const run = (): unknown => loadTls({...none, ...settings}, folder);
  expect(run).toThrow(expect.objectContaining({code: 'ERR_PROFILE', exitCode: 104}));
  expect(run).toThrow(message);
});
