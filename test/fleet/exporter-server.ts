import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

export interface ExporterServer {
  readonly port: number;
  readonly requests: {readonly url: string; readonly authorization: string | undefined}[];
  close(): Promise<void>;
}

/** A server on loopback that answers as it is told. */
export async function startExporter(
  answer: (request: IncomingMessage, response: ServerResponse, index: number) => void,
): Promise<ExporterServer> {
  const requests: ExporterServer['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({url: request.url ?? '', authorization: request.headers.authorization});
    answer(request, response, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A page of node_exporter 1.9 on a machine with two CPUs, after so many of the steps in which a share of them is busy. */
export function nodePage(step: number, share: number): string {
  const busy = (1000 + step * share).toFixed(4);
  const idle = (9000 + step * (1 - share)).toFixed(4);
  const cpus = ['0', '1'].flatMap((cpu) => [
    `node_cpu_seconds_total{cpu="${cpu}",mode="idle"} ${idle}`,
    `node_cpu_seconds_total{cpu="${cpu}",mode="iowait"} 12.5`,
    `node_cpu_seconds_total{cpu="${cpu}",mode="user"} ${busy}`,
  ]);
  return [
    '# HELP node_cpu_seconds_total Seconds the CPUs spent in each mode.',
    '# TYPE node_cpu_seconds_total counter',
    ...cpus,
    '# HELP node_load1 1m load average.',
    '# TYPE node_load1 gauge',
    'node_load1 1.37',
    'node_memory_MemAvailable_bytes 2.5e+09',
    'node_memory_MemTotal_bytes 8e+09',
    `node_network_receive_bytes_total{device="eth0"} ${1e9 + step * 1000}`,
    `node_network_transmit_bytes_total{device="eth0"} ${2e9 + step * 3000}`,
    'node_network_receive_bytes_total{device="lo"} 5e+12',
    '',
  ].join('\n');
}
