import {execFile} from 'node:child_process';
import {cpus} from 'node:os';
import {promisify} from 'node:util';
import {certificateFile, hasTool} from './nginx.ts';
import {median} from './run-tools.ts';

const run = promisify(execFile);

/** A load generator of which the CPU time per request is measured. */
export interface Tool {
  readonly name: string;
  /** The program it needs on the PATH; null: comes with this repository. */
  readonly needs: string | null;
  /** One of them every ratio is to. */
  readonly reference?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  command(url: string, seconds: number): readonly string[];
  /** Requests it made, from what it printed (or from a file it wrote). */
  requests(output: string): number;
}

export interface Comparison {
  readonly title: string;
  readonly url: string;
  readonly tools: readonly Tool[];
}

export interface CompareOptions {
  readonly rounds: number;
  readonly shortSeconds: number;
  readonly longSeconds: number;
  /** Where the tools run. */
  readonly folder: string;
}

interface Measured {
  readonly cpuSeconds: number;
  readonly requests: number;
}

interface Row {
  readonly tool: Tool;
  readonly steadyUs: number;
  readonly wholeUs: number;
  readonly perSecond: number;
}

/** The machine and what is done, in two lines. */
export function printConditions({rounds, longSeconds}: CompareOptions): void {
  const [cpu] = cpus();
  console.log(
    `${cpu?.model.trim()}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
  );
  console.log(`${rounds} interleaved rounds of ${longSeconds} s, medians`);
}

/** Prints the table of one comparison; returns the programs that are not installed, whose tools were left out. */
export async function compareTools({title, url, tools}: Comparison, options: CompareOptions): Promise<string[]> {
  const missing = tools.flatMap(({needs}) => (needs !== null && !hasTool(needs) ? [needs] : []));
  const present = tools.filter(({needs}) => needs === null || !missing.includes(needs));
  const results = new Map(present.map((tool) => [tool, {short: [] as Measured[], long: [] as Measured[]}]));
  for (let round = 0; round < options.rounds; round++) {
    for (const tool of present) {
      results.get(tool)!.short.push(await measure(tool, url, options.shortSeconds, options.folder));
      results.get(tool)!.long.push(await measure(tool, url, options.longSeconds, options.folder));
    }
  }
  const rows = present.map((tool) => rowOf(tool, results.get(tool)!, options.longSeconds));
  const base = rows.find(({tool}) => tool.reference)?.steadyUs ?? Number.NaN;
  console.log(
    `\n| ${title} | steady µs CPU/request | ratio | whole process | requests/s |\n| --- | --- | --- | --- | --- |`,
  );
  for (const {tool, steadyUs, wholeUs, perSecond} of rows) {
    const ratio = (steadyUs / base).toFixed(2);
    console.log(
      `| ${tool.name} | ${steadyUs.toFixed(1)} | ${ratio} | ${wholeUs.toFixed(1)} | ${perSecond.toFixed(0)} |`,
    );
  }
  return missing;
}

function rowOf(
  tool: Tool,
  {short, long}: {readonly short: readonly Measured[]; readonly long: readonly Measured[]},
  longSeconds: number,
): Row {
  const steady = long.map((one, index) => {
    const before = short[index]!;
    return ((one.cpuSeconds - before.cpuSeconds) / (one.requests - before.requests)) * 1e6;
  });
  return {
    tool,
    steadyUs: median(steady),
    wholeUs: median(long.map((one) => (one.cpuSeconds / one.requests) * 1e6)),
    perSecond: median(long.map((one) => one.requests / longSeconds)),
  };
}

/** User and system seconds of a command under bash's `time`, and the requests it made. */
async function measure(tool: Tool, url: string, duration: number, folder: string): Promise<Measured> {
  const script = 'TIMEFORMAT="cpu %U %S"; time "$@"';
  const {stdout, stderr} = await run('bash', ['-c', script, 'bash', ...tool.command(url, duration)], {
    cwd: folder,
    maxBuffer: 1 << 28,
    env: {...process.env, NODE_EXTRA_CA_CERTS: certificateFile, ...tool.env},
  });
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr)!;
  return {cpuSeconds: Number(user) + Number(system), requests: tool.requests(stdout)};
}
