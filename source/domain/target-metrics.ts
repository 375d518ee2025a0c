/** Where figures of the machine under test come from, ready to be asked. */
export interface TargetMetrics {
  readonly kind: 'node-exporter' | 'prometheus';
  /** Without credentials: a page of node_exporter, or the base of a Prometheus server. */
  readonly url: string;
  /** Which machine of the server's; null: it knows one. */
  readonly instance: string | null;
  /** The `authorization` header; null: none. Never shown or written. */
  readonly authorization: string | null;
  /** What a person may see of it: `node_exporter http://127.0.0.1:9100`. */
  readonly label: string;
  readonly hostname: string;
}

/** A source as it is written: `http://host:9100/metrics`, or `prometheus+http://host:9090?instance=host:9100`. */
export interface TargetMetricsUrl extends Omit<TargetMetrics, 'authorization'> {
  /** As they stand in the URL, decoded; null: none do. */
  readonly credentials: {readonly user: string; readonly password: string} | null;
}

export const targetMetricsForms =
  'http://host:9100/metrics of a node_exporter, or prometheus+http://host:9090?instance=host:9100';

/** The source, or what is wrong with it; the text of that never repeats the URL, which may hold a password. */
export function parseTargetMetrics(text: string): TargetMetricsUrl | {readonly problem: string} {
  const [, prefix, rest = ''] = /^(prometheus\+)?(https?:\/\/\S+)$/i.exec(text) ?? [];
  const url = URL.parse(rest);
  if (url === null || url.hash !== '') return {problem: `must be ${targetMetricsForms}`};
  const credentials = credentialsOf(url);
  if (credentials === undefined) return {problem: 'holds a user or password with a "%" that is none: write it as %25'};
  const isServer = prefix !== undefined;
  const allowed = isServer ? 'instance' : 'collect[]';
  if ([...url.searchParams.keys()].some((key) => key !== allowed))
    return {problem: isServer ? 'takes ?instance=HOST:PORT and no other query' : 'takes no query but collect[]'};
  const instance = isServer ? url.searchParams.get('instance') : null;
  const pathname = url.pathname.replace(/\/+$/, '');
  const base = `${url.origin}${!isServer && pathname === '' ? '/metrics' : pathname}`;
  const shown = `${url.origin}${isServer || pathname !== '/metrics' ? pathname : ''}`;
  return {
    kind: isServer ? 'prometheus' : 'node-exporter',
    url: isServer ? base : `${base}${url.search}`,
    instance: instance === '' ? null : instance,
    label: isServer
      ? `Prometheus ${shown}${instance === null || instance === '' ? '' : `, ${instance}`}`
      : `node_exporter ${shown}`,
    hostname: url.hostname.replaceAll(/^\[|\]$/g, ''),
    credentials,
  };
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
