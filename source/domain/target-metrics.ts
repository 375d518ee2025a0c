/** Where figures of the machine under test, or of the target's own process, come from, ready to be asked. */
export interface TargetMetrics {
  /** `process`: the application's own page, which tells of its process alone. */
  readonly kind: 'node-exporter' | 'prometheus' | 'process';
  /** Without credentials: a page of node_exporter or of the application, or the base of a Prometheus server. */
  readonly url: string;
  /** Which machine of the server's; null: it knows one. */
  readonly instance: string | null;
  /** The `authorization` header; null: none. Never shown or written. */
  readonly authorization: string | null;
  /** What a person may see of it: `node_exporter http://127.0.0.1:9100`. */
  readonly label: string;
  readonly hostname: string;
}

/**
 * A source as it is written: `http://host:9100/metrics`, `prometheus+http://host:9090?instance=host:9100`,
 * `process+http://host:8080/metrics`, or `process+/metrics` of the target itself.
 */
export interface TargetMetricsUrl extends Omit<TargetMetrics, 'authorization'> {
  /** As they stand in the URL, decoded; null: none do. */
  readonly credentials: {readonly user: string; readonly password: string} | null;
}

export const targetMetricsForms =
  'http://host:9100/metrics of a node_exporter, prometheus+http://host:9090?instance=host:9100, or process+/metrics of the target itself';

/** As a regular expression's source, whatever its letters' case. */
export const targetMetricsPattern = '^(?:(?:(?:prometheus|process)\\+)?https?://[^\\s/?#]|process\\+/)';

/**
 * The source, or what is wrong with it; the text of that never repeats the URL, which may hold a password.
 * @param targetOrigin what `process+/metrics` is of
 */
export function parseTargetMetrics(
  text: string,
  targetOrigin = 'http://target',
): TargetMetricsUrl | {readonly problem: string} {
  const [, prefix, rest] = /^(?:(prometheus|process)\+)?(https?:\/\/\S+)$/i.exec(text) ?? [];
  const [own] = /(?<=^process\+)\/(?![/\\])\S*$/i.exec(text) ?? [];
  const url = own === undefined ? URL.parse(rest ?? '') : URL.parse(own, targetOrigin);
  if (url === null || url.hash !== '') return {problem: `must be ${targetMetricsForms}`};
  if (own !== undefined && targetOrigin.startsWith('http://unix:'))
    return {problem: 'cannot be asked through the socket of the target: write it as process+http://host:port/metrics'};
  const credentials = credentialsOf(url);
  if (credentials === undefined) return {problem: 'holds a user or password with a "%" that is none: write it as %25'};
  const kind = kindOf(own === undefined ? prefix : 'process');
  const problem = queryProblem(url, kind);
  if (problem !== null) return {problem};
  const instance = kind === 'prometheus' ? url.searchParams.get('instance') || null : null;
  const pathname = url.pathname.replace(/\/+$/, '');
  const isServer = kind === 'prometheus';
  const base = `${url.origin}${!isServer && pathname === '' ? '/metrics' : pathname}`;
  const shown = `${url.origin}${isServer || pathname !== '/metrics' ? pathname : ''}`;
  return {
    kind,
    url: isServer ? base : `${base}${url.search}`,
    instance,
    label: `${names[kind]} ${shown}${instance === null ? '' : `, ${instance}`}`,
    hostname: url.hostname.replaceAll(/^\[|\]$/g, ''),
    credentials,
  };
}

const names: Readonly<Record<TargetMetrics['kind'], string>> = {
  'node-exporter': 'node_exporter',
  prometheus: 'Prometheus',
  process: 'process',
};

function kindOf(prefix: string | undefined): TargetMetrics['kind'] {
  if (prefix === undefined) return 'node-exporter';
  return prefix.toLowerCase() === 'process' ? 'process' : 'prometheus';
}

function queryProblem({searchParams}: URL, kind: TargetMetrics['kind']): string | null {
  const keys = [...searchParams.keys()];
  if (kind === 'prometheus' && keys.some((key) => key !== 'instance'))
    return 'takes ?instance=HOST:PORT and no other query';
  return kind === 'node-exporter' && keys.some((key) => key !== 'collect[]') ? 'takes no query but collect[]' : null;
}

/** Undefined: they cannot be decoded. */
function credentialsOf({username, password}: URL): TargetMetricsUrl['credentials'] | undefined {
  if (username === '' && password === '') return null;
  try {
    return {user: decodeURIComponent(username), password: decodeURIComponent(password)};
  } catch {
    return undefined;
  }
}
