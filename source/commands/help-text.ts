/** `perftui --help`; within 80 columns. */
export const helpText = `
perftui: live load testing you drive by hand

Usage
  perftui                  choose a profile, or begin with a URL (in a terminal)
  perftui <url>            drive one URL, also http://unix:/path/to.sock:/path
  perftui run <profile|url>
                           drive a profile (a name in ./profiles, or FILE.json)
  perftui capacity <profile|url>
                           find the highest load that holds its limits
  perftui spike <profile|url>
                           what a multiple of its load does to a target, and
                           how long until it is well again
  perftui soak <profile|url>
                           what creeps in hours at one load: latency, errors,
                           memory
  perftui demo             the built-in target, with a knee near 200 VUs
  perftui profiles         list profiles
  perftui validate <profile>
                           check a profile, naming every problem
  perftui new              a first profile, question by question
  perftui import <curl|har|openapi|postman|k6> FILE [-o NAME]
                           a profile from what you have (-: standard input)
  perftui export k6 <profile> [-o FILE]
                           the profile as a script for k6

  perftui snapshots        list snapshots of this folder
  perftui compare BEFORE NOW
                           is the second one slower? 112 when it is
  perftui trend NAME NAME …
                           over time, each against the one before
  perftui report NAME      as Markdown, HTML, CSV, JSON, JUnit, Prometheus, hgrm
  perftui open NAME        on the screens as if live; h l go back and forth
  perftui replay NAME      send the same load again, as stages
  perftui recover [NAME…]  list drives whose process was killed, or finish them
  perftui attach [PID|PROFILE]
                           the screens, with keys, on a run without one; q
                           detaches and leaves it going
  perftui keys             every key; --check looks at keys.json, which remaps
                           them: {"step-up": ["+", "ctrl+u"]} in
                           ~/.config/perftui, or PERFTUI_KEYS=FILE

  NAME is a snapshot in ./snapshots, a drive in ./snapshots/drives (every run is
  recorded there), or the path of a .json or .jsonl file.

Load of a run
  -u, --vus N              virtual users to start with (closed model)
      --rate 200/s         iterations started per second, also 200 or 12000/m
                           (open model)
      --arrivals PATTERN   constant (evenly spaced, the default) or poisson
      --precise            time them by turning the event loop: truer, costs a
                           core per worker
  -d, --duration 30s       how long (default: headless 30s, else until you quit)
  -i, --iterations N       so many, shared by the virtual users, then the end
  -s, --stage 30s:50       ramp to 50 VUs within 30 s, 30s:500/s to a rate;
                           repeatable
      --max-vus N          never more VUs than this, in both models (or --cap)
      --max-rate 500/s     never a higher rate than this
      --scale 0.01         the profile's load times this
      --time-scale 0.1     the profile's times times this
      --dry-run            each scenario once, every request and response shown,
                           nothing recorded
      --workers N          load threads (default: cores - 1)
  -y, --yes                do not ask before loading another host

capacity, spike, soak (they take the flags of a run too)
      --slo RULE           capacity: what is to hold, repeatable: 'p(95)<250' or
                           as --threshold (default: the profile's thresholds)
      --gentle             capacity: climb in steps of a tenth, not doubling
      --factors 2,3,4,5    spike: how many times the load
      --hold 30s           spike: how long each lasts
      --recovery 90s       spike: how long the target is watched after each
      --resume DRIVE       soak: go on with one whose process has died
  The load of -u or --rate is where capacity begins (default: a quarter of the
  profile's highest), what spike multiplies, and what soak holds (its highest).
  capacity ends when it knows, tries nothing above --max-vus or --max-rate, and
  waits while you drive. soak lasts -d (default: the longest hold of the
  profile, at least 1h).

Requests of a run
      --timeout 10s        for each request
  -H, --header 'name: value', -X, --method POST, --body TEXT
      --no-cookies         do not keep the cookies a response sets
      --max-redirects N    follow at most N for each request (10; 0: none)
  -k, --insecure           do not verify certificates
      --cacert FILE, --cert FILE, --key FILE
                           PEM files: whom to trust, and who we are
      --proxy URL          through an HTTP proxy
      --transport NAME     auto (HTTP/1.1 on own sockets, the default), http1,
                           undici, or http2: over TLS by ALPN, over http:// with
                           prior knowledge; only when chosen
      --no-reuse           a new connection for every request
      --max-connection-age 30s, --max-connection-requests N
                           replace a connection before its next request
      --dns-ttl 30s        use an answer of the resolver that long
      --h2-streams N       HTTP/2: virtual users sharing a connection (1)
      --request-ids        an x-request-id with each, for the target's logs

Verdicts and results of a run
      --headless           no screen: progress on stderr, summary on stdout
      --threshold RULE     'http_req_duration: p(95)<250', also relative to the
                           baseline: 'http_req_duration: p(95)<+10%'
      --baseline NAME      compare the whole run with it at the end, at the same
                           load: 112 on a regression, 104 where the two cannot
                           be compared
      --allow-invalid      latencies that cannot be trusted are no exit 111
      --snapshot NAME      keep the whole run in ./snapshots, or in FILE.json
      --summary-export FILE
                           the summary as JSON
      --out jsonl=FILE     each second as it comes, also csv=FILE; repeatable;
                           what the file held is overwritten
      --prometheus :9464   serve /metrics while it runs, on this machine alone
                           unless HOST:PORT
      --target-metrics URL show and record how the target's machine is, from its
                           node_exporter, http://host:9100/metrics, or from
                           prometheus+http://host:9090?instance=host:9100; or
                           what memory its process holds, from a page of its
                           own: process+/metrics, process+http://host/metrics;
                           user:password in the URL or
                           PERFTUI_TARGET_METRICS_AUTH
  In GitHub's CI the tables are added to the job's page (GITHUB_STEP_SUMMARY).

Screens (a run, open, attach)
      --theme NAME         dark, light, high-contrast, mono or 16 (colours);
                           :theme NAME while it runs; NO_COLOR=1: none at all
      --glyphs SET         full, narrow (terminals where some are two cells
                           wide), blocks (no braille) or ascii
      --screen-reader      one line per change, no redraw, with all keys: i says
                           all now, 1-8 a view (also ACCESSIBLE=1)

import, new
  -o, --output NAME        the profile's name (export: the script's file)
      --no-think           no think times from the gaps in a HAR file
      --no-assets          no images, scripts, styles and fonts of a HAR file
compare, trend, report
  -o, --output FILE        instead of standard output, over what is there; its
                           ending says what report writes: .md .html .csv .json
                           .xml (JUnit) .prom .hgrm
      --format NAME        compare, trend: text, json, md; report: json, csv,
                           md, html, junit, prometheus, hgrm
      --align load         compare holds at the nearest load; window: all that
                           was measured; time: the seconds both have
      --force              compare what differs in load or target all the same
      --baseline NAME      report: with before and after
replay, recover
      --to-profile NAME    replay: write it as a profile in ./profiles instead
                           of sending it; --scale, --headless, --baseline and
                           others of a run go with replay too
      --all                recover: finish every one
keys
      --print              as text (as is); --json, --markdown
      --check [FILE]       each problem of a keys.json, 104 when there is one

  perftui --help | --version

Keys   + - load   space hold   X stop at once   t target   c snapshot
       b baseline   1-8 views   : command   ? all keys   q quit

Exit codes
    0  ok
   99  a threshold failed, or capacity is below the lowest load tried
  104  invalid config or usage, or what was asked for could not be written or
       compared
  105  stopped by a signal
  107  setup failed, unique data ran out, or no iteration could go on
  108  aborted by a threshold, no request ever succeeded, or a capacity search
       was cut short
  109  internal error
  111  run INVALID: the generator was the bottleneck, and a claim about latency
       rests on it; or it was GENERATOR-LIMITED before a capacity was found
  112  regression against the baseline, or a relative threshold failed

Only load systems you own or may test.
`.trim();
