import {defaultTransportSettings} from '../../source/domain/transport-choice.ts';
import {Http1Transport} from '../../source/engine/transports/http1/http1-transport.ts';
import {fakeDialer} from './fake-dialer.ts';
import {anyTarget, oneTurn, type Peer, type Side} from './side.ts';
import {noTls} from '../engine/transports/no-tls.ts';

/** The http1 transport, in this process: its dialer replaced, everything above it as it runs. */
export function http1Side(): Side {
  const peers: Peer[] = [];
  const options = {
    target: anyTarget,
    settings: defaultTransportSettings,
    nowMs: () => performance.now(),
    poll: {readyMs: (nowMs: number) => nowMs},
    onConnectionOpened: () => {},
    tls: noTls,
    proxy: null,
  };
  return {transport: new Http1Transport(options, {}, fakeDialer(peers)), peers, settle: oneTurn};
}
