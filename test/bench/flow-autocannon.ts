/** The flow of flow-cost.ts in autocannon, which is taken from the PATH: `node flow-autocannon.ts ORIGIN USERS SECONDS`. */
import {execFileSync} from 'node:child_process';
import {realpathSync} from 'node:fs';
import {createRequire} from 'node:module';

interface FlowContext {
  token: string;
  order: number;
}

interface FlowRequest {
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

const [origin = '', users = '', seconds = ''] = process.argv.slice(2);
const program = realpathSync(execFileSync('sh', ['-c', 'command -v autocannon'], {encoding: 'utf8'}).trim());
const autocannon = createRequire(program)('autocannon') as (options: unknown) => Promise<{requests: {total: number}}>;

const headers = {'content-type': 'application/json'};
let failed = 0;
const check = (holds: boolean): void => {
  if (!holds) failed++;
};
const withToken = (request: FlowRequest, context: FlowContext): FlowRequest => ({
  ...request,
  headers: {...request.headers, authorization: `Bearer ${context.token}`},
});

const {requests} = await autocannon({
  url: origin,
  connections: Number(users),
  duration: Number(seconds),
  requests: [
    {
      method: 'POST',
      path: '/login',
      headers,
      body: '{"user":"user-1","password":"secret"}',
      onResponse(status: number, body: string, context: FlowContext) {
        check(status === 200);
        context.token = (JSON.parse(body) as {token: string}).token;
      },
    },
    {
      method: 'GET',
      path: '/items',
      setupRequest: withToken,
      onResponse(_: number, body: string) {
        check((JSON.parse(body) as {items: {id: number}[]}).items[0]?.id === 1);
      },
    },
    {
      method: 'POST',
      path: '/orders',
      headers,
      setupRequest: (request: FlowRequest, context: FlowContext) => ({
        ...withToken(request, context),
        body: `{"item":"${1 + Math.floor(Math.random() * 10)}"}`,
      }),
      onResponse(status: number, body: string, context: FlowContext) {
        check(status === 201);
        context.order = (JSON.parse(body) as {id: number}).id;
      },
    },
    {
      method: 'GET',
      setupRequest: (request: FlowRequest, context: FlowContext) => ({
        ...withToken(request, context),
        path: `/orders/${context.order}`,
      }),
      onResponse(_: number, body: string) {
        check(body.includes('paid'));
      },
    },
  ],
});
if (failed > 0) throw new Error(`${failed} checks failed`);
console.log(`${requests.total} requests`);
