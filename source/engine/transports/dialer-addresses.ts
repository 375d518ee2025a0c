import {lookup, type LookupAddress} from 'node:dns';
import net from 'node:net';

/** Asks the resolver for all addresses of a name. */
export type Resolve = (
  hostname: string,
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

/** Called with the next address to dial, or with why there is none. */
export type OnAddress = (error: Error | null, address: string) => void;

/** What `getaddrinfo` says, in the system's own order. */
export const systemResolve: Resolve = (hostname, done) =>
  lookup(hostname, {all: true, order: 'verbatim'}, (error, addresses) => done(error, error === null ? addresses : []));

/**
 * The addresses of one name, handed out in turn. One lookup at a time serves all who wait, so that hundreds of
 * connections measure the target and not the four threads of getaddrinfo; an answer is used for `ttlMs`, an error is
 * not kept.
 *
 * IPv4 comes first, as in k6: IPv6 addresses are used when there are no others, or once every IPv4 address has failed
 * to connect in a row (and the other way round after that). There is no race between the two (happy eyeballs): each
 * dial measures one address.
 */
export class DialerAddresses {
  readonly #hostname: string;
  readonly #ttlMs: number;
  readonly #nowMs: () => number;
  readonly #resolve: Resolve;
  readonly #isLiteral: boolean;
  #v4: string[] = [];
  #v6: string[] = [];
  #preferV6 = false;
  #untilMs = Number.NEGATIVE_INFINITY;
  #turn = 0;
  #failures = 0;
  #waiting: OnAddress[] | null = null;

  /** @param hostname a name or an address, IPv6 without brackets */
  constructor(hostname: string, ttlMs: number, nowMs: () => number, resolve: Resolve = systemResolve) {
    this.#hostname = hostname;
    this.#ttlMs = ttlMs;
    this.#nowMs = nowMs;
    this.#resolve = resolve;
    this.#isLiteral = net.isIP(hostname) !== 0;
  }

  /** Calls back later, never inside this call. */
  next(onAddress: OnAddress): void {
    if (this.#isLiteral) process.nextTick(onAddress, null, this.#hostname);
    else if (this.#waiting !== null) this.#waiting.push(onAddress);
    else if (this.#nowMs() < this.#untilMs) process.nextTick(onAddress, null, this.#pick());
    else this.#ask(onAddress);
  }

  /** TCP came up. */
  onConnected(): void {
    this.#failures = 0;
  }

  /** TCP to `address` did not come up. */
  onConnectFailed(address: string): void {
    const current = this.#current();
    if (!current.includes(address)) return;
    this.#failures++;
    if (this.#failures < current.length || this.#v4.length === 0 || this.#v6.length === 0) return;
    this.#failures = 0;
    this.#preferV6 = !this.#preferV6;
  }

  #ask(onAddress: OnAddress): void {
    this.#waiting = [onAddress];
    this.#resolve(this.#hostname, (error, addresses) => {
      const waiting = this.#waiting ?? [];
      this.#waiting = null;
      const failed = error ?? (addresses.length === 0 ? noAddress(this.#hostname) : null);
      if (failed === null) this.#keep(addresses);
      for (const one of waiting) one(failed, failed === null ? this.#pick() : '');
    });
  }

  #keep(addresses: readonly LookupAddress[]): void {
    this.#v4 = addresses.filter((one) => one.family === 4).map((one) => one.address);
    this.#v6 = addresses.filter((one) => one.family === 6).map((one) => one.address);
    this.#untilMs = this.#nowMs() + this.#ttlMs;
  }

  #pick(): string {
    const current = this.#current();
    return current[this.#turn++ % current.length]!;
  }

  #current(): readonly string[] {
    if (this.#v4.length === 0) return this.#v6;
    return this.#preferV6 && this.#v6.length > 0 ? this.#v6 : this.#v4;
  }
}

function noAddress(hostname: string): Error {
  return Object.assign(new Error(`${hostname} has no address`), {code: 'ENOTFOUND'});
}
