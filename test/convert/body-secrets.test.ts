import {describe, expect, test} from 'vitest';
import {cpuMs} from '../cpu-ms.ts';
import {imported} from './parsed.ts';

const head = "import http from 'k6/http';\n";

describe('a secret in a body that stays a text is taken out too', () => {
  test.each([
    ['k6', `${head}export default () => { http.post('http://h/', '{"user":"u","password":"hunter22"}'); };`],
    ['k6', `${head}export default () => { http.post('http://h/', \`{"n": \${__VU}, "password" : "hunter22"}\`); };`],
    [
      'k6',
      `${head}export default () => { http.post('http://h/', JSON.stringify({v: __VU, a: {password: 'hunter22'}})); };`,
    ],
    ['curl', `curl http://h/ --json '{"id":12345678901234567890,"password":"hunter22"}'`],
    [
      'postman',
      JSON.stringify({
        item: [
          {
            name: 'a',
            request: {
              method: 'POST',
              url: 'http://h/',
              body: {mode: 'raw', raw: '{"n": {{n}}, "password": "hunter22"}'},
            },
          },
        ],
      }),
    ],
    [
      'har',
      JSON.stringify({
        log: {
          entries: [
            {
              request: {
                method: 'POST',
                url: 'http://h/',
                postData: {mimeType: 'application/json', text: '{"n":1e3,"password":"hunter22"}'},
              },
            },
          ],
        },
      }),
    ],
  ] as const)('%s: %s', async (kind, text) => {
    const {requests, document, secrets} = await imported(kind, text);
    expect(JSON.stringify(document)).not.toContain('hunter22');
    expect(requests[0]!.body).toMatch(/"password" ?: ?"\$\{env:PASSWORD\}"/);
    expect(secrets).toEqual([{where: 'body field password', variable: 'PASSWORD'}]);
  });

  test('of a form', async () => {
    const {requests} = await imported(
      'k6',
      `${head}export default () => {
        const headers = {'Content-Type': 'application/x-www-form-urlencoded'};
        http.post('http://h/', \`vu=\${__VU}&password=hunter%2022\`, {headers});
      };`,
    );
    expect(requests[0]!.body).toBe('vu=${vu.id}&password=${env:PASSWORD}');
  });

  test('what a variable fills in stays', async () => {
    const {requests} = await imported(
      'k6',
      `${head}export default () => {
        const token = http.get('http://h/').json('token');
        http.post('http://h/', \`{"token":"\${token}","password":"","note":"password"}\`);
      };`,
    );
    expect(requests[1]!.body).toBe('{"token":"${token}","password":"","note":"password"}');
  });

  test('in time that grows with the text only, whatever its quotes', async () => {
    const raw = `{"a": {{n}}, ["${'\\"'.repeat(50_000)}`;
    const item = [{name: 'a', request: {method: 'POST', url: 'http://h/', body: {mode: 'raw', raw}}}];
    const startMs = cpuMs();
    const {requests} = await imported('postman', JSON.stringify({item}));
    expect(requests[0]!.body).toContain('\\"\\"');
    expect(cpuMs() - startMs).toBeLessThan(1500);
  });
});
