#!/usr/bin/env node
/** Says in one line that this Node is too old, before anything that needs a newer one is loaded. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`perftui needs Node 22.19 or newer and this is ${process.version}; install a newer Node\n`);
  process.exitCode = 104;
} else {
  // React's development build costs twice the CPU; this must stand before it is imported.
  process.env['NODE_ENV'] ??= 'production';
  const {main} = await import('./cli.ts');
  process.exitCode = await main(process.argv.slice(2));
}
