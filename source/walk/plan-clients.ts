import type {OAuth2Credentials, RunPlan} from '../domain/run-plan.ts';
import {createOAuth2Client, type OAuth2Client} from './oauth2-client.ts';
import {createWalkClient, type WalkClient} from './walk-client.ts';

/** For single requests to the plan's target, made as its load is. */
export function createTargetClient(plan: RunPlan): WalkClient {
  const {target, tls, proxy, timeoutMs, captureBytes, transport} = plan;
  const {origin, socketPath} = target;
  const http2 = transport.choice === 'http2';
  return createWalkClient({origin, socketPath, tls, proxy, timeoutMs, captureBytes, http2});
}

/** The most of a token server's answer that is read. */
const tokenBytes = 256 * 1024;

/** For the token server, by the run's own TLS settings and proxy. `close` frees its connection. */
export function createTokenClient(
  credentials: OAuth2Credentials,
  {tls, proxy, timeoutMs}: Pick<RunPlan, 'tls' | 'proxy' | 'timeoutMs'>,
  userAgent: string,
): OAuth2Client & Pick<WalkClient, 'close'> {
  const {origin} = new URL(credentials.tokenUrl);
  const options = {origin, socketPath: null, tls, proxy, timeoutMs, captureBytes: tokenBytes, http2: false};
  const client = createWalkClient(options);
  return {...createOAuth2Client(credentials, client, userAgent), close: async () => client.close()};
}
