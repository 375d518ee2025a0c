/**
 * A client library at full speed with keep-alive connections, as a process of its own so that its CPU can be told.
 * Usage: node test/bench/client-loop.ts undici|node:http|node:http2 URL CONNECTIONS SECONDS [STREAMS]
 * Prints `N requests`. NODE_EXTRA_CA_CERTS says which certificate to trust.
 */
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import {Client} from 'undici';

const [kind = 'undici', address = '', connections = '50', seconds = '5', streams = '1'] = process.argv.slice(2);
const url = new URL(address);
const endMs = performance.now() + Number(seconds) * 1000;
let requests = 0;

const starts: Readonly<Record<string, () => void>> = {
  undici: startUndici,
  'node:http': startHttp,
  'node:http2': startHttp2,
};
for (let index = 0; index < Number(connections); index++) starts[kind]!();
setTimeout(
  () => {
    console.log(`${requests} requests`);
    process.exit(0);
  },
  Number(seconds) * 1000 + 200,
);

function goesOn(): boolean {
  requests++;
  return performance.now() < endMs;
}

function startUndici(): void {
  const client = new Client(url.origin, {pipelining: 1});
  const send = (): void => {
    client.dispatch(
      {path: url.pathname, method: 'GET'},
      {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData() {},
        onResponseEnd() {
          if (goesOn()) send();
        },
        onResponseError(_controller, error) {
          throw error;
        },
      },
    );
  };
  send();
}

function startHttp(): void {
  const {Agent, request} = url.protocol === 'https:' ? https : http;
  const agent = new Agent({keepAlive: true, maxSockets: 1});
  const send = (): void => {
    request(url, {agent}, (response) => {
      response.resume();
      response.on('end', () => {
        if (goesOn()) send();
      });
    }).end();
  };
  send();
}

function startHttp2(): void {
  const session = http2.connect(url.origin);
  const send = (): void => {
    const stream = session.request({':path': url.pathname});
    stream.resume();
    stream.on('end', () => {
      if (goesOn()) send();
    });
    stream.end();
  };
  for (let index = 0; index < Number(streams); index++) send();
}
