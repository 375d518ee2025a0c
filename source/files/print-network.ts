import {printDuration} from '../domain/duration.ts';
import {printSize} from '../domain/fine-units.ts';
import type {Auth, DataDefinition, Profile} from '../domain/profile.ts';
import {defaultTransportSettings, type TransportSettings} from '../domain/transport-choice.ts';
import {profileKeys} from './profile-keys.ts';
import type {SecretVault} from './secret-vault.ts';

type Json = Readonly<Record<string, unknown>>;

/** Only what differs from what is taken anyway. */
export function printTransport({choice, reuse, maxAgeMs, maxRequests, dnsTtlMs, h2Streams}: TransportSettings): Json {
  const otherwise = defaultTransportSettings;
  const connections = {
    ...(reuse === otherwise.reuse ? {} : {reuse}),
    ...(maxAgeMs === null ? {} : {maxAge: printDuration(maxAgeMs)}),
    ...(maxRequests === null ? {} : {maxRequests}),
    ...(dnsTtlMs === otherwise.dnsTtlMs ? {} : {dnsTtl: printDuration(dnsTtlMs)}),
    ...(h2Streams === otherwise.h2Streams ? {} : {h2Streams}),
  };
  return {
    ...(choice === otherwise.choice ? {} : {transport: choice}),
    ...(Object.keys(connections).length === 0 ? {} : {connections}),
  };
}

/** `auth`, `tls`, `redirects`, `cookies`, `proxy`, `targetMetrics`, `capture`: what differs from the default; no literal secret. */
export function printNetwork(profile: Profile, vault: SecretVault): Json {
  const {auth, tls, maxRedirects, cookies, proxy, captureBytes, targetMetrics} = profile;
  const {fields} = profileKeys;
  const {ca, cert, key, insecure} = tls;
  const files = Object.entries({ca, cert, key}).filter(([, file]) => file !== null);
  const printedTls = {...Object.fromEntries(files), ...(insecure ? {insecure} : {})};
  const capture = printSize(captureBytes);
  return {
    ...(auth === null ? {} : {auth: printAuth(auth, vault)}),
    ...(Object.keys(printedTls).length === 0 ? {} : {tls: printedTls}),
    ...(maxRedirects === fields.redirects.default ? {} : {redirects: maxRedirects}),
    ...(cookies ? {} : {cookies}),
    ...(proxy === null ? {} : {proxy: vault.url('proxy', proxy)}),
    ...(targetMetrics === undefined ? {} : {targetMetrics: printTargetMetrics(targetMetrics, vault)}),
    ...(capture === fields.capture.default ? {} : {capture}),
  };
}

/** The vault takes passwords out of URLs of plain schemes. */
function printTargetMetrics(text: string, vault: SecretVault): string {
  const url = text.replace(/^prometheus\+/i, '');
  return text.slice(0, text.length - url.length) + vault.url('target_metrics', url);
}

function printAuth(auth: Auth, vault: SecretVault): Json {
  if (auth.kind === 'bearer') return {bearer: vault.secret('auth', auth.token, 'BEARER_TOKEN')};
  if (auth.kind === 'basic') {
    const {username, password} = auth;
    return {basic: {username, password: vault.secret('auth', password, 'BASIC_PASSWORD')}};
  }
  const {tokenUrl, clientId, clientSecret, scope, audience, refreshBeforeMs} = auth;
  return {
    oauth2: {
      tokenUrl: vault.url('token', tokenUrl),
      clientId,
      clientSecret: vault.secret('auth', clientSecret, 'CLIENT_SECRET'),
      ...(scope === null ? {} : {scope}),
      ...(audience === null ? {} : {audience}),
      ...(refreshBeforeMs === 30_000 ? {} : {refreshBefore: printDuration(refreshBeforeMs)}),
    },
  };
}

/** `data`: one source alone, or the list of named ones. */
export function printData(data: readonly DataDefinition[]): Json {
  if (data.length === 0) return {};
  const printed = data.map(({name, file, rows, mode}) => ({
    ...(name === null ? {} : {name}),
    ...(file === null ? {rows} : {file}),
    ...(mode === 'sequential' ? {} : {mode}),
  }));
  return {data: data[0]!.name === null ? printed[0] : printed};
}
