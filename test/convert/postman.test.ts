import {describe, expect, test} from 'vitest';
import {imported} from './parsed.ts';

const collection = {
  info: {name: 'Shop', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'},
  variable: [
    {key: 'baseUrl', value: 'https://shop.example/api'},
    {key: 'apiKey', value: 'K3Y'},
  ],
  auth: {type: 'bearer', bearer: [{key: 'token', value: '{{token}}'}]},
  item: [
    {
      name: 'Auth',
      item: [
        {
          name: 'Login',
          request: {
            method: 'POST',
            auth: {type: 'noauth'},
            url: {
              raw: '{{baseUrl}}/login?lang=de&off=1',
              query: [
                {key: 'lang', value: 'de'},
                {key: 'off', value: '1', disabled: true},
              ],
            },
            header: [
              {key: 'X-Key', value: '{{apiKey}}'},
              {key: 'gone', value: 'x', disabled: true},
            ],
            body: {
              mode: 'raw',
              raw: '{"user": "{{user}}", "password": "hunter22", "id": "{{$guid}}"}',
              options: {raw: {language: 'json'}},
            },
          },
          event: [
            {
              listen: 'test',
              script: {
                exec: [
                  'var jsonData = pm.response.json();',
                  'pm.environment.set("token", jsonData.data[0].token);',
                  'pm.collectionVariables.set("next", pm.response.headers.get("Location"));',
                  'pm.test("is ok", function () { pm.response.to.have.status(200); pm.expect(jsonData.ok).to.eql(true); });',
                  'pm.test("fast", () => pm.expect(pm.response.responseTime).to.be.below(300));',
                  'tests["has it"] = responseBody.has("shop");',
                  'if (x) { postman.setNextRequest("y"); }',
                ],
              },
            },
            {listen: 'prerequest', script: {exec: ['var x = 1;']}},
          ],
        },
      ],
    },
    {name: 'Item', request: {method: 'GET', url: '{{baseUrl}}/items/:id?t={{token}}'}},
    {
      name: 'Form',
      request: {
        method: 'POST',
        url: {raw: '{{baseUrl}}/f/:id', variable: [{key: 'id', value: '9'}]},
        body: {mode: 'urlencoded', urlencoded: [{key: 'a', value: 'b {{user}}'}]},
      },
    },
    {name: 'File', request: {method: 'POST', url: '{{baseUrl}}/u', body: {mode: 'formdata', formdata: []}}},
  ],
};

describe('a Postman collection', () => {
  test('becomes a flow with its folders as groups; variables are values, templates or environment', async () => {
    const {document, profile, requests} = await imported('postman', JSON.stringify(collection));
    expect(profile.target).toBe('https://shop.example');
    expect(profile.auth).toBeNull();
    expect(requests[1]!.headers).toEqual({authorization: 'Bearer ${token}'});
    expect(profile.scenarios[0]!.flow.map(({kind}) => kind)).toEqual(['group', 'request', 'request', 'request']);
    expect(requests[0]).toMatchObject({name: 'Login', auth: false, path: '/api/login?lang=de'});
    expect(JSON.parse(requests[0]!.body!)).toEqual({user: '${env:USER}', password: '${env:PASSWORD}', id: '${uuid}'});
    expect(requests[1]!.path).toBe('/api/items/1?t=${token}');
    expect(requests[2]).toMatchObject({path: '/api/f/9', body: 'a=b%20${env:USER}'});
    expect(JSON.stringify(document)).not.toMatch(/hunter22|K3Y"/);
  });

  test('carries plain scripts into extraction and checks, and lists the rest', async () => {
    const {requests, left} = await imported('postman', JSON.stringify(collection));
    expect(requests[0]!.extract.map(({variable, from}) => [variable, from])).toEqual([
      ['token', {kind: 'jsonpath', path: '$.data[0].token'}],
      ['next', {kind: 'header', name: 'location'}],
    ]);
    expect(requests[0]!.checks.map(({name}) => name)).toEqual(['is ok', 'is ok (2)', 'fast', 'has it']);
    for (const words of [
      'prerequest script of Login',
      'line 7: if (x)',
      'the formdata body of File',
      'variable {{user}}',
    ])
      expect(left).toContain(words);
  });

  test('takes a variable that is used before a script has set it from the environment, and says so', async () => {
    const login = {
      name: 'Login',
      request: {method: 'POST', url: 'http://h/login'},
      event: [{listen: 'test', script: {exec: ["pm.environment.set('token', pm.response.json().token);"]}}],
    };
    const auth = {type: 'bearer', bearer: [{key: 'token', value: '{{token}}'}]};
    const list = {name: 'List', request: {url: 'http://h/list', body: {mode: 'raw', raw: '{"t":"{{token}}"}'}}};
    const {profile, requests, left} = await imported('postman', JSON.stringify({auth, item: [list, login, list]}));
    expect(requests.map(({headers}) => headers['authorization'])).toEqual([
      'Bearer ${env:TOKEN}',
      'Bearer ${env:TOKEN}',
      'Bearer ${token}',
    ]);
    expect(requests.map(({body}) => body)).toEqual(['{"t":"${env:TOKEN}"}', null, '{"t":"${token}"}']);
    expect(profile.headers).toEqual({});
    expect(left).toBe(
      'variable token: it is used before a request of the flow has filled it: set TOKEN in the environment',
    );
  });

  test('sends 1 for a variable of the path that has no value, and says so', async () => {
    const {requests, left} = await imported(
      'postman',
      JSON.stringify({
        item: [
          {name: 'Cart', request: {url: '{{baseUrl}}/cart/:id?at=12:30'}},
          {name: 'Item', request: {url: {raw: '{{baseUrl}}/items/:itemId', variable: [{key: 'itemId', value: ''}]}}},
          {name: 'Both', request: {url: {raw: '{{baseUrl}}/a/:b/:c', variable: [{key: 'b', value: 'x y'}]}}},
        ],
      }),
    );
    expect(requests.map(({path}) => path)).toEqual(['/cart/1?at=12:30', '/items/1', '/a/x%20y/1']);
    for (const words of [
      'Cart: path variable :id: it has no value: it is sent as 1',
      'Item: path variable :itemId: it has no value',
      'Both: path variable :c: it has no value',
    ])
      expect(left).toContain(words);
    expect(left).not.toContain(':b');
  });

  test.each([
    '',
    '{}',
    '[]',
    '{"item":[]}',
    '{"item":[{"name":"x"}]}',
    '{"item":[{"name":"x","request":{"url":"ws://h/"}}]}',
  ])('%j is refused in one line', async (text) => {
    await expect(imported('postman', text)).rejects.toMatchObject({name: 'PerftuiError', exitCode: 104});
  });
});
