import {spawn, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {once} from 'node:events';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {freePort} from '../free-port.ts';

/** A throw-away nginx on free loopback ports, serving `/small` (600 B), `/medium` (16 KB) and `/large` (256 KB). */
export interface Nginx {
  readonly origin: string;
  /** The same over TLS, HTTP/1.1 or HTTP/2 as the client wishes. Its certificate is `certificateFile`. */
  readonly secureOrigin: string;
  stop(): Promise<void>;
}

export function hasTool(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

/** Ends the process with one line naming the Debian packages when one of the tools is missing. */
export function requireTools(...names: string[]): void {
  const missing = names.filter((name) => !hasTool(name));
  if (missing.length === 0) return;
  console.error(`missing: ${missing.join(', ')}; install the Debian packages of these names`);
  process.exit(1);
}

const fixture = (name: string): string => fileURLToPath(new URL(`../engine/fixtures/${name}`, import.meta.url));
export const certificateFile = fixture('self-signed.pem');

export async function startNginx(): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'perftui-nginx-'));
  const port = await freePort();
  const securePort = await freePort();
  mkdirSync(join(folder, 'html'));
  writeFileSync(join(folder, 'html/small'), 'x'.repeat(600));
  writeFileSync(join(folder, 'html/medium'), 'x'.repeat(16 * 1024));
  writeFileSync(join(folder, 'html/large'), 'x'.repeat(256 * 1024));
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, securePort));
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], {
    stdio: 'ignore',
  });
  await waitForPort(port);
  return {
    origin: `http://127.0.0.1:${port}`,
    secureOrigin: `https://localhost:${securePort}`,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

function configuration(folder: string, port: number, securePort: number): string {
  return `worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
worker_rlimit_nofile 19000;
events { worker_connections 18000; }
http {
  access_log off;
  keepalive_requests 100000000;
  keepalive_timeout 300s;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server {
    listen 127.0.0.1:${port} backlog=4096;
    root ${folder}/html;
    location = /login { default_type application/json; return 200 '${JSON.stringify(shopAnswers.login)}'; }
    location = /items { default_type application/json; return 200 '${JSON.stringify(shopAnswers.items)}'; }
    location = /orders { default_type application/json; return 201 '${JSON.stringify(shopAnswers.created)}'; }
    location = /orders/${shopAnswers.created.id} { default_type application/json; return 200 '${JSON.stringify(shopAnswers.order)}'; }
  }
  server {
    listen 127.0.0.1:${securePort} ssl http2;
    ssl_certificate ${certificateFile};
    ssl_certificate_key ${fixture('self-signed.key')};
    ssl_session_cache shared:s:10m;
    http2_max_concurrent_streams 512;
    root ${folder}/html;
  }
}
`;
}

/** What `/login`, `/items`, `/orders` and the order made answer, in JSON. */
export const shopAnswers = {
  login: {token: 'c2Vzc2lvbi10b2tlbi1mb3ItYmVuY2g', user: {id: 42, name: 'user'}},
  items: {items: Array.from({length: 10}, (_, index) => ({id: index + 1, name: `item ${index + 1}`, price: 9.5}))},
  created: {id: 4711, status: 'created'},
  order: {id: 4711, status: 'paid'},
} as const;

async function waitForPort(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await sleep(50);
    } finally {
      socket.destroy();
    }
  }
  throw new Error('nginx did not come up');
}
