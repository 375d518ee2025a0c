/** `perftui --help`. */
export const helpText = `
perftui: live load testing you drive by hand

Usage
  perftui <url>                 drive one URL
  perftui run <profile|url>     drive a profile (a name in ./profiles, or a .json file)
  perftui demo                  the built-in target, with a knee near 200 virtual users
  perftui profiles              list profiles
  perftui snapshots             list snapshots of this folder
  perftui validate <profile>    check a profile, naming every problem

Flags of a run
  -u, --vus N               virtual users to start with
  -d, --duration 30s        how long (default: headless 30s, on a screen until you quit)
  -s, --stage 30s:50        ramp to 50 VUs within 30 s; repeatable
      --cap N               never more VUs than this (default: 200, or twice the highest stage)
      --threshold RULE      'http_req_duration: p(95)<250'; repeatable
      --timeout 10s         for each request
  -H, --header 'name: value', -X, --method POST, --body TEXT
      --workers N           load threads (default: cores - 1)
      --request-ids         send an x-request-id with each request, to find it in the target's logs
      --headless            no screen: progress on stderr, summary on stdout
      --summary-export FILE the summary as JSON
      --snapshot NAME|FILE  at the end, keep the whole run in ./snapshots/ or FILE.json
  -y, --yes                 do not ask before loading a host that is not this machine

  perftui --help | --version

Keys     + - load   space hold   X stop at once   t target   c snapshot   b baseline   ? all keys   q quit

Exit codes
  0 ok   99 a threshold failed   104 invalid config or usage   105 stopped by a signal
  108 aborted by a threshold, or no request ever succeeded   109 internal error

Only load systems you own or may test.
`.trim();
