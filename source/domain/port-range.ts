/** The ports the system hands out to outgoing connections, both ends included. */
export interface PortRange {
  readonly low: number;
  readonly high: number;
}

/** Linux' own default. */
export const defaultPortRange: PortRange = {low: 32_768, high: 60_999};

/** 127.0.0.2 to 127.0.0.254: 127.0.0.1 is what everybody else uses. */
const loopbackSourceCount = 253;

/** Share of the range to count on: others take ports too, and closed connections keep theirs for a minute. */
const usableShare = 0.7;

/** The two numbers of `/proc/sys/net/ipv4/ip_local_port_range`; null when the text holds anything else. */
export function parsePortRange(text: string): PortRange | null {
  const match = /^\s*(\d{1,5})\s+(\d{1,5})\s*$/.exec(text);
  if (match === null) return null;
  const low = Number(match[1]);
  const high = Number(match[2]);
  return low >= 1 && low <= high && high <= 65_535 ? {low, high} : null;
}

/** Connections that one source address can safely hold to one target address and port. */
export function portsPerSource(range: PortRange): number {
  return Math.floor((range.high - range.low + 1) * usableShare);
}

/**
 * Connections to one target address and port that fit: to a loopback target they are spread over many source
 * addresses, anywhere else there is one.
 */
export function connectionsThatFit(range: PortRange, targetIsLoopback: boolean): number {
  return portsPerSource(range) * (targetIsLoopback ? loopbackSourceCount + 1 : 1);
}

/** True for 127.0.0.0/8, where any address can be a source. */
export function isLoopbackV4(address: string): boolean {
  return /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);
}

/** The loopback source address of connection `key` (a whole number ≥ 0) once they are spread. */
export function loopbackSourceOf(key: number): string {
  return `127.0.0.${2 + (key % loopbackSourceCount)}`;
}
