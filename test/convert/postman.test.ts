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
    expect(requests[1]!.path).toBe('/api/items/:id?t=${token}');
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
