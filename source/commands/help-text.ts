/** `perftui --help`. */
export const helpText = `
perftui: live load testing you drive by hand

Usage
  perftui                       choose a profile, or begin with a URL (in a terminal)
  perftui <url>                 drive one URL, also http://unix:/path/to.sock:/path
  perftui run <profile|url>     drive a profile (a name in ./profiles, or a .json file)
  perftui demo                  the built-in target, with a knee near 200 virtual users
  perftui profiles              list profiles
  perftui snapshots             list snapshots of this folder
  perftui validate <profile>    check a profile, naming every problem
  perftui new                   a first profile, question by question
  perftui import <curl|har|openapi|postman|k6> FILE [-o NAME]
                                a profile from what you have (- reads standard input)
  perftui export k6 <profile> [-o FILE]
                                the profile as a script for k6

Flags of a run
  -u, --vus N               virtual users to start with (closed model)
      --rate 200/s          iterations started per second, also 200 or 12000/m (open model)
      --arrivals PATTERN    constant (evenly spaced, the default) or poisson (seeded)
      --precise             time them by turning the event loop: truer, costs a core per worker
  -d, --duration 30s        how long (default: headless 30s, on a screen until you quit)
  -i, --iterations N        so many iterations, shared by the virtual users, then the end
  -s, --stage 30s:50        ramp to 50 VUs within 30 s, 30s:500/s to a rate; repeatable
      --max-vus N           never more VUs than this, in both models (--cap is the same)
      --max-rate 500/s      never a higher rate than this
      --scale 0.01          the profile's load times this; --time-scale 0.1 its times
      --dry-run             each scenario once, every request and response shown, nothing recorded
      --threshold RULE      'http_req_duration: p(95)<250'; repeatable
      --timeout 10s         for each request
  -H, --header 'name: value', -X, --method POST, --body TEXT
      --no-cookies          do not keep the cookies a response sets
      --max-redirects N     follow at most N for each request (default 10, 0: none)
  -k, --insecure            do not verify certificates
      --cacert FILE, --cert FILE, --key FILE
                            PEM files: whom to trust, and who we are
      --proxy URL           through an HTTP proxy
      --transport NAME      auto (HTTP/1.1 on own sockets, the default), http1, undici, or http2:
                            over TLS by ALPN, over http:// with prior knowledge; only when chosen
      --no-reuse            a new connection for every request
      --max-connection-age 30s, --max-connection-requests N
                            replace a connection before its next request
      --dns-ttl 30s         use an answer of the resolver that long
      --h2-streams N        HTTP/2: virtual users that share one connection (default 1)
      --workers N           load threads (default: cores - 1)
      --request-ids         send an x-request-id with each request, to find it in the target's logs
      --allow-invalid       a run whose latencies cannot be trusted does not exit with 111
      --headless            no screen: progress on stderr, summary on stdout
      --summary-export FILE the summary as JSON
      --snapshot NAME|FILE  at the end, keep the whole run in ./snapshots/ or FILE.json
  -y, --yes                 do not ask before loading a host that is not this machine

Flags of import
  -o, --output NAME         the profile's name (export: the script's file)
      --no-think            no think times from the gaps in a HAR file
      --no-assets           leave out images, scripts, styles and fonts of a HAR file

  perftui --help | --version

Keys     + - load   space hold   X stop at once   t target   c snapshot   b baseline   ? all keys   q quit

Exit codes
  0 ok   99 a threshold failed   104 invalid config or usage   105 stopped by a signal
  107 setup failed, unique data ran out, or no iteration could go on (nothing to extract)
  108 aborted by a threshold, or no request ever succeeded   109 internal error
  111 run INVALID: the generator was the bottleneck, and a claim about latency rests on it

Only load systems you own or may test.
`.trim();
