import type {IncomingHttpHeaders} from 'node:http';
import type {Dispatcher} from 'undici';
import type {Header, WalkAnswer} from './walk-client.ts';

/** Takes one answer from undici: all of its head, the first bytes of its body, and when it began and ended. */
export class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly #captureBytes: number;
  readonly #nowMs: () => number;
  readonly #done = Promise.withResolvers<WalkAnswer>();
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #givenUp: Error | null = null;
  #kept = 0;
  #bodyBytes = 0;
  #sentMs = Number.NaN;
  #status = 0;
  #headers: readonly Header[] = [];

  constructor(captureBytes: number, nowMs: () => number) {
    this.#captureBytes = captureBytes;
    this.#nowMs = nowMs;
  }

  /** Rejects with what undici said, or with what it was given up for. */
  get answer(): Promise<WalkAnswer> {
    return this.#done.promise;
  }

  giveUp(reason: Error): void {
    this.#givenUp ??= reason;
    this.#done.reject(this.#givenUp);
    this.#controller?.abort(this.#givenUp);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#sentMs = this.#nowMs();
    if (this.#givenUp !== null) controller.abort(this.#givenUp);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): Header => [name, one]),
    );
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bodyBytes += chunk.length;
    const room = this.#captureBytes - this.#kept;
    if (room <= 0) return;
    const kept = Buffer.from(chunk.subarray(0, room));
    this.#chunks.push(kept);
    this.#kept += kept.length;
  }

  onResponseEnd(): void {
    this.#done.resolve({
      status: this.#status,
      headers: this.#headers,
      body: Buffer.concat(this.#chunks),
      bodyBytes: this.#bodyBytes,
      latencyMs: this.#nowMs() - this.#sentMs,
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#done.reject(this.#givenUp ?? error);
  }
}
