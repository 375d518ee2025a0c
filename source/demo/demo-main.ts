/**
 * The demo target's own process: `demo-main <variant> <seed> [port]`. Forked by perftui it reports its port over IPC
 * and ends with its parent; started by hand it prints its origin and ends on a signal.
 */
import {realTimeScheduler} from './real-time-scheduler.ts';
import {TargetServer} from './target-server.ts';
import {findVariant} from './variants.ts';

const [variantName = 'demo', seed = '1', port = '0'] = process.argv.slice(2);

const server = new TargetServer(findVariant(variantName), Number(seed), realTimeScheduler);
// Before anything is awaited: the parent may be gone by the time the port is bound.
process.once('disconnect', () => process.exit(0));
const boundPort = await server.listen(Number(port));

if (process.send === undefined) {
  process.stdout.write(`http://127.0.0.1:${boundPort}\n`);
} else {
  // ^C in a terminal reaches the whole process group. perftui drains its requests then, so the target must outlast it.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  process.send({kind: 'listening', port: boundPort});
}
