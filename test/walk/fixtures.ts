import {once} from 'node:events';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {PreparedRun} from '../../source/domain/run-plan.ts';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';
import {prepareRun} from '../../source/files/prepare-run.ts';
import {VuContext} from '../../source/iteration/vu-context.ts';
import {createTargetClient} from '../../source/walk/plan-clients.ts';
import type {Exchange, WalkEvent, WalkResult} from '../../source/walk/walk-event.ts';
import {walkFlow, type WalkOptions} from '../../source/walk/walk-flow.ts';

export interface Seen {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (seen: Seen, response: ServerResponse) => void;

/** Answers by `answer` and remembers what it was asked. */
export async function testServer(answer: Answer) {
  const seen: Seen[] = [];
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const one = {
        line: `${message.method} ${message.url}`,
        headers: message.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(one);
      answer(one, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    lines: () => seen.map(({line}) => line),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(value));
}

/** A profile as a person writes it, ready to run. */
export function preparedOf(target: string, document: Record<string, unknown>, env = {}): PreparedRun {
  const scenarios = [{name: 'main', flow: [{request: {path: '/'}}]}];
  const parsed = parseProfileDocument({name: 'test', target, scenarios, ...document}, 'test.json');
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return prepareRun(parsed.profile, {env});
}

export interface Walked extends WalkResult {
  readonly events: readonly WalkEvent[];
  readonly exchanges: readonly (Exchange & {readonly depth: number})[];
  readonly context: VuContext;
}

/** Walks the first scenario of the profile. */
export async function walked(prepared: PreparedRun, changes: Partial<WalkOptions> = {}): Promise<Walked> {
  const {plan} = prepared;
  const {variables, data, cookies, seed} = plan;
  const context = new VuContext({variables: variables.length, sources: data.length, cookies}, 0, seed);
  context.beginIteration();
  const events: WalkEvent[] = [];
  const client = createTargetClient(plan);
  try {
    const emit = (event: WalkEvent): void => void events.push(event);
    const result = await walkFlow(plan.scenarios[0]!.steps, {plan, client, context, thinks: false, emit, ...changes});
    const exchanges = events.filter((event) => event.kind === 'exchange');
    return {...result, events, exchanges, context};
  } finally {
    await client.close();
  }
}
