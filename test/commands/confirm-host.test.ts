import {expect, test} from 'vitest';
import {confirmHosts} from '../../source/commands/confirm-host.ts';
import type {Profile} from '../../source/domain/profile.ts';
import {prepareRun} from '../../source/files/prepare-run.ts';
import {sampleProfile} from '../files/sample-profile.ts';

/** Nobody is there to say yes. */
async function confirm(changes: Partial<Profile>, yes = false): Promise<void> {
  await confirmHosts(prepareRun(sampleProfile(changes), {env: {}}), {yes, canAsk: false});
}

function oauth2(tokenUrl: string): Profile['auth'] {
  const secrets = {clientId: 'a', clientSecret: 'b', scope: null, audience: null};
  return {kind: 'oauth2', tokenUrl, ...secrets, refreshBeforeMs: 1000};
}

test('what stays on this machine needs no yes', async () => {
  await expect(confirm({})).resolves.toBeUndefined();
  const local = {
    targetMetrics: 'http://127.0.0.1:9100',
    proxy: 'http://[::1]:3128',
    auth: oauth2('http://localhost:9/token'),
  };
  await expect(confirm(local)).resolves.toBeUndefined();
});

test.each([
  [{target: 'http://192.0.2.1'}, '192.0.2.1 is not this machine and nobody is here to confirm it'],
  [
    {proxy: 'http://me:hunter22@192.0.2.2:3128'},
    'the proxy 192.0.2.2 is not this machine and nobody is here to confirm it',
  ],
  [
    {auth: oauth2('https://192.0.2.3/t')},
    'the token server 192.0.2.3 is not this machine and nobody is here to confirm it',
  ],
  [
    {targetMetrics: 'prometheus+http://me:hunter22@192.0.2.4:9090'},
    'the metrics server 192.0.2.4 is not this machine and nobody is here to confirm it',
  ],
])('%j needs one, and --yes is one', async (changes, message) => {
  await expect(confirm(changes)).rejects.toMatchObject({exitCode: 104, message});
  await confirm(changes, true);
});
