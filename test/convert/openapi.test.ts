import {describe, expect, test} from 'vitest';
import {imported} from './parsed.ts';

const three = `
openapi: 3.1.0
info: {title: Shop, version: "1"}
servers: [{url: "https://{region}.shop.example/v1", variables: {region: {default: eu}}}]
security: [{bearerAuth: []}]
paths:
  /items/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, example: 7}}]
    get:
      operationId: getItem
      tags: [items]
      parameters:
        - {name: lang, in: query, required: true, schema: {type: string, enum: [de, en]}}
        - {name: page, in: query, schema: {type: integer}}
        - {name: x-trace, in: header, required: true, example: "a b", schema: {type: string}}
      responses: {"200": {description: ok}}
    put:
      operationId: putItem
      tags: [items]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}
      responses: {"200": {description: ok}}
  /login:
    post:
      tags: [auth]
      security: []
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, required: [user], properties: {user: {type: string, example: "ann b"}}}
      responses: {"200": {description: ok}}
  /upload:
    post:
      requestBody: {content: {multipart/form-data: {schema: {type: object}}}}
      responses: {"200": {description: ok}}
  /far: {$ref: "http://127.0.0.1:9/other.yaml#/x"}
components:
  securitySchemes: {bearerAuth: {type: http, scheme: bearer}}
  schemas:
    Item:
      type: object
      required: [name, id]
      properties:
        id: {type: string, format: uuid}
        name: {type: string, minLength: 6}
        price: {type: number, minimum: 3}
        parent: {$ref: "#/components/schemas/Item"}
        literal: {type: string, example: "\${not}"}
`;

describe('an OpenAPI document', () => {
  test('becomes one request per operation and one scenario per tag', async () => {
    const {profile, left} = await imported('openapi', three);
    expect(profile.target).toBe('https://eu.shop.example/v1');
    expect(profile.auth).toEqual({kind: 'bearer', token: '${env:TOKEN}'});
    expect(profile.scenarios.map(({name, flow}) => [name, flow.length])).toEqual([
      ['items', 2],
      ['auth', 1],
      ['default', 1],
    ]);
    for (const words of [
      'GET /items/{id}: optional query parameter page',
      'POST /upload: the body',
      'path /far: it refers to another document',
    ])
      expect(left).toContain(words);
  });

  test.each([
    [{type: 'http', scheme: 'bearer'}, ['TOKEN']],
    [{type: 'http', scheme: 'basic'}, ['USERNAME', 'PASSWORD']],
    [{type: 'apiKey', in: 'header', name: 'X-Api-Key'}, ['X_API_KEY']],
    [
      {type: 'oauth2', flows: {clientCredentials: {tokenUrl: 'https://h/token', scopes: {}}}},
      ['CLIENT_ID', 'CLIENT_SECRET'],
    ],
  ])('names the variables %j needs once for all operations', async (scheme, variables) => {
    const operation = {responses: {200: {description: ''}}};
    const {secrets} = await imported(
      'openapi',
      JSON.stringify({
        openapi: '3.0.3',
        info: {title: 'x', version: '1'},
        servers: [{url: 'http://h'}],
        components: {securitySchemes: {mine: scheme}},
        security: [{mine: []}],
        paths: {'/a': {get: operation, post: operation}, '/b': {get: operation}},
      }),
    );
    expect(secrets).toEqual(variables.map((variable) => ({where: 'security mine', variable})));
  });

  test('fills parameters and bodies from examples, defaults, enums and types', async () => {
    const {requests} = await imported('openapi', three);
    const [get, put, login] = requests;
    expect(get).toMatchObject({name: 'getItem', path: '/items/7?lang=de', headers: {'x-trace': 'a b'}, auth: true});
    expect(JSON.parse(put!.body!)).toMatchObject({id: '${uuid}', name: 'textxx', price: 3, literal: '$${not}'});
    expect(login).toMatchObject({name: 'POST /login', auth: false, body: 'user=ann%20b'});
    expect(login!.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('of version 2.0 is read too: host, base path, body and form parameters, keys', async () => {
    const {profile, requests} = await imported(
      'openapi',
      JSON.stringify({
        swagger: '2.0',
        info: {title: 'x', version: '1'},
        host: 'api.example:8443',
        basePath: '/v2',
        schemes: ['https'],
        securityDefinitions: {key: {type: 'apiKey', in: 'header', name: 'X-Api-Key'}},
        security: [{key: []}],
        paths: {
          '/a': {
            post: {
              operationId: 'a',
              parameters: [{in: 'body', name: 'b', schema: {type: 'object', properties: {n: {type: 'integer'}}}}],
              responses: {200: {description: ''}},
            },
          },
          '/b': {
            post: {
              operationId: 'b',
              parameters: [{in: 'formData', name: 'f', type: 'string', required: true, default: 'x y'}],
              responses: {200: {description: ''}},
            },
          },
        },
      }),
    );
    expect(profile.target).toBe('https://api.example:8443/v2');
    expect(profile.headers).toEqual({'x-api-key': '${env:X_API_KEY}'});
    expect(requests.map(({body}) => body)).toEqual(['{"n":1}', 'f=x%20y']);
  });

  test('without a whole server URL takes it from the environment', async () => {
    const {profile, left} = await imported('openapi', three.replace('https://{region}.shop.example/v1', '/v1'));
    expect(profile.target).toBe('${env:TARGET}');
    expect(left).toContain('set the variable TARGET');
  });

  test('takes OAuth2 client credentials over', async () => {
    const flows =
      '{type: oauth2, flows: {clientCredentials: {tokenUrl: "https://id.example/token", scopes: {read: r}}}}';
    const {profile} = await imported('openapi', three.replace('{type: http, scheme: bearer}', flows));
    expect(profile.auth).toMatchObject({
      kind: 'oauth2',
      tokenUrl: 'https://id.example/token',
      clientId: '${env:CLIENT_ID}',
      scope: 'read',
    });
  });

  test.each(['', 'a: [', '42', 'openapi: 9', '{"swagger":"2.0","info":{"title":"x","version":"1"},"paths":{}}'])(
    '%j is refused in one line',
    async (text) => {
      await expect(imported('openapi', text)).rejects.toMatchObject({name: 'PerftuiError', exitCode: 104});
    },
  );
});
