/** What `convertCurl` does with an option. */
export type CurlOption =
  /** `apply`: read by name. */
  | {readonly kind: 'apply'; readonly name: string; readonly takesValue: boolean}
  /** Left out for this reason. */
  | {readonly kind: 'leave'; readonly why: string; readonly takesValue: boolean};

const applied: readonly (readonly [short: string, long: string, takesValue: boolean])[] = [
  ['X', 'request', true],
  ['H', 'header', true],
  ['d', 'data', true],
  ['', 'data-ascii', true],
  ['', 'data-raw', true],
  ['', 'data-binary', true],
  ['', 'data-urlencode', true],
  ['', 'json', true],
  ['u', 'user', true],
  ['', 'oauth2-bearer', true],
  ['k', 'insecure', false],
  ['b', 'cookie', true],
  ['A', 'user-agent', true],
  ['e', 'referer', true],
  ['', 'compressed', false],
  ['L', 'location', false],
  ['', 'max-redirs', true],
  ['', 'http2', false],
  ['', 'http2-prior-knowledge', false],
  ['x', 'proxy', true],
  ['E', 'cert', true],
  ['', 'key', true],
  ['', 'cacert', true],
  ['G', 'get', false],
  ['I', 'head', false],
  ['m', 'max-time', true],
  ['', 'url', true],
  ['', 'url-query', true],
  ['r', 'range', true],
];

const printing = 'it rules what curl itself prints or keeps';
const onceOnly = 'it rules how often or how fast curl itself sends';
const reach = 'a profile says itself how the target is reached';

const left: readonly (readonly [short: string, long: string, takesValue: boolean, why: string])[] = [
  ['F', 'form', true, 'multipart bodies are not made: put the finished body into a file and name it in "bodyFile"'],
  [
    '',
    'form-string',
    true,
    'multipart bodies are not made: put the finished body into a file and name it in "bodyFile"',
  ],
  ['T', 'upload-file', true, 'write "bodyFile" with the file\'s path'],
  ['s', 'silent', false, printing],
  ['S', 'show-error', false, printing],
  ['v', 'verbose', false, printing],
  ['i', 'include', false, printing],
  ['', 'show-headers', false, printing],
  ['f', 'fail', false, printing],
  ['', 'fail-with-body', false, printing],
  ['#', 'progress-bar', false, printing],
  ['', 'no-progress-meter', false, printing],
  ['N', 'no-buffer', false, printing],
  ['o', 'output', true, printing],
  ['O', 'remote-name', false, printing],
  ['J', 'remote-header-name', false, printing],
  ['w', 'write-out', true, printing],
  ['D', 'dump-header', true, printing],
  ['c', 'cookie-jar', true, 'every virtual user keeps its own cookies'],
  ['j', 'junk-session-cookies', false, 'every virtual user begins without cookies'],
  ['', 'trace', true, printing],
  ['', 'trace-ascii', true, printing],
  ['', 'stderr', true, printing],
  ['', 'create-dirs', false, printing],
  ['Z', 'parallel', false, onceOnly],
  ['', 'parallel-max', true, onceOnly],
  ['', 'retry', true, onceOnly],
  ['', 'retry-delay', true, onceOnly],
  ['', 'retry-max-time', true, onceOnly],
  ['', 'limit-rate', true, onceOnly],
  ['', 'rate', true, onceOnly],
  ['y', 'speed-time', true, onceOnly],
  ['Y', 'speed-limit', true, onceOnly],
  ['g', 'globoff', false, 'a URL is taken as it stands'],
  ['', 'path-as-is', false, 'paths are sent as they stand in the profile'],
  ['', 'connect-timeout', true, 'one "timeout" covers the whole request'],
  ['', 'keepalive-time', true, reach],
  ['', 'resolve', true, `${reach}: write the address into "target" and a host header`],
  ['', 'connect-to', true, `${reach}: write the address into "target" and a host header`],
  ['', 'interface', true, reach],
  ['', 'local-port', true, reach],
  ['', 'dns-servers', true, reach],
  ['', 'unix-socket', true, 'write "target": "http://unix:/path/to.sock:"'],
  ['', 'abstract-unix-socket', true, reach],
  ['4', 'ipv4', false, reach],
  ['6', 'ipv6', false, reach],
  ['0', 'http1.0', false, 'HTTP/1.0 is not spoken'],
  ['', 'http1.1', false, 'it is what is spoken anyway'],
  ['', 'http3', false, 'HTTP/3 is not spoken'],
  ['', 'http3-only', false, 'HTTP/3 is not spoken'],
  ['', 'tlsv1.2', false, 'the TLS version is agreed with the target'],
  ['', 'tlsv1.3', false, 'the TLS version is agreed with the target'],
  ['', 'tls-max', true, 'the TLS version is agreed with the target'],
  ['', 'ciphers', true, 'ciphers are agreed with the target'],
  ['', 'cert-type', true, 'certificates and keys are PEM files'],
  ['', 'key-type', true, 'certificates and keys are PEM files'],
  ['', 'capath', true, 'write "tls": {"ca": "file.pem"}'],
  ['', 'pass', true, 'keys are read without a passphrase'],
  ['', 'pinnedpubkey', true, 'keys are not pinned'],
  ['U', 'proxy-user', true, 'write it into the URL of "proxy" as ${env:NAME}'],
  ['', 'noproxy', true, 'a proxy is for every request'],
  ['', 'digest', false, 'only bearer, basic and OAuth2 are known'],
  ['', 'ntlm', false, 'only bearer, basic and OAuth2 are known'],
  ['', 'negotiate', false, 'only bearer, basic and OAuth2 are known'],
  ['', 'anyauth', false, 'only bearer, basic and OAuth2 are known'],
  ['', 'basic', false, 'it is what is sent anyway'],
  ['', 'aws-sigv4', true, 'only bearer, basic and OAuth2 are known'],
  ['', 'location-trusted', false, 'credentials stay with the target'],
  ['', 'post301', false, 'POST becomes GET after 301, 302 and 303'],
  ['', 'post302', false, 'POST becomes GET after 301, 302 and 303'],
  ['', 'post303', false, 'POST becomes GET after 301, 302 and 303'],
  ['K', 'config', true, 'files of options are not read'],
  ['q', 'disable', false, 'there is no file of options'],
  ['n', 'netrc', false, 'files of passwords are not read'],
  ['', 'netrc-file', true, 'files of passwords are not read'],
  ['C', 'continue-at', true, 'write a range header'],
  ['z', 'time-cond', true, 'write an if-modified-since header'],
  ['', 'proto', true, 'only http and https are known'],
  ['', 'proto-default', true, 'only http and https are known'],
  ['', 'request-target', true, 'write it as the "path"'],
];

const table = new Map<string, CurlOption>([
  ...applied.flatMap(([short, long, takesValue]) => named(short, long, {kind: 'apply', name: long, takesValue})),
  ...left.flatMap(([short, long, takesValue, why]) => named(short, long, {kind: 'leave', why, takesValue})),
]);

function named(short: string, long: string, option: CurlOption): (readonly [string, CurlOption])[] {
  return [[`--${long}`, option] as const, ...(short === '' ? [] : [[`-${short}`, option] as const])];
}

/** What is known about an option written as `-X` or `--request`. */
export function curlOption(flag: string): CurlOption {
  return table.get(flag) ?? {kind: 'leave', why: 'it is not an option perftui knows', takesValue: false};
}
