import {connect} from 'node:net';
import {afterEach, describe, expect, it} from 'vitest';
import {startMetricsServer, type MetricsServer} from '../../source/exporters/metrics-server.ts';

const text = {contentType: 'text/plain; version=0.0.4; charset=utf-8', render: async () => 'perftui_vus 3\n'};
let servers: MetricsServer[] = [];

async function start(source = text, port = 0): Promise<MetricsServer> {
  const server = await startMetricsServer({host: '127.0.0.1', port}, source);
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.map(async (server) => server.close()));
  servers = [];
});

/** What the server answers to these bytes until it closes. */
async function raw(url: string, bytes: string | Buffer): Promise<string> {
  const {hostname, port} = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    socket.on('close', () => resolve(answer));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(answer);
      else reject(error);
    });
  });
}

describe('the metrics server', () => {
  it('serves /metrics to GET alone, and nothing else', async () => {
    const {url} = await start();
    const good = await fetch(`${url}?debug=1`);
    expect([good.status, good.headers.get('content-type'), await good.text()]).toEqual([
      200,
      text.contentType,
      'perftui_vus 3\n',
    ]);
    expect((await fetch(new URL('/', url))).status).toBe(404);
    expect((await fetch(new URL('/metrics/../etc/passwd', url))).status).toBe(404);
    const posted = await fetch(url, {method: 'POST', body: 'x'.repeat(100_000)});
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('goes on after garbage, and after a rendering that fails', async () => {
    let fails = true;
    const {url} = await start({
      ...text,
      render: async () => {
        if (fails) throw new Error('no figures');
        return 'ok\n';
      },
    });
    const noise = ['\0\0\0\0', 'GET\r\n\r\n', `GET /metrics HTTP/1.1\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, ''];
    for (const bytes of noise) expect(await raw(url, bytes)).not.toContain(' 200 ');
    expect((await fetch(url)).status).toBe(500);
    fails = false;
    expect(await (await fetch(url)).text()).toBe('ok\n');
  });

  it('renders a few times for a storm of scrapers, and anew for whoever asks later', async () => {
    let renderings = 0;
    const {url} = await start({...text, render: async () => `perftui_vus ${++renderings}\n`});
    const answers = await Promise.all(Array.from({length: 100}, async () => (await fetch(url)).text()));
    expect(answers.length).toBe(100);
    // Of a busy machine they may come one after the other.
    expect(renderings).toBeLessThan(50);
    let later: string;
    do later = await (await fetch(url)).text();
    while (answers.includes(later));
    expect(later).toBe(`perftui_vus ${renderings}\n`);
  });

  it('a port that is taken is one clear line, exit code 104', async () => {
    const {url} = await start();
    const {port} = new URL(url);
    await expect(start(text, Number(port))).rejects.toMatchObject({
      message: `--prometheus 127.0.0.1:${port}: the port is taken`,
      exitCode: 104,
    });
  });

  it('closes though a scraper keeps its connection', async () => {
    const server = await start();
    await (await fetch(server.url)).text();
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  });
});
