import type {TargetSample} from '../domain/host.ts';
import {parseExposition} from './parse-exposition.ts';
import {mostMemoryBytes} from './target-reading.ts';

/** What client libraries of Prometheus (Go's, Python's, Java's, prom-client for Node) call a process's memory. */
export const processMemory = 'process_resident_memory_bytes';

/**
 * An application's own page: what memory its process holds. Of its machine, whose figures a sample has otherwise, it does
 * not tell. Processes that answer together, each with labels of its own, are added up.
 * @returns null: it does not tell that either
 */
export function readProcess(text: string, atMs: number): TargetSample | null {
  const known = parseExposition(text, (name) => name === processMemory).filter(
    ({value}) => value > 0 && value <= mostMemoryBytes,
  );
  if (known.length === 0) return null;
  return {
    atMs,
    cpu: null,
    cores: null,
    memoryUsedBytes: known.reduce((sum, {value}) => sum + value, 0),
    memoryTotalBytes: null,
    netRxBytesPerSecond: null,
    netTxBytesPerSecond: null,
    load1: null,
  };
}
