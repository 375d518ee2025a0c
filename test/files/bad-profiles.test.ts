import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {problemLine} from '../../source/commands/validate-command.ts';
import {parseProfile} from '../../source/files/parse-profile.ts';

const folder = new URL('../fixtures/bad-profiles/', import.meta.url);

/** One mistake a person makes per file, and what is said about it: line in the file, place in the profile, what is expected. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'alert-action.json': [
    '6  alerts[0].action  must be one of "alert", "hold", "back-off", "stop", not the text "abort"; did you mean "alert"?',
  ],
  'alert-window.json': ['6  alerts[0].window  500ms is too short: at least 1000ms'],
  'alert-without-metric.json': [
    '5  alerts[0].when  "p(95)>2000" has no metric: write it as "http_req_duration: p(95)>2000"',
  ],
  'auth-with-a-variable.json': ['4  auth.bearer  ${token} is not filled in here: only ${env:NAME} is'],
  'budget-as-a-number.json': ['4  budgets.login  needs a unit, in quotes: "30ms"'],
  'budget-unknown-name.json': ['4  budgets["log-in"]  no request has the name "log-in"; did you mean "login"?'],
  'capture-too-small.json': ['3  capture  100b is too little: at least 1kb'],
  'capture-unit.json': ['3  capture  "64 KiB" is not a size in b, kb or mb: write "64kb"'],
  'cert-without-key.json': ['3  tls.key  is missing: a certificate goes with its private key'],
  'check-body-as-text.json': [
    '12  scenarios[0].flow[0].request.checks[0].body  must be an object: {"contains": "welcome"}',
  ],
  'check-jsonpath-contains.json': [
    '13  scenarios[0].flow[0].request.checks[0].contains  does not go with "jsonpath", which takes only "equals"',
  ],
  'check-latency-without-operator.json': [
    '12  scenarios[0].flow[0].request.checks[0].latency  needs an operator: "<500ms"',
  ],
  'check-latency-without-unit.json': [
    '12  scenarios[0].flow[0].request.checks[0].latency  "500" needs a unit: "500ms", "500s", "500m" or "500h"',
  ],
  'check-names-twice.json': [
    '16  scenarios[0].flow[0].request.checks[1].name  is the name of another check of this request, "fine": give it one of its own',
  ],
  'check-size-unit.json': [
    '12  scenarios[0].flow[0].request.checks[0].size  "10 kilobytes" is not a size in b, kb or mb: write "10kb"',
  ],
  'check-twins.json': [
    '17  scenarios[0].flow[0].request.checks[2]  has the name of another check of this request, "status is 200": give it one of its own',
  ],
  'circuit-breaker-true.json': ['3  circuitBreaker  must be false or an object: {"after": "10s"}'],
  'comma-too-many.json.txt': ['4:1  a comma before } is one too many'],
  'comment.json.txt': ['2:3  expected a key in double quotes, found a comment, which JSON does not have'],
  'cut-off.json.txt': ['4:1  the file ends here, a value is missing'],
  'data-as-text.json': ['3  data  must be an object: {"file": "users.csv"}'],
  'data-column-misspelt.json': [
    '19  scenarios[0].flow[0].request.path  ${data.usr}: the rows have no column "usr"; did you mean "user"?',
  ],
  'data-in-setup.json': ['16  setup[0].request.body  ${data.user}: setup has no rows of data'],
  'data-mode.json': [
    '9  data.mode  must be one of "sequential", "random", "unique", "per-vu", not the text "uniqe"; did you mean "unique"?',
  ],
  'data-neither-file-nor-rows.json': ['3  data  has neither "file" nor "rows"'],
  'data-no-source.json': ['9  scenarios[0].flow[0].request.path  ${data.user}: the profile has no "data"'],
  'data-rows-differ.json': ['9  data.rows[1]  has no "age", a column of the first row'],
  'data-two-unnamed.json': [
    '4  data[0].name  is missing: a data source of several needs it',
    '7  data[1].name  is missing: a data source of several needs it',
  ],
  'duration-as-a-number.json': ['4  duration  needs a unit, in quotes: "30ms", "30s", "30m" or "30h"'],
  'duration-for-iterations.json': [
    '6  duration  belongs to constant-vus and constant-arrival-rate, the executor here is shared-iterations',
  ],
  'duration-in-words.json': ['4  duration  "5 minutes" is not a duration in ms, s, m or h: write "5m"'],
  'expect-in-quotes.json': [
    '10  scenarios[0].flow[0].request.expect[0]  must be a whole number from 100 to 599, without quotes: 200',
    '10  scenarios[0].flow[0].request.expect[1]  must be a whole number from 100 to 599, without quotes: 429',
  ],
  'expect-wild.json': ['10  scenarios[0].flow[0].request.expect  "2**" is not a range: write "2xx"'],
  'extract-bad-jsonpath.json': [
    '11  scenarios[0].flow[0].request.extract.first  is not a JSONPath (RFC 9535): unclosed bracketed selection',
  ],
  'extract-bad-regex.json': [
    '12  scenarios[0].flow[0].request.extract.csrf.regex  is not a regular expression: unterminated group',
  ],
  'extract-no-jsonpath.json': [
    '11  scenarios[0].flow[0].request.extract.token  must begin with $, as a JSONPath does: write "$.token"',
  ],
  'extract-reserved-name.json': [
    '11  scenarios[0].flow[0].request.extract.iteration  means something else in a template: call it otherwise',
  ],
  'extract-two-sources.json': [
    '11  scenarios[0].flow[0].request.extract.id  looks at jsonpath and header: one of them is where from',
  ],
  'fewer-iterations-than-vus.json': ['5  iterations  10 are fewer than the 20 VUs that share them'],
  'flow-without-request.json': ['6  scenarios[0].flow  must hold at least one request: [{"request": {"path": "/"}}]'],
  'group-without-flow.json': ['12  scenarios[0].flow[1].flow  is missing: group needs it'],
  'if-status-contains.json': ['15  scenarios[0].flow[1].if.contains  goes with "variable", not with "status"'],
  'if-with-braces.json': ['17  scenarios[0].flow[1].if.variable  is a name without ${}: "role"'],
  'if-without-then.json': ['12  scenarios[0].flow[1].then  is missing: if needs it'],
  'iterations-without-a-number.json': ['1  iterations  is missing: per-vu-iterations needs it'],
  'k6-graceful-ramp-down.json': ['10  gracefulRampDown  is not read: VUs that leave finish the request they wait for'],
  'key-twice.json.txt': ['4:3  the key "target" is given twice'],
  'method-in-lower-case.json': ['10  scenarios[0].flow[0].request.method  "post": did you mean "POST"?'],
  'misspelt-executor.json': ['3  executor  unknown executor "ramping-vu"; did you mean "ramping-vus"?'],
  'misspelt-key.json': ['3  stagess  unknown key; did you mean "stages"?'],
  'name-with-a-template.json': [
    '9  scenarios[0].flow[0].request.name  is one name for all requests of this kind: no ${…} is filled in',
  ],
  'no-scenarios.json': [
    '1  scenarios  is missing: a profile needs it',
    '3  requests  unknown key: write them inside "scenarios": [{"flow": [{"request": {…}}]}]',
  ],
  'no-target.json': ['1  target  is missing: a profile needs it'],
  'oauth2-without-secret.json': [
    '4  auth.oauth2.clientId  is missing: oauth2 needs it',
    '6  auth.oauth2.client_id  unknown key: write "clientId"',
  ],
  'parallel-empty.json': ['8  scenarios[0].flow[0].parallel  must hold 2 to 16 requests, not 0'],
  'parallel-with-think.json': [
    '15  scenarios[0].flow[0].parallel[1].think  is no request: only requests are sent at once',
  ],
  'path-with-server.json': [
    '9  scenarios[0].flow[0].request.path  must start with "/": the server belongs into "target"',
  ],
  'path-without-slash.json': ['9  scenarios[0].flow[0].request.path  must start with "/": "/api/items"'],
  'proxy-with-own-transport.json': ['4  transport  http1 cannot use a proxy: write "auto", and undici carries the run'],
  'proxy-without-scheme.json': ['3  proxy  has no scheme: write "http://127.0.0.1:3128"'],
  'redirects-too-many.json': ['3  redirects  must be a whole number from 0 to 50, not 1000'],
  'repeat-0.json': ['8  scenarios[0].flow[0].repeat  must be a whole number from 1 to 10000, not 0'],
  'repeat-backwards.json': ['8  scenarios[0].flow[0].repeat  begins above its end: write "2-5"'],
  'scenario-twice.json': ['15  scenarios[1].name  "a" is the name of another scenario'],
  'setup-parallel.json': [
    '5  setup[0].parallel  is for the flows of scenarios: setup sends one request after the other',
  ],
  'several-at-once.json': [
    '3  vus  must be a whole number from 0 to 100000, not -1',
    '5  thresholds.http_req_failed[0]  "1%" is not a number: the bound of http_req_failed is a share from 0 to 1, without a unit',
    '14  scenarios[0].flow[0].request.methd  unknown key; did you mean "method"?',
    '18  scenarios[0].flow[1].think  needs a unit, in quotes: "500ms", "500s", "500m" or "500h"',
  ],
  'single-quotes.json.txt': ["2:3  expected a key in double quotes, found '"],
  'sleep.json': ['13  scenarios[0].flow[1].sleep  unknown key: write "think"'],
  'tag-of-ours.json': ["11  scenarios[0].flow[0].request.tags.name  is a tag of perftui's own: call yours otherwise"],
  'target-with-a-variable.json': ['2  target  ${host} is not filled in here: only ${env:NAME} is'],
  'target-with-query.json': ['2  target  must not hold a query: write it into the "path" of each request'],
  'target-without-scheme.json': ['2  target  has no scheme: write "http://localhost:8080"'],
  'template-env.json': ['9  scenarios[0].flow[0].request.path  ${env.ID} is not known: write ${env:ID}'],
  'template-k6.json': ['9  scenarios[0].flow[0].request.path  ${__VU} is not known: write ${vu.id}'],
  'template-misspelt.json': [
    '21  scenarios[0].flow[1].request.headers.authorization  nothing fills ${tokne}; did you mean ${token}?',
  ],
  'template-random.json': [
    '9  scenarios[0].flow[0].request.path  ${random(9)} is not a random number: write ${random(1,9)}, two whole numbers',
  ],
  'template-too-early.json': [
    '11  scenarios[0].flow[0].request.headers.authorization  ${token} is filled only by scenarios[0].flow[1], not before it is used here',
  ],
  'template-unknown.json': [
    '9  scenarios[0].flow[0].request.path  ${vu.name} is not known: known are ${name}, ${data.column}, ${vu.id}, ${iteration}, ${uuid}, ${random(1,9)}, ${env:NAME}',
  ],
  'template-without-end.json': [
    '10  scenarios[0].flow[0].request.body  "${user" has no closing }: write $${ for the letters ${',
  ],
  'think-normal-without-deviation.json': [
    '13  scenarios[0].flow[1].think.deviation  is missing: write {"normal": "2s", "deviation": "500ms"}',
  ],
  'think-without-unit.json': ['13  scenarios[0].flow[1].think  both ends need a unit: "1s-3s"'],
  'threshold-by-status.json': [
    '4  thresholds["http_req_duration{status:200}"][0]  {status:…} is not kept apart: write http_req_failed, or a check of the status',
  ],
  'threshold-no-list.json': ['4  thresholds.http_req_failed  must be a list: ["rate<0.01"]'],
  'threshold-no-such-pair.json': [
    '28  thresholds["http_reqs{scenario:b,name:login}"][0]  no request has all of scenario:b, name:login',
  ],
  'threshold-per-cent.json': ['4  thresholds.checks[0]  checks is a share from 0 to 1: write 0.99 for 99%, not 99'],
  'threshold-unknown-check.json': [
    '4  thresholds["checks{check:status is 201}"][0]  no check has the name "status is 201"; did you mean "status is 200"?',
  ],
  'threshold-unknown-metric.json': [
    '4  thresholds.http_req_durations  unknown metric "http_req_durations"; did you mean "http_req_duration"?',
  ],
  'threshold-unknown-name.json': [
    '4  thresholds["http_req_duration{name:logn}"][0]  no request has the name "logn"; did you mean "login"?',
  ],
  'threshold-unknown-tag.json': [
    '4  thresholds["http_req_duration{teir:gold}"][0]  no request has a tag "teir"; did you mean "tier"?',
  ],
  'threshold-with-unit.json': [
    '4  thresholds.http_req_duration[0]  "250ms" is not a number: the bound of http_req_duration is milliseconds, without a unit',
  ],
  'threshold-without-checks.json': ['16  thresholds.checks[0]  no request has a check: write "checks" on one'],
  'tls-verify.json': ['4  tls.verify  unknown key: write "insecure": true to verify nothing'],
  'token-without-oauth2.json': [
    '11  scenarios[0].flow[0].request.headers.authorization  ${auth.token} is the token of "auth": {"oauth2": …}, which the profile has not',
  ],
  'too-many-series.json': [
    '3  scenarios  hold 210 requests that differ by name, scenario, group, method or tags: at most 200 are counted apart; give those of one kind one "name"',
  ],
  'two-in-one-step.json': [
    '7  scenarios[0].flow[0]  holds a request and a think time: make them two steps, one after the other',
  ],
  'two-kinds-of-auth.json': ['3  auth  is bearer and basic: one of them'],
  'unit-without-quotes.json.txt': [
    '3:17  unexpected s after a number: values with a unit are written in double quotes',
  ],
  'vus-in-quotes.json': ['3  vus  must be a whole number from 0 to 100000, without quotes: 50'],
  'weight-below-0.json': ['6  scenarios[0].weight  must be a number from 0 to 1000000, not -1'],
  'weights-all-0.json': ['3  scenarios  all have the weight 0: at least one must be above it'],
};

function linesOf(name: string): string[] {
  const parsed = parseProfile(readFileSync(new URL(name, folder), 'utf8'), name);
  const problems = 'problems' in parsed ? parsed.problems : [];
  return problems.map((problem) => problemLine('', problem).replace(/^:/, ''));
}

describe('a mistake in a profile', () => {
  test.each(readdirSync(folder))('%s is told with line, place and remedy', (name) => {
    expect(linesOf(name)).toEqual(expected[name]);
  });

  test('has a fixture of its own, at least 45 of them', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(expected).sort());
    expect(readdirSync(folder).length).toBeGreaterThanOrEqual(45);
  });
});
